"""Writing versions: exactly one is current once there are any."""

import datetime as dt
from typing import Any

from django.db import IntegrityError
from django.db.models import ProtectedError

from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.inventory.hooks import VersionChange, version_changed
from hegui.server.inventory.models import Subject, SubjectVersion
from hegui.server.inventory.rules import check_digest

CHANGE = "inventory.change"


def version_add(
    *,
    acting_user: Viewer,
    subject: Subject,
    label: str,
    digest: str = "",
    released_on: dt.date | None = None,
    notes: str = "",
    current: bool = True,
) -> SubjectVersion:
    """Record a version. The first one is current in any case; listeners hear of a new current one."""
    acting_user.require(CHANGE, subject)
    check_digest(digest)
    version = SubjectVersion(
        organisation=subject.organisation,
        subject=subject,
        label=label,
        digest=digest,
        released_on=released_on,
        notes=notes,
    )
    with writing(acting_user) as write:
        old = _current(subject)
        _check_label(version)
        version.current = current or old is None
        if version.current and old is not None:
            _set_current(write, old, False)
        _insert(write, version)
        if version.current:
            version_changed(acting_user, VersionChange(subject, old, version))
    return version


def version_make_current(
    *, acting_user: Viewer, version: SubjectVersion, reason: str = "", expected: int | None = None
) -> SubjectVersion:
    """Make another version the current one: going back to an earlier one needs no new record."""
    subject = version.subject
    acting_user.require(CHANGE, subject)
    with writing(acting_user) as write:
        old = _current(subject)
        if old == version:
            return version
        if old is not None:
            _set_current(write, old, False)
        write.change(
            version,
            "inventory.version.made_current",
            {"current": True},
            expected=expected,
            reason=reason,
        )
        version_changed(acting_user, VersionChange(subject, old, version))
    return version


def version_change(
    *,
    acting_user: Viewer,
    version: SubjectVersion,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> SubjectVersion:
    """Change what is noted about a version. A digest may be filled in, never replaced."""
    acting_user.require(CHANGE, version.subject)
    digest = changes.get("digest", version.digest)
    check_digest(digest)
    if version.digest and digest != version.digest:
        raise ConflictError(
            what_zh="摘要标识版本的内容，不能改；内容变了请登记新版本。",
            what_en="the digest identifies the version; record a new version for new content.",
        )
    kept = {name: value for name, value in changes.items() if name != "current"}
    with writing(acting_user) as write:
        if kept.get("label", version.label) != version.label:
            _check_label(SubjectVersion(subject=version.subject, label=kept["label"]))
        return write.change(
            version, "inventory.version.changed", kept, expected=expected, reason=reason
        )


def version_remove(*, acting_user: Viewer, version: SubjectVersion, reason: str) -> None:
    """Delete a version recorded by mistake, if nothing refers to it and it is not current."""
    acting_user.require(CHANGE, version.subject)
    if version.current and version.subject.versions.count() > 1:
        raise ConflictError(
            what_zh="这是当前版本，请先把另一个设为当前版本。",
            what_en="it is the current version; make another one current first.",
        )
    try:
        with writing(acting_user) as write:
            write.remove(version, "inventory.version.removed", reason=reason)
    except ProtectedError as error:
        raise ConflictError(
            what_zh="还有证据或评估引用这个版本。",
            what_en="evidence or assessments refer to this version.",
        ) from error


def _current(subject: Subject) -> SubjectVersion | None:
    """Return the current version; the subject's row is held so that two people take turns."""
    Subject.objects.select_for_update(of=("self",)).get(pk=subject.pk)
    found: SubjectVersion | None = SubjectVersion.objects.filter(
        subject=subject, current=True
    ).first()
    return found


def _set_current(write: Writing, version: SubjectVersion, current: bool) -> None:
    write.change(version, "inventory.version.superseded", {"current": current})


def _check_label(version: SubjectVersion) -> None:
    if SubjectVersion.objects.filter(subject=version.subject, label=version.label).exists():
        raise _taken()


def _insert(write: Writing, version: SubjectVersion) -> None:
    try:
        write.create(version, "inventory.version.added")
    except IntegrityError as error:
        raise _taken() from error


def _taken() -> InvalidError:
    return InvalidError(
        field="label",
        what_zh="这个对象已有同名版本。",
        what_en="the subject has a version of this name already.",
    )

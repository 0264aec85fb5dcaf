"""Creating, changing and approving items; new versions of their files."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.evidence.models import Item, ItemVersion, RequestState, State
from hegui.server.evidence.scope import sees_inside
from hegui.server.evidence.services.intake import Kept, read_ahead, still_there
from hegui.server.evidence.services.links import write_links
from hegui.server.evidence.targets import check_pairs
from hegui.server.inventory.selectors import current_version

Pairs = Sequence[tuple[str, str]]
FIELDS = frozenset(
    {
        "title",
        "type",
        "description",
        "owner",
        "subject",
        "subject_digest",
        "period_from",
        "period_to",
        "valid_until",
        "domain",
    }
)
ENDED = (State.SUPERSEDED, State.WITHDRAWN)


def item_create(
    *,
    acting_user: Viewer,
    kept: Kept | None = None,
    links: Pairs = (),
    note: str = "",
    draft: bool = False,
    **fields: Any,
) -> Item:
    """Create an item with its first file and its links.

    Without a period, a file or a type it is a draft, since nobody could tell what it shows.
    """
    item = Item(organisation=acting_user.organisation, **fields)
    acting_user.require("evidence.add", item)
    check_fields(item)
    check_pairs(acting_user, links)
    if not item.owner_id and acting_user.user:
        item.owner = acting_user.user
    about_version(item)
    ready = kept is not None and is_described(item)
    item.state = State.CURRENT if ready and not draft else State.DRAFT
    with writing(acting_user) as write:
        version = _version(acting_user, item, 1, kept, note) if kept else None
        item.current, item.link_count = version, len(set(links))
        write.create(item, "evidence.item.created")
        if version and kept:
            write.create(version, "evidence.version.uploaded")
            still_there(kept)
            read_ahead(kept)
        write_links(write, item, links)
    return item


def _version(viewer: Viewer, item: Item, number: int, kept: Kept, note: str) -> ItemVersion:
    return ItemVersion(
        organisation=item.organisation,
        item=item,
        number=number,
        uploaded_by=viewer.user,
        note=note,
        **kept._asdict(),
    )


def check_fields(item: Item) -> None:
    """Raise `InvalidError` for a type that is not in the catalogue or days in the wrong order."""
    if item.type and item.type not in catalogue().evidence_types:
        raise InvalidError(
            field="type", what_zh="目录里没有这个类型。", what_en="the catalogue has no such type."
        )
    begin, end = item.period_from, item.period_to
    if begin and end and end < begin:
        raise InvalidError(
            field="period_to",
            what_zh="不能早于期间起点。",
            what_en="must not come before the start.",
        )
    for name in ("subject", "domain"):
        row = getattr(item, name)
        if row is not None and row.organisation_id != item.organisation_id:
            raise InvalidError(
                field=name, what_zh="不在本组织内。", what_en="is not of this organisation."
            )


def about_version(item: Item) -> None:
    """Fill in the current version of the subject where nobody said which it is about."""
    if item.subject is None:
        item.subject_digest = ""
    elif not item.subject_digest:
        now = current_version(item.subject)
        item.subject_digest = (now.digest or now.label) if now else ""


def is_described(item: Item) -> bool:
    """Tell whether an item says what it is and which period it covers."""
    return bool(item.type and (item.period_from or item.period_to))


def require_change(viewer: Viewer, item: Item) -> None:
    """Let those who may change evidence change an item, and those who may add their own drafts."""
    own = viewer.user is not None and item.owner_id == viewer.user.pk
    if own and item.state == State.DRAFT and viewer.may("evidence.add", item):
        return
    viewer.require("evidence.change", item)


def asked_to_renew(viewer: Viewer, item: Item) -> bool:
    """Tell whether an open request asks the viewer for a newer version of an item."""
    if viewer.user is None or not viewer.may("evidence.add", item):
        return False
    open_ones = item.renewals.filter(state=RequestState.OPEN, asked_of=viewer.user)
    return bool(open_ones.exists())


def item_change(
    *,
    acting_user: Viewer,
    item: Item,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Item:
    """Change what an item says about itself. What changes its meaning ends an approval."""
    require_change(acting_user, item)
    with writing(acting_user) as write:
        return _change(write, acting_user, item, changes, expected, reason)


def _change(
    write: Writing,
    acting_user: Viewer,
    item: Item,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Item:
    wanted = {name: value for name, value in changes.items() if name in FIELDS}
    tried = item.copy()
    for name, value in wanted.items():
        setattr(tried, name, value)
    if tried.domain_id != item.domain_id:
        acting_user.require("evidence.change", tried)
    check_fields(tried)
    if "subject" in wanted or "subject_digest" in wanted:
        about_version(tried)
        wanted["subject_digest"] = tried.subject_digest
        wanted |= freshness(tried)
    wanted["state"] = state_after(tried)
    if item.approved_at and any(getattr(item, n) != v for n, v in wanted.items() if n in MEANING):
        wanted |= {"approved_by": None, "approved_at": None}
    return write.change(item, "evidence.item.changed", wanted, expected=expected, reason=reason)


MEANING = FIELDS - {"owner", "domain", "title", "description"}


def state_after(item: Item) -> str:
    """A draft that is described now counts; a current item that is not any more does not."""
    if item.state in ENDED or item.current_id is None:
        return item.state
    return State.CURRENT if is_described(item) else State.DRAFT


def freshness(item: Item) -> dict[str, Any]:
    """Return the fields that say whether an item is about its subject's current version."""
    now = current_version(item.subject) if item.subject else None
    fresh = now is None or item.subject_digest in ("", now.label, now.digest)
    if fresh:
        return {"stale_since": None, "stale_reason": ""}
    since = item.stale_since or timezone.now()
    return {"stale_since": since, "stale_reason": "subject_version"}


def version_add(
    *,
    acting_user: Viewer,
    item: Item,
    kept: Kept,
    note: str = "",
    changes: dict[str, Any] | None = None,
    expected: int | None = None,
) -> ItemVersion:
    """Add a version of the file. The approval was about the old one and ends.

    Whoever is asked to renew an item may, too, whoever owns it.
    """
    if not asked_to_renew(acting_user, item):
        require_change(acting_user, item)
    if item.state in ENDED:
        raise ConflictError(
            what_zh="已撤回或被取代的证据不能再加版本，请先恢复。",
            what_en="withdrawn or superseded evidence gets no new version; reinstate it first.",
        )
    with writing(acting_user) as write:
        number = (
            item.versions.order_by("-number").values_list("number", flat=True).first() or 0
        ) + 1
        version = _version(acting_user, item, number, kept, note)
        _point_to(write, acting_user, item, version, changes or {}, expected)
        write.create(version, "evidence.version.uploaded")
        still_there(kept)
        read_ahead(kept)
    return version


def _point_to(
    write: Writing,
    viewer: Viewer,
    item: Item,
    version: ItemVersion,
    changes: dict[str, Any],
    expected: int | None,
) -> None:
    write.change(
        item,
        "evidence.item.renewed",
        {"current": version, "approved_by": None, "approved_at": None},
        expected=expected,
    )
    _change(write, viewer, item, changes)


def item_approve(
    *, acting_user: Viewer, item: Item, expected: int | None = None, reason: str = ""
) -> Item:
    """Approve an item as it is now: its current file, period and subject."""
    if not sees_inside(acting_user, item):
        raise ForbiddenError(permission="evidence.approve")
    acting_user.require("evidence.approve", item)
    if item.state in ENDED or item.current_id is None or not is_described(item):
        raise ConflictError(
            what_zh="只有文件、类型和期间齐全、未撤回的证据才能批准。",
            what_en="only evidence with a file, a type and a period, not withdrawn, can be approved.",
        )
    now = {"state": State.CURRENT, "approved_by": acting_user.user, "approved_at": timezone.now()}
    with writing(acting_user) as write:
        return write.change(item, "evidence.item.approved", now, expected=expected, reason=reason)

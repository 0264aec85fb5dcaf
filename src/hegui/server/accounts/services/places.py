"""Changing organisations (names, retention, legal hold) and their domains."""

from typing import Any

from hegui.server.accounts.retention import below_limit, retention_of
from hegui.server.core.errors import InvalidError
from hegui.server.core.models import Domain, Organisation
from hegui.server.core.services import one_name_per_level, require_inside
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing

NAMES = ("name", "name_en", "credit_code")


def organisation_change(
    *, acting_user: Viewer, changes: dict[str, Any], expected: int | None = None
) -> Organisation:
    """Change the names and the credit code."""
    acting_user.require_everywhere("organisation.change")
    kept = {name: value for name, value in changes.items() if name in NAMES}
    with writing(acting_user) as write:
        row = acting_user.organisation.copy()
        return write.change(row, "core.organisation.changed", kept, expected=expected)


def retention_change(
    *,
    acting_user: Viewer,
    months: dict[str, int],
    reason: str = "",
    expected: int | None = None,
) -> Organisation:
    """Set the retention periods in months; one shorter than a legal limit needs a reason."""
    acting_user.require_everywhere("organisation.change")
    short = below_limit(months)
    if short and not reason.strip():
        raise InvalidError(
            field="reason",
            what_zh=f"“{short.zh}”短于法定期限，须写明理由。",
            what_en=f"“{short.en}” is shorter than a legal limit; give the reason.",
        )
    with writing(acting_user) as write:
        row = acting_user.organisation.copy()
        settings = {**row.settings, "retention": {**retention_of(row), **months}}
        return write.change(
            row,
            "core.organisation.retention_changed",
            {"settings": settings},
            expected=expected,
            reason=reason,
        )


def hold_set(*, acting_user: Viewer, reason: str) -> Organisation:
    """Put the organisation under a legal hold: nothing is erased until it is lifted."""
    acting_user.require_everywhere("organisation.change")
    if not reason.strip():
        raise InvalidError(field="hold", what_zh="须写明理由。", what_en="give the reason.")
    with writing(acting_user) as write:
        row = acting_user.organisation.copy()
        return write.change(row, "core.organisation.hold_set", {"hold": reason.strip()})


def hold_lift(*, acting_user: Viewer, reason: str) -> Organisation:
    """Lift the legal hold."""
    acting_user.require_everywhere("organisation.change")
    with writing(acting_user) as write:
        row = acting_user.organisation.copy()
        return write.change(row, "core.organisation.hold_lifted", {"hold": ""}, reason=reason)


def domain_change(
    *,
    acting_user: Viewer,
    domain: Domain,
    name: str,
    parent: Domain | None,
    expected: int | None = None,
) -> Domain:
    """Rename or move a domain; all domains below move with it in the same transaction."""
    acting_user.require_everywhere("organisation.change")
    require_inside(acting_user, domain, parent)
    if parent is not None and parent.path.startswith(domain.path):
        raise InvalidError(
            field="parent",
            what_zh="业务域不能移到自己或自己的下级之内。",
            what_en="a domain cannot move into itself or below itself.",
        )
    path = f"{parent.path if parent else ''}{domain.id.hex}/"
    if len(path) > MAX_PATH:
        raise _too_deep()
    with one_name_per_level(), writing(acting_user) as write:
        Organisation.objects.select_for_update().get(pk=domain.organisation_id)
        before = domain.path
        changes = {"name": name, "parent": parent, "path": path}
        write.change(domain, "core.domain.changed", changes, expected=expected)
        if path != before:
            below = Domain.objects.filter(path__startswith=before).exclude(pk=domain.pk)
            for row in below.order_by("path"):
                moved = path + row.path.removeprefix(before)
                if len(moved) > MAX_PATH:
                    raise _too_deep()
                write.change(row, "core.domain.moved", {"path": moved})
    return domain


MAX_PATH = 700


def _too_deep() -> InvalidError:
    return InvalidError(
        field="parent", what_zh="层级太深（最多 21 层）。", what_en="too deep (21 levels at most)."
    )

"""The end of items: withdrawn, superseded, reinstated; holds; deleting content when allowed."""

import calendar
import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from hegui.server.accounts.retention import retention_of
from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.evidence.models import Item, ItemVersion, State
from hegui.server.evidence.preview import forget
from hegui.server.evidence.services.items import ENDED, state_after
from hegui.server.evidence.store import remove_unused


def need_reason(reason: str) -> str:
    """Return a reason, or raise `InvalidError` when there is none."""
    if not reason.strip():
        raise InvalidError(field="reason", what_zh="请写明原因。", what_en="say why.")
    return reason.strip()


def item_withdraw(
    *, acting_user: Viewer, items: Sequence[Item], reason: str, expected: int | None = None
) -> list[Item]:
    """Withdraw items: they stay on record but count no more."""
    need_reason(reason)
    for item in items:
        acting_user.require("evidence.change", item)
    with writing(acting_user) as write:
        return [
            write.change(
                item,
                "evidence.item.withdrawn",
                {"state": State.WITHDRAWN},
                expected=expected,
                reason=reason,
            )
            for item in items
        ]


def item_supersede(
    *, acting_user: Viewer, item: Item, by: Item, reason: str = "", expected: int | None = None
) -> Item:
    """Replace an item by another; the old one counts no more."""
    acting_user.require("evidence.change", item)
    seen = acting_user.may("evidence.view", by)
    if by.pk == item.pk or not seen or by.state in ENDED:
        raise InvalidError(
            field="by",
            what_zh="请选择另一份有效的证据。",
            what_en="choose another piece of evidence that is in force.",
        )
    changes = {"state": State.SUPERSEDED, "superseded_by": by}
    with writing(acting_user) as write:
        return write.change(
            item, "evidence.item.replaced", changes, expected=expected, reason=reason
        )


def item_reinstate(*, acting_user: Viewer, item: Item, reason: str) -> Item:
    """Undo a withdrawal or replacement."""
    acting_user.require("evidence.change", item)
    need_reason(reason)
    if item.state not in ENDED:
        raise ConflictError(what_zh="它没有被撤回。", what_en="it was not withdrawn.")
    tried = item.copy()
    tried.state = State.DRAFT
    changes = {"state": state_after(tried), "superseded_by": None}
    with writing(acting_user) as write:
        return write.change(item, "evidence.item.restored", changes, reason=reason)


def item_hold(*, acting_user: Viewer, item: Item, held: bool, reason: str) -> Item:
    """Set or lift a legal hold: while it stands, no content of the item may be deleted."""
    acting_user.require("evidence.approve", item)
    need_reason(reason)
    action = "evidence.hold.started" if held else "evidence.hold.closed"
    with writing(acting_user) as write:
        return write.change(item, action, {"held": held}, reason=reason)


def kept_until(item: Item, version: ItemVersion) -> dt.date:
    """Return the day until which the content must be kept: the end of what it shows, and the term.

    The term begins with the latest of upload, end of the period and end of validity.
    """
    days = [timezone.localdate(version.created_at), item.period_to, item.valid_until]
    months = retention_of(item.organisation)["evidence"]
    return months_later(max(day for day in days if day), months)


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def why_kept(item: Item, version: ItemVersion) -> tuple[str, str] | None:
    """Return why content may not be deleted now, in both languages; None when it may."""
    if item.organisation.hold or item.held:
        return "有法律保全要求，不能删除。", "a legal hold stands; nothing may be deleted."
    if item.state not in ENDED and item.current_id == version.pk:
        return (
            "这是现行版本，请先撤回证据。",
            "this is the current version; withdraw the item first.",
        )
    until = kept_until(item, version)
    if until >= timezone.localdate():
        return f"须保存到 {until}。", f"it must be kept until {until}."
    return None


def content_remove(*, acting_user: Viewer, version: ItemVersion, reason: str) -> ItemVersion:
    """Delete the bytes of a version whose retention ended; its row and digest stay for ever."""
    acting_user.require("evidence.approve", version.item)
    need_reason(reason)
    with writing(acting_user) as write:
        held = _held(version)
        acting_user.require("evidence.approve", held.item)
        kept = why_kept(held.item, held)
        if kept:
            raise ConflictError(what_zh=kept[0], what_en=kept[1])
        changes = {"removed_at": timezone.now()}
        write.change(held, "evidence.version.erased", changes, reason=reason)
        transaction.on_commit(lambda: _clear(held.sha256))
    return held


def _held(version: ItemVersion) -> ItemVersion:
    """Return a version with its item and organisation as they are now, held until the end.

    A hold that somebody sets meanwhile waits, or has been seen.
    """
    Organisation.objects.select_for_update().get(pk=version.organisation_id)
    Item.objects.select_for_update(of=("self",)).get(pk=version.item_id)
    related = ("item__organisation", "item__domain")
    held: ItemVersion = ItemVersion.objects.select_related(*related).get(pk=version.pk)
    return held


def _clear(sha256: str) -> None:
    if remove_unused(sha256):
        forget(sha256)

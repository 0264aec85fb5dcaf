"""When evidence stops counting: its subject moved on, its validity or its period ran out."""

import datetime as dt
from typing import NamedTuple

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hegui.common.dates import today
from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.evidence.models import Item, State
from hegui.server.inventory.hooks import VersionChange
from hegui.server.inventory.models import SubjectVersion

PERIOD_DAYS = 365
"""Evidence without a validity of its own is due for renewal a year after its period."""
SOON_DAYS = 30
SINGLY = 200
"""Up to so many items get an entry each; more share one with their number and digest."""
LIVING = (State.DRAFT, State.CURRENT)


class Lapse(NamedTuple):
    """One reason why an item may not count any more."""

    code: str
    since: dt.date
    text: Text


def lapses(item: Item, day: dt.date | None = None) -> list[Lapse]:
    """Return the reasons why an item is stale on a day (today by default)."""
    day, found = day or today(), []
    if item.stale_since:
        since = timezone.localdate(item.stale_since)
        found.append(Lapse("version", since, VERSION))
    if item.valid_until and item.valid_until < day:
        found.append(Lapse("expired", item.valid_until, EXPIRED))
    over = item.period_to + dt.timedelta(days=PERIOD_DAYS) if item.period_to else None
    if over and over < day and not item.valid_until:
        found.append(Lapse("period", over, PERIOD))
    return found


VERSION = Text(
    "对象的现行版本已变，这份证据说的是旧版本。请按新版本更新，或确认仍适用后改写“对应版本”。",
    "The subject has a new current version; this is about an old one. Renew it, or check that it "
    "still holds and change the version it is about.",
)
EXPIRED = Text("有效期已过，请更新。", "Its validity has ended: renew it.")
PERIOD = Text(
    "所覆盖的期间已结束一年以上，请补充新的期间。",
    "The period it covers ended over a year ago: hand in a newer one.",
)


def stale_now(which: str) -> Q:
    """Return the condition on items for one kind of staleness, or `any`."""
    day = today()
    kinds = {
        "version": Q(stale_since__isnull=False),
        "expired": Q(valid_until__lt=day),
        "period": Q(valid_until=None, period_to__lt=day - dt.timedelta(days=PERIOD_DAYS)),
        "soon": Q(valid_until__gte=day, valid_until__lte=day + dt.timedelta(days=SOON_DAYS)),
    }
    if which in kinds:
        return kinds[which]
    return kinds["version"] | kinds["expired"] | kinds["period"]


def subject_moved(viewer: Viewer, change: VersionChange) -> None:
    """Mark the evidence about other versions of a subject as stale, and what fits again as fresh."""
    items = Item.objects.filter(
        organisation=change.subject.organisation, subject=change.subject, state__in=LIVING
    )
    fits = Q(subject_digest__in=[mark for mark in marks(change.new) if mark])
    told = items.filter(stale_since=None).exclude(fits | Q(subject_digest=""))
    with writing(viewer) as write:
        _mark(write, change.new, told, {"stale_since": timezone.now(), "stale_reason": MOVED})
        _mark(
            write,
            change.new,
            items.filter(fits, stale_since__isnull=False),
            {"stale_since": None, "stale_reason": ""},
        )


MOVED = "subject_version"


def marks(version: SubjectVersion) -> tuple[str, str]:
    """Return the two marks by which evidence may name a version."""
    return version.label, version.digest


def _mark(
    write: Writing, version: SubjectVersion, rows: QuerySet[Item], changes: dict[str, object]
) -> None:
    """Write one entry per item while they are few, else one for all."""
    action = "evidence.item.expired" if changes["stale_since"] else "evidence.item.renewed"
    ids = [str(pk) for pk in rows.order_by("id").values_list("pk", flat=True)]
    if len(ids) <= SINGLY:
        for item in rows:
            write.change(item, action, dict(changes))
        return
    write.wrote = True
    rows.update(version=F("version") + 1, updated_at=timezone.now(), **changes)
    after = {"count": len(ids), "digest": sha256_bytes(canonical_json(ids)), **_plain(changes)}
    write.note(action, version, after=after)


def _plain(changes: dict[str, object]) -> dict[str, object]:
    return {
        name: value.isoformat() if isinstance(value, dt.datetime) else value
        for name, value in changes.items()
    }

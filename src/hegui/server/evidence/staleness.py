"""When evidence stops counting: its subject moved on, its validity or its period ran out."""

import datetime as dt
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
import yaml
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from hegui.catalogue.model import Catalogue
from hegui.common.dates import today
from hegui.common.hashing import canonical_json, sha256_bytes
from hegui.common.text import Text
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing
from hegui.server.evidence.models import Item, State
from hegui.server.inventory.hooks import VersionChange
from hegui.server.inventory.models import SubjectVersion

SOON_DAYS = 30
SINGLY = 200
"""Up to so many items get an entry each; more share one with their number and digest."""
LIVING = (State.DRAFT, State.CURRENT)


class Fallback(msgspec.Struct, frozen=True, kw_only=True):
    """How old evidence may be where no criterion says it; `source` and `grade` say whose number."""

    days: int
    source: str
    grade: str


@lru_cache(maxsize=1)
def fallback() -> Fallback:
    """Return the age that counts for types that no criterion names."""
    text = files("hegui.server.evidence").joinpath("data/staleness.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text)["no_criterion"], Fallback)


_limits: dict[tuple[str, str, dt.date], dict[str, int]] = {}
KEPT = 4
"""For so many catalogues the limits are kept."""


def age_limits(rules: Catalogue) -> dict[str, int]:
    """Return for each type of evidence the greatest age at which a criterion still takes it."""
    key = (rules.version, rules.digest, rules.as_of)
    if key not in _limits:
        if len(_limits) >= KEPT:
            _limits.clear()
        _limits[key] = _limits_of(rules)
    return _limits[key]


def _limits_of(rules: Catalogue) -> dict[str, int]:
    found: dict[str, int] = {}
    for criterion in rules.criteria.values():
        for condition in criterion.conditions:
            if condition.max_age_days is not None:
                for kind in condition.evidence:
                    found[kind] = max(found.get(kind, 0), condition.max_age_days)
    return found


def age_limit(kind: str) -> int:
    """Return how many days after its period evidence of a type is taken by some criterion."""
    return age_limits(catalogue()).get(kind, fallback().days)


def clause_age_limit(rules: Catalogue | None, clause: str, kind: str) -> int | None:
    """Return how old evidence of a type may be for one clause; None where its criterion sets none.

    A clause whose criterion does not name the type goes by the type alone.
    """
    criterion = rules.criteria.get(clause) if rules else None
    taking = [c for c in criterion.conditions if kind in c.evidence] if criterion else []
    if not taking:
        return age_limit(kind)
    ages = [c.max_age_days for c in taking]
    return None if None in ages else max(age for age in ages if age is not None)


class Lapse(NamedTuple):
    """One reason why an item may not count any more."""

    code: str
    since: dt.date
    text: Text


def lapses(
    item: Item, day: dt.date | None = None, *, rules: Catalogue | None = None, clause: str = ""
) -> list[Lapse]:
    """Return the reasons why an item is stale on a day (today by default).

    Its age counts by the criterion of `clause`, else by the most patient criterion for its type.
    Where its period is not known, nothing is said about its age.
    """
    day, found = day or today(), []
    limit = clause_age_limit(rules, clause, item.type) if clause else age_limit(item.type)
    if item.stale_since:
        since = timezone.localdate(item.stale_since)
        found.append(Lapse("version", since, VERSION))
    if item.valid_until and item.valid_until < day:
        found.append(Lapse("expired", item.valid_until, EXPIRED))
    if item.period_to and limit is not None and not item.valid_until:
        over = item.period_to + dt.timedelta(days=limit)
        if over < day:
            found.append(Lapse("period", over, period_words(limit)))
    return found


VERSION = Text(
    "对象的现行版本已变，这份证据说的是旧版本。请按新版本更新，或确认仍适用后改写“对应版本”。",
    "The subject has a new current version; this is about an old one. Renew it, or check that it "
    "still holds and change the version it is about.",
)
EXPIRED = Text("已过期，请更新。", "It has expired: renew it.")


def period_words(days: int) -> Text:
    """Say that a period is too long over."""
    return Text(
        f"所覆盖的期间已结束超过 {days} 天，请补充新的期间。",
        f"The period it covers ended more than {days} days ago: hand in a newer one.",
    )


def stale_now(which: str) -> Q:
    """Return the condition on items for one kind of staleness, for `any`, or for none: `fresh`."""
    day = today()
    kinds = {
        "version": Q(stale_since__isnull=False),
        "expired": Q(valid_until__lt=day),
        "period": Q(valid_until=None) & too_old(day),
        "soon": Q(valid_until__gte=day, valid_until__lte=day + dt.timedelta(days=SOON_DAYS)),
    }
    if which in kinds:
        return kinds[which]
    stale = kinds["version"] | kinds["expired"] | kinds["period"]
    return ~stale if which == "fresh" else stale


def too_old(day: dt.date) -> Q:
    """Return the condition on items whose period is over for longer than their type allows."""
    by_days: dict[int, list[str]] = {}
    for kind, days in age_limits(catalogue()).items():
        by_days.setdefault(days, []).append(kind)
    known = [kind for kinds in by_days.values() for kind in kinds]
    found = ~Q(type__in=known) & Q(period_to__lt=day - dt.timedelta(days=fallback().days))
    for days, kinds in sorted(by_days.items()):
        found |= Q(type__in=kinds, period_to__lt=day - dt.timedelta(days=days))
    return found


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

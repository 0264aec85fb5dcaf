"""What differs between two clause sets: an upgraded catalogue, a new edition of a standard."""

from typing import NamedTuple

from hegui.common.dates import today
from hegui.server.assessments.basis import short
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.models import ClauseRow, ClauseSet


class Difference(NamedTuple):
    """One clause that is new, gone, or changed: in its text, or in its criterion."""

    clause: str
    number: str
    title_zh: str
    title_en: str
    kind: str
    parts: tuple[str, ...]


def set_diff(old: ClauseSet, new: ClauseSet) -> list[Difference]:
    """Return the clauses that differ, in the order of the newer set, gone ones last."""
    before = {row.clause: row for row in _rows(old)}
    after = {row.clause: row for row in _rows(new)}
    was, now = criteria_digests(old), criteria_digests(new)
    found = []
    for clause, row in after.items():
        known = before.get(clause)
        parts = () if known is None else _parts(known, row, was.get(clause), now.get(clause))
        if known is None or parts:
            found.append(_difference(row, "changed" if known else "new", parts))
    gone = [_difference(row, "gone", ()) for name, row in before.items() if name not in after]
    return found + gone


def _rows(clause_set: ClauseSet) -> list[ClauseRow]:
    return list(ClauseRow.objects.filter(clause_set=clause_set).order_by("order"))


def _parts(old: ClauseRow, new: ClauseRow, was: str | None, now: str | None) -> tuple[str, ...]:
    parts = []
    if old.digest != new.digest:
        parts.append("text")
    if (old.gate, old.weight) != (new.gate, new.weight):
        parts.append("weight")
    if was != now:
        parts.append("criterion")
    return tuple(parts)


def _difference(row: ClauseRow, kind: str, parts: tuple[str, ...]) -> Difference:
    return Difference(row.clause, row.number, row.title_zh, row.title_en, kind, parts)


def criteria_digests(clause_set: ClauseSet) -> dict[str, str]:
    """Return the digest of each criterion; nothing for imported texts."""
    if not clause_set.catalogue_id:
        return {}
    rules = catalogue_of(clause_set.catalogue, today())
    return {clause: short(row) for clause, row in rules.criteria.items()}

"""Counting what a bank or library covers: risks by class, topics, and how old it is."""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Protocol

from hegui.catalogue.model import Catalogue
from hegui.engine.model import ItemError


class Updated(Protocol):
    """A declared file with the day of its last update."""

    @property
    def file(self) -> str:
        """Path in the project."""

    @property
    def updated(self) -> dt.date | None:
        """Declared day of the last update."""


class Added(Protocol):
    """A row with the day it was added."""

    @property
    def line(self) -> int:
        """Line in its file."""

    @property
    def added(self) -> dt.date | None:
        """Day it was added."""


def count_codes(codes: Iterable[Collection[str]]) -> Counter[str]:
    """Count items by code; an item with several codes counts for each."""
    return Counter(code for item in codes for code in item)


def risk_coverage(catalogue: Catalogue, counts: Mapping[str, int], minimum: str) -> dict[str, Any]:
    """Return the smallest count of each class, and how many of the risks to cover have items.

    `minimum` names the minimums of the risk list (`keywords`, `generated`, `should_refuse`): a risk
    that has such a minimum is to be covered; others do not count as topics.
    """
    smallest: dict[str, int] = {}
    for risk in catalogue.risks.values():
        count = counts.get(risk.id, 0)
        smallest[risk.class_id] = min(count, smallest.get(risk.class_id, count))
    asked = [r.id for r in catalogue.risks.values() if r.minimums.get(minimum) is not None]
    covered = sum(counts.get(code, 0) > 0 for code in asked)
    return {"minimum_per_risk_by_class": smallest, "topics_covered": covered}


def update_days(
    read: Iterable[tuple[Updated, Iterable[Added]]],
) -> Iterator[tuple[str, dt.date | None]]:
    """Yield each declared day of update and the day each row was added, with its place."""
    for declared, rows in read:
        yield declared.file, declared.updated
        for row in rows:
            yield f"{declared.file}:{row.line}", row.added


def age_in_days(
    days: Iterable[tuple[str, dt.date | None]], as_of: dt.date
) -> tuple[int | None, list[ItemError]]:
    """Return the days since the newest of the named days, and an error for each in the future.

    A day after `as_of` says nothing about the state on `as_of` and is not counted; the age is None
    when no day is left.
    """
    past: list[dt.date] = []
    errors: list[ItemError] = []
    for where, day in days:
        if day is None:
            continue
        if day <= as_of:
            past.append(day)
        else:
            what = f"日期 {day} 晚于 {as_of}，不计 / {day} is after {as_of} and does not count"
            errors.append(ItemError(where=where, what=what))
    return ((as_of - max(past)).days if past else None), errors

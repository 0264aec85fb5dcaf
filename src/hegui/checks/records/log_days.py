"""What a log shows: its first day, days without entries, fields that entries lack."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

from hegui.checks.records.days import shanghai_day
from hegui.checks.records.exports import Entry
from hegui.checks.records.exports import field as value_of
from hegui.checks.records.rules import log_rules

DAY = dt.timedelta(days=1)


class Gap(NamedTuple):
    """Days without an entry between two days that have one (both ends included)."""

    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.last - self.first).days + 1


@dataclass(slots=True)
class LogDays:
    """Counts over the entries of one log, up to and with the day of the assessment."""

    as_of: dt.date
    entries: int = 0
    bad: int = 0
    later: int = 0
    incomplete: int = 0
    lacking: Counter[str] = field(default_factory=Counter)
    days: set[dt.date] = field(default_factory=set)

    def add(self, entry: Entry, time_field: str, required: Iterable[str]) -> bool:
        """Count one entry; return false when it cannot be read or has no time."""
        day = None if entry.values is None else shanghai_day(value_of(entry.values, time_field))
        if entry.values is None or day is None:
            self.bad += 1
            return False
        if day > self.as_of:
            self.later += 1
            return True
        self.entries += 1
        self.days.add(day)
        lacking = [name for name in required if is_empty(value_of(entry.values, name))]
        self.lacking.update(lacking)
        self.incomplete += bool(lacking)
        return True

    def oldest_days(self) -> int | None:
        """Return the age in days of the oldest entry, None without one."""
        return (self.as_of - min(self.days)).days if self.days else None

    def gaps(self, quiet: int) -> list[Gap]:
        """Return the runs of more than `quiet` days without an entry, between entries."""
        ordered = sorted(self.days)
        return [
            Gap(before + DAY, after - DAY)
            for before, after in pairwise(ordered)
            if (after - before).days - 1 > quiet
        ]

    def tail(self) -> int:
        """Return how many days after the last entry, with the day of the assessment, are empty."""
        return (self.as_of - max(self.days)).days if self.days else 0


def is_empty(value: Any) -> bool:
    """Tell whether a value is none: absent, blank, or a mark that means so."""
    return value is None or (isinstance(value, str) and value.strip() in log_rules().empty)

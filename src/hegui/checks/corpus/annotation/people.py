"""Who was qualified when: trained, examined and passed before working, in force, not suspended.

Requirement ANN-02: annotators are examined and qualified, retrained and re-examined regularly,
suspended or withdrawn when needed. What a record does not say is unknown, neither yes nor no.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

from hegui.checks.corpus.annotation.tables import Qualified

State = Literal["yes", "no", "unknown"]


def state_on(records: Sequence[Qualified], day: dt.date) -> State:
    """Tell whether a person with these records was qualified on a day."""
    states = {_covers(record, day) for record in records}
    return "yes" if "yes" in states else "unknown" if "unknown" in states else "no"


def _covers(record: Qualified, day: dt.date) -> State:
    if record.passed is False or _ended(record, day):
        return "no"
    days = (record.trained_on, record.examined_on)
    if any(on is not None and on > day for on in days):
        return "no"
    return "unknown" if record.passed is None or None in days else "yes"


def _ended(record: Qualified, day: dt.date) -> bool:
    """Tell whether the qualification was over, withdrawn or suspended on a day."""
    if record.valid_until is not None and day > record.valid_until:
        return True
    if record.withdrawn_on is not None and day >= record.withdrawn_on:
        return True
    begun = record.suspended_from is not None and day >= record.suspended_from
    return begun and (record.suspended_until is None or day < record.suspended_until)


def state_of(
    records: Sequence[Qualified], days: Iterable[dt.date], *, undated: bool
) -> tuple[State, dt.date | None]:
    """Tell whether a person was qualified on every day of work, and the first day when not.

    With `undated` some work has no day: then at best it is unknown, unless there is no record at
    all, which no day could make good.
    """
    if not records:
        return "no", min(days, default=None)
    unknown: dt.date | None = None
    doubtful = undated
    for day in sorted(days):
        state = state_on(records, day)
        if state == "no":
            return "no", day
        if state == "unknown":
            doubtful, unknown = True, unknown or day
    return ("unknown", unknown) if doubtful else ("yes", None)

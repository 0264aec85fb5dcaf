"""What is kept of a trace over very many subjects: some of each state, and how many more.

A verdict needs to be understood, not listed ten thousand times. What it was judged from is kept
whole beside the assessment (`Basis`): from it every line can be computed again.
"""

from collections.abc import Iterable, Sequence
from itertools import groupby

import msgspec

from hegui.common.text import Text
from hegui.conformity.model import ConditionTrace, Trace

EACH = 20
"""Subjects of one condition and state that are named where there are many."""
MANY = 60
"""Subjects of one condition up to which all are named."""
MORE = Text(
    "另有 {n} 个对象也是这样，这里不逐一列出。",
    "So it is for {n} more subjects, which are not listed here.",
)


def compact(trace: Trace) -> Trace:
    """Return a trace in which a condition over more than `MANY` subjects names some of each state."""
    if len(trace.conditions) <= MANY:
        return trace
    kept = [
        row
        for _, group in groupby(trace.conditions, key=lambda row: row.id)
        for row in _few(list(group))
    ]
    return msgspec.structs.replace(trace, conditions=tuple(kept))


def _few(rows: Sequence[ConditionTrace]) -> Iterable[ConditionTrace]:
    if len(rows) <= MANY:
        return rows
    alike: dict[tuple[str, str | None], list[ConditionTrace]] = {}
    for row in rows:
        alike.setdefault((row.state, row.machine_state), []).append(row)
    return [row for group in alike.values() for row in _cut(group)]


def _cut(rows: Sequence[ConditionTrace]) -> Sequence[ConditionTrace]:
    """Return the first rows and one for all others, with the sources of those."""
    rest = rows[EACH:]
    if not rest:
        return rows
    sources = tuple(sorted({source for row in rest for source in row.sources}))
    told = MORE.zh.format(n=len(rest)), MORE.en.format(n=len(rest))
    more = msgspec.structs.replace(
        rest[0],
        subject="",
        reason_zh=told[0],
        reason_en=told[1],
        values={},
        rates=(),
        sources=sources,
    )
    return [*rows[:EACH], more]

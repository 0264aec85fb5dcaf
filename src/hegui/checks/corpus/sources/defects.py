"""What is wrong with one registered source, in kinds that findings and the terminal share."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from hegui.checks.corpus.sources.measures import (
    gaps,
    made,
    over_limit_on,
    supported_on,
    timely,
)
from hegui.checks.corpus.sources.register import SourceEntry
from hegui.checks.corpus.sources.rights import rights_defects


def defects(
    entry: SourceEntry, missing: Sequence[str], limits: Mapping[str, Fraction], as_of: dt.date
) -> Iterator[tuple[str, str]]:
    """Yield (kind, note) of each defect of a source."""
    if lacking := gaps(entry, missing):
        yield "incomplete_source", ", ".join(lacking)
    yield from rights_defects(entry, as_of)
    for when, most in limits.items():
        yield from _assessment_defects(entry, when, most, as_of)


def _assessment_defects(
    entry: SourceEntry, when: str, most: Fraction, as_of: dt.date
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with one assessment: above the limit, too late, or too small a sample."""
    assessed = made(entry, when, as_of)
    over = over_limit_on(entry, when, most, as_of)
    if over:
        yield f"over_limit_{when}", f"{over.k} / {over.n}"
    if timely(entry, when, as_of) is None:
        yield f"not_assessed_{when}", ""
    elif assessed and not over and not supported_on(entry, when, most, as_of):
        yield f"not_supported_{when}", f"{assessed.k} / {assessed.n}"

"""The measures of a source register and of the documents counted by source."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.errors import MissingThresholdError
from hegui.checks.corpus.sources.register import Assessed, SourceEntry, source_rules

Missing = Mapping[str, tuple[str, ...]]
"""For each source the basis columns that are empty or point to nothing."""


def limit(catalogue: Catalogue, when: str) -> Fraction:
    """Return the share of illegal or unhealthy items that a source may not exceed."""
    requirement = source_rules().limits[when]
    row = catalogue.requirements.get(requirement)
    if row is None or row.threshold is None or row.threshold.unit != "percent":
        raise MissingThresholdError(requirement=requirement)
    return Fraction(str(row.threshold.value)) / 100


def made(entry: SourceEntry, when: str, as_of: dt.date) -> Assessed | None:
    """Return the assessment if there is one on `as_of`: later ones do not exist yet."""
    assessed = entry.before if when == "before" else entry.after
    return assessed if assessed is not None and assessed.on <= as_of else None


def over_limit_on(entry: SourceEntry, when: str, most: Fraction, as_of: dt.date) -> Assessed | None:
    """Return the assessment if its share is above the limit; exactly the limit passes."""
    assessed = made(entry, when, as_of)
    over = assessed is not None and Fraction(assessed.k, assessed.n) > most
    return assessed if over else None


def timely(entry: SourceEntry, when: str, as_of: dt.date) -> Assessed | None:
    """Return the assessment if it was made at the right time, and not after `as_of`.

    Before collection means on or before the day of acquisition, after it on or after that day.
    """
    assessed = made(entry, when, as_of)
    if assessed is None or entry.acquired is None:
        return None
    in_time = assessed.on <= entry.acquired if when == "before" else assessed.on >= entry.acquired
    return assessed if in_time else None


def gaps(entry: SourceEntry, missing: Missing) -> tuple[str, ...]:
    """Return the columns that a complete entry would have and this one lacks."""
    plain = (name for name in source_rules().complete if name not in entry.given)
    return (*plain, *missing.get(entry.id, ()))


def register_measures(
    used: Sequence[SourceEntry], missing: Missing, catalogue: Catalogue, as_of: dt.date
) -> dict[str, Any]:
    """Return what the register alone tells; `used` are the sources that serve for training."""
    measures: dict[str, Any] = {
        "sources_total": len(used),
        "sources_complete": sum(not gaps(entry, missing) for entry in used),
        "basis_missing_by_kind": {
            kind: sum(entry.kind == kind and bool(missing.get(entry.id)) for entry in used)
            for kind in source_rules().kinds
        },
        "single_source_cells": sum(count == 1 for count in _cells(used).values()),
        "languages": len({language for entry in used for language in entry.languages}),
        "kinds": len({kind for entry in used for kind in entry.types}),
    }
    for when in ("before", "after"):
        most = limit(catalogue, when)
        assessed = [timely(entry, when, as_of) for entry in used]
        measures[f"sources_assessed_{when}"] = sum(one is not None for one in assessed)
        measures[f"sources_over_limit_{when}"] = sum(
            over_limit_on(entry, when, most, as_of) is not None for entry in used
        )
    return measures


def _cells(used: Iterable[SourceEntry]) -> Counter[tuple[str, str]]:
    """Count the sources of each pair of language and data type."""
    return Counter(cell for entry in used for cell in product(entry.languages, entry.types))


def corpus_measures(
    used: Sequence[SourceEntry], missing: Missing, documents: Mapping[str, int], total: int
) -> dict[str, Any]:
    """Return shares of the documents. A share whose numerator is not fully known is left out."""
    known = {entry.id: entry for entry in used}

    def share(entries: Iterator[SourceEntry]) -> float:
        return sum(documents.get(entry.id, 0) for entry in entries) / total

    measures = {
        "traceable_share": share(iter(used)),
        "licensed_share": share(entry for entry in used if not missing.get(entry.id)),
    }
    placed = sum(n for source, n in documents.items() if _placed(known.get(source)))
    if placed == total:
        measures["foreign_share"] = share(entry for entry in used if entry.foreign)
        measures["foreign_open_source_share"] = share(
            entry for entry in used if entry.foreign and entry.kind == "open"
        )
    return measures


def _placed(entry: SourceEntry | None) -> bool:
    return entry is not None and entry.foreign is not None

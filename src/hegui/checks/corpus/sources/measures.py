"""The measures of a source register and of the documents counted by source."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import log, sqrt
from typing import Any

from hegui.catalogue.model import Catalogue
from hegui.checks.corpus.errors import MissingThresholdError
from hegui.checks.corpus.sources.register import Assessed, SourceEntry
from hegui.checks.corpus.sources.rights import (
    NOT_HONOURED,
    contract_ended,
    contract_ending,
    unasked,
    wishes,
)
from hegui.checks.corpus.sources.rules import source_rules
from hegui.engine.statistics import supported

Missing = Mapping[str, tuple[str, ...]]
"""For each source the basis columns that are empty or point to nothing."""


def limit(catalogue: Catalogue, when: str) -> Fraction:
    """Return the share of illegal or unhealthy items that a source may not exceed."""
    requirement = source_rules().limits[when]
    row = catalogue.requirements.get(requirement)
    if row is None or row.threshold is None or row.threshold.unit != "percent":
        raise MissingThresholdError(requirement=requirement)
    return Fraction(str(row.threshold.value)) / 100


def limits(catalogue: Catalogue) -> dict[str, Fraction]:
    """Return the limits before and after collection."""
    return {when: limit(catalogue, when) for when in source_rules().limits}


def made(entry: SourceEntry, when: str, as_of: dt.date) -> Assessed | None:
    """Return the assessment if there is one on `as_of`: later ones do not exist yet."""
    assessed = entry.before if when == "before" else entry.after
    return assessed if assessed is not None and assessed.on <= as_of else None


def over_limit_on(entry: SourceEntry, when: str, most: Fraction, as_of: dt.date) -> Assessed | None:
    """Return the assessment if its share is above the limit; exactly the limit passes."""
    assessed = made(entry, when, as_of)
    if assessed is None:
        return None
    over = assessed.k * most.denominator > most.numerator * assessed.n
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


def gaps(entry: SourceEntry, missing: Sequence[str]) -> tuple[str, ...]:
    """Return the columns that a complete entry would have and this one lacks."""
    rules = source_rules()
    asked = (*rules.complete, *rules.kinds[entry.kind].also)
    plain = (name for name in asked if name not in entry.given)
    return (*plain, *missing)


EXACT_UP_TO = 10**9
"""A sample of more items is no sample, and floating point no longer sums its tail well."""


@lru_cache(maxsize=100_000)
def backed(k: int, n: int, numerator: int, denominator: int) -> bool:
    """Tell whether k of n supports with 95 % confidence that the share is at most the limit.

    The rule of the text compares the point (exactly the limit passes); whether the sample is large
    enough to say so is the other answer. Registers repeat a few pairs of counts, so they are kept.
    """
    most = Fraction(numerator, denominator)
    if n > EXACT_UP_TO:
        # Hoeffding's inequality (JASA 58, 1963): never more generous than the exact bound.
        return Fraction(k, n) + Fraction(sqrt(log(20) / (2 * n))) <= most
    return supported(k, n, most, "at_most")


def supported_on(entry: SourceEntry, when: str, most: Fraction, as_of: dt.date) -> bool:
    """Tell whether the assessment, made at the right time, supports the limit."""
    assessed = timely(entry, when, as_of)
    return assessed is not None and backed(assessed.k, assessed.n, most.numerator, most.denominator)


class Tally:
    """Counts what a register tells, one used source after another."""

    def __init__(self, catalogue: Catalogue, as_of: dt.date) -> None:
        self._as_of = as_of
        self._limits = limits(catalogue)
        self._counts: Counter[str] = Counter()
        self._missing: Counter[str] = Counter()
        self._cells: Counter[tuple[str, str]] = Counter()
        self._languages: set[str] = set()
        self._kinds: set[str] = set()

    def add(self, entry: SourceEntry, missing: Sequence[str]) -> None:
        """Count a source whose basis lacks the columns `missing`."""
        self._counts["sources_total"] += 1
        self._counts["sources_complete"] += not gaps(entry, missing)
        self._missing[entry.kind] += bool(missing)
        self._cells.update(product(entry.languages, entry.types))
        self._languages.update(entry.languages)
        self._kinds.update(entry.types)
        self._add_rights(entry)
        for when, most in self._limits.items():
            assessed = timely(entry, when, self._as_of)
            over = over_limit_on(entry, when, most, self._as_of)
            backing = supported_on(entry, when, most, self._as_of)
            self._counts[f"sources_assessed_{when}"] += assessed is not None
            self._counts[f"sources_over_limit_{when}"] += over is not None
            self._counts[f"sources_supported_{when}"] += backing

    def _add_rights(self, entry: SourceEntry) -> None:
        self._counts["contracts_ended"] += contract_ended(entry, self._as_of)
        self._counts["contracts_ending"] += contract_ending(entry, self._as_of) is not None
        self._counts["opt_outs_not_honoured"] += bool(wishes(entry, NOT_HONOURED))
        self._counts["opt_outs_unknown"] += bool(unasked(entry))

    def measures(self) -> dict[str, Any]:
        """Return what was counted."""
        return {
            **{name: self._counts[name] for name in COUNTED},
            "basis_missing_by_kind": {kind: self._missing[kind] for kind in source_rules().kinds},
            "single_source_cells": sum(count == 1 for count in self._cells.values()),
            "languages": len(self._languages),
            "kinds": len(self._kinds),
        }

    def single_cells(self) -> list[tuple[str, str]]:
        """Return the pairs of language and data type that one source alone fills."""
        return sorted(cell for cell, count in self._cells.items() if count == 1)


COUNTED = (
    "sources_total",
    "sources_complete",
    *(
        f"sources_{what}_{when}"
        for what in ("assessed", "over_limit", "supported")
        for when in ("before", "after")
    ),
    "contracts_ended",
    "contracts_ending",
    "opt_outs_not_honoured",
    "opt_outs_unknown",
)


def register_measures(
    used: Iterable[SourceEntry], missing: Missing, catalogue: Catalogue, as_of: dt.date
) -> dict[str, Any]:
    """Return what the register alone tells; `used` are the sources that serve for training."""
    tally = Tally(catalogue, as_of)
    for entry in used:
        tally.add(entry, missing.get(entry.id, ()))
    return tally.measures()


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

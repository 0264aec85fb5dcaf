"""How alike two documents are, from their sketches."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.duplicates.groups import Numbers
from hegui.checks.corpus.duplicates.rules import Rules
from hegui.checks.corpus.duplicates.sketches import RUNS, agreeing
from hegui.checks.corpus.duplicates.store import Store

AT_ONCE = 1 << 16
"""Pairs compared at a time; each takes some 2 kB."""
Shares = NDArray[np.float64]


class Likeness(NamedTuple):
    """For pairs: resemblance (Jaccard of the runs) and containment of the smaller document.

    Both are estimates: with 160 slots the standard error of a resemblance of 0.7 is 0.036.
    """

    resemblance: Shares
    containment: Shares

    def near(self, said: Rules) -> NDArray[np.bool_]:
        """Tell which pairs are near duplicates."""
        inside = (self.containment >= said.containment) & (self.resemblance >= said.contained_from)
        return (self.resemblance >= said.resemblance) | inside


def likeness(store: Store, one: Numbers, other: Numbers) -> Likeness:
    """Return how alike pairs of documents are."""
    shares = [
        _agreeing(store, one[at : at + AT_ONCE], other[at : at + AT_ONCE]) for at in _steps(one)
    ]
    resemblance = np.concatenate(shares) if shares else np.zeros(0)
    runs = [np.maximum(store.values(RUNS, each), 1) for each in (one, other)]
    shared = resemblance / (1 + resemblance) * (runs[0] + runs[1])
    return Likeness(resemblance, np.minimum(1.0, shared / np.minimum(*runs)))


def _steps(pairs: Numbers) -> range:
    return range(0, len(pairs), AT_ONCE)


def _agreeing(store: Store, one: Numbers, other: Numbers) -> Shares:
    return agreeing(store.columns(one), store.columns(other))

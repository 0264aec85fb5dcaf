"""Exact copies: documents with the same letters."""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.duplicates.groups import Numbers, equal_keys
from hegui.checks.corpus.duplicates.sketches import FIRST_HALF, SECOND_HALF
from hegui.checks.corpus.duplicates.store import Store


class Copies(NamedTuple):
    """Documents that are copies, in order, and for each the first document with the same letters."""

    documents: Numbers
    originals: Numbers


def copies(store: Store, scratch: Path) -> Copies:
    """Return all exact copies."""
    found: list[tuple[Numbers, Numbers]] = []
    for documents, starts in equal_keys(store.row(FIRST_HALF), store.docs, scratch):
        halves = store.values(SECOND_HALF, documents)
        groups = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        order = np.lexsort((documents, halves, groups))
        groups, halves, documents = groups[order], halves[order], documents[order]
        first = _first(groups, halves)
        originals = documents[np.maximum.accumulate(np.where(first, np.arange(len(first)), 0))]
        found.append((documents[~first], originals[~first]))
    documents, originals = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(documents)
    return Copies(documents[order], originals[order])


def _first(groups: Numbers, halves: Numbers) -> NDArray[np.bool_]:
    """Tell which is the first of those with the same digest."""
    first = np.ones(len(groups), bool)
    first[1:] = (groups[1:] != groups[:-1]) | (halves[1:] != halves[:-1])
    return first

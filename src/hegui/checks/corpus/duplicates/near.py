"""Near duplicates: documents that agree in a band of their sketches are compared in full.

In a group the first document is compared with all others; those that are not like it are a group of
their own, and so on. So a group of many documents costs as many comparisons as it holds kinds, not
their square.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.duplicates.groups import Keyed, Numbers, equal_keys
from hegui.checks.corpus.duplicates.likeness import likeness
from hegui.checks.corpus.duplicates.rules import Rules
from hegui.checks.corpus.duplicates.sketches import BANDS, RUNS
from hegui.checks.corpus.duplicates.store import Store


@dataclass(slots=True)
class Near:
    """What came of it: for every document the first of its cluster; comparisons made and left out."""

    roots: Numbers
    compared: int = 0
    left: int = 0


def near(
    store: Store, copies: Numbers, said: Rules, scratch: Path, tick: Callable[[], None]
) -> Near:
    """Join documents that are alike; exact copies and very short documents take no part."""
    found = Near(np.arange(store.docs))
    aside = np.zeros(store.docs, bool)
    aside[copies] = True
    for documents, runs in store.row(RUNS):
        aside[documents[runs == 0]] = True
    for band in range(said.bands):
        keyed = (_without(documents, keys, aside) for documents, keys in store.row(BANDS + band))
        for documents, starts in equal_keys(keyed, store.docs, scratch):
            tick()
            _join(store, said, found, documents, starts)
    return found


def _without(documents: Numbers, keys: NDArray[np.uint64], aside: NDArray[np.bool_]) -> Keyed:
    kept = ~aside[documents]
    return documents[kept], keys[kept]


def _join(store: Store, said: Rules, found: Near, documents: Numbers, starts: Numbers) -> None:
    """Compare the documents of groups, round by round, and join those that are alike."""
    for _ in range(said.rounds):
        if not len(documents):
            return
        leaders = np.repeat(documents[starts[:-1]], np.diff(starts))
        apart = found.roots[leaders] != found.roots[documents]
        one, other = leaders[apart], documents[apart]
        alike = likeness(store, one, other).near(said)
        found.compared += len(one)
        _unite(found.roots, one[alike], other[alike])
        left = np.zeros(len(documents), bool)
        left[apart] = ~alike
        documents, starts = _remaining(documents, starts, left)
    found.left += len(documents)


def _remaining(
    documents: Numbers, starts: Numbers, left: NDArray[np.bool_]
) -> tuple[Numbers, Numbers]:
    """Return the groups of two and more of what is left."""
    counts = np.add.reduceat(left, starts[:-1], dtype=np.int64)
    groups = np.repeat(counts, np.diff(starts))
    kept = counts[counts > 1]
    return documents[left & (groups > 1)], np.concatenate(([0], np.cumsum(kept)))


def _unite(roots: Numbers, one: Numbers, other: Numbers) -> None:
    """Join pairs; the root of a document is the first document of its cluster."""
    if not len(one):
        return
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        first, second = sorted((_root(roots, a), _root(roots, b)))
        roots[second] = first
    while not np.array_equal(further := roots[roots], roots):
        roots[:] = further


def _root(roots: Numbers, document: int) -> int:
    while (parent := int(roots[document])) != document:
        document = parent
    return document

"""Clusters: which document of each is kept, and what the others are.

The rule: of the documents of a cluster the one with the most letters is kept, the first of several.
So nothing is lost where one document holds the other, and every run and machine keeps the same.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.duplicates.exact import Copies
from hegui.checks.corpus.duplicates.groups import Numbers
from hegui.checks.corpus.duplicates.likeness import likeness
from hegui.checks.corpus.duplicates.sketches import LETTERS
from hegui.checks.corpus.duplicates.store import Store

KEPT, EXACT, NEAR = range(3)
KINDS = ("kept", "exact", "near")


class Clusters(NamedTuple):
    """Documents that are in a cluster, in order, by column."""

    documents: Numbers
    clusters: Numbers
    kinds: NDArray[np.int8]
    kept: Numbers
    resemblance: NDArray[np.float64]
    containment: NDArray[np.float64]

    def count(self, kind: int) -> int:
        """Return how many documents are of a kind."""
        return int(np.count_nonzero(self.kinds == kind))


def clusters(store: Store, copies: Copies, roots: Numbers) -> Clusters:
    """Return the clusters, numbered by their first document."""
    roots = roots.copy()
    roots[copies.documents] = roots[copies.originals]
    sizes = np.bincount(roots, minlength=store.docs)
    documents = np.flatnonzero(sizes[roots] > 1)
    kept = _kept(store, documents, roots[documents])
    kinds = np.where(documents == kept, KEPT, NEAR).astype(np.int8)
    copied = np.isin(documents, copies.documents, assume_unique=True)
    kinds[copied] = EXACT
    alike = likeness(store, documents, kept)
    numbers = np.unique(roots[documents], return_inverse=True)[1]
    return Clusters(documents, numbers, kinds, kept, *alike)


def _kept(store: Store, documents: Numbers, roots: Numbers) -> Numbers:
    """Return the document that is kept of the cluster of each document."""
    order = np.lexsort((documents, -store.values(LETTERS, documents), roots))
    ordered = roots[order]
    first = np.ones(len(order), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    kept = np.zeros(len(order), np.int64)
    at = np.maximum.accumulate(np.where(first, np.arange(len(order)), 0))
    kept[order] = documents[order][at]
    return kept

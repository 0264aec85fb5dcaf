"""A rate over repeated answers: answers to one question are alike, so questions are drawn anew.

Source: the bootstrap over clusters, A. C. Davison and D. V. Hinkley, Bootstrap Methods and their
Application (1997), section 3.8, with percentile limits. Where every question always gave the same
result there is nothing to draw from, and where questions are few the limits are too narrow: there
the exact bound over questions stands instead, which takes each as passed only when all its answers
did (and for the upper bound as passed when any did).
"""

import random
from collections.abc import Sequence
from typing import Literal

from hegui.common.struct import Record
from hegui.engine.statistics.bounds import ALPHA, GRID, lower_bound, upper_bound
from hegui.engine.statistics.numbers import check_counts

DRAWS = 2000
FEWEST = 40
"""Questions from which on the bootstrap is used: own choice, on the safe side of common advice."""


class ClusterRate(Record, frozen=True, kw_only=True):
    """k of n answers to `clusters` questions, with one-sided 95 % bounds and how they were had."""

    clusters: int
    n: int
    k: int
    lower: float
    upper: float
    method: Literal["cluster_bootstrap", "exact_over_questions"]


def cluster_rate(counts: Sequence[tuple[int, int]], seed: str) -> ClusterRate:
    """Return the rate over (k, n) of each question; the same seed gives the same bounds."""
    for k, n in counts:
        check_counts(k, n)
    seen = [(k, n) for k, n in counts if n]
    k, n = sum(one for one, _ in seen), sum(two for _, two in seen)
    mixed = any(0 < one < two for one, two in seen) or len({one == two for one, two in seen}) > 1
    if len(seen) < FEWEST or not mixed:
        always = sum(one == two for one, two in seen)
        ever = sum(one > 0 for one, _ in seen)
        return ClusterRate(
            clusters=len(seen),
            n=n,
            k=k,
            lower=lower_bound(always, len(seen)),
            upper=upper_bound(ever, len(seen)),
            method="exact_over_questions",
        )
    rates = sorted(_drawn_rates(seen, seed))
    skip = int(ALPHA * DRAWS)
    return ClusterRate(
        clusters=len(seen),
        n=n,
        k=k,
        lower=int(rates[skip] * GRID) / GRID,
        upper=min(1.0, (int(rates[-1 - skip] * GRID) + 1) / GRID),
        method="cluster_bootstrap",
    )


def _drawn_rates(seen: list[tuple[int, int]], seed: str) -> list[float]:
    chance = random.Random(seed)  # noqa: S311 - anyone can repeat it
    found = []
    for _ in range(DRAWS):
        drawn = chance.choices(seen, k=len(seen))
        found.append(sum(k for k, _ in drawn) / sum(n for _, n in drawn))
    return found

"""How far two reviewers agree beyond chance: Cohen's kappa with its interval.

Sources: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological
Measurement 20 (1960); the standard error is that of J. L. Fleiss, J. Cohen and B. S. Everitt, Large
sample standard errors of kappa and weighted kappa, Psychological Bulletin 72 (1969).
"""

from collections.abc import Iterable
from math import sqrt
from statistics import NormalDist

from hegui.common.struct import Record

CONFIDENCE = 0.95
DECIMALS = 6


class Agreement(Record, frozen=True, kw_only=True):
    """Two readings of `n` items, of which `agreed` got the same verdict.

    `kappa` is None where a reviewer gave one verdict only: then nothing tells agreement from
    chance. `low` and `high` are a two-sided large-sample interval of 95 %.
    """

    n: int
    agreed: int
    kappa: float | None = None
    low: float | None = None
    high: float | None = None


def agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Return how far the verdicts of two reviewers agree."""
    both = list(pairs)
    n, agreed = len(both), sum(one == two for one, two in both)
    words = sorted({word for pair in both for word in pair})
    share = {(i, j): sum(p == (i, j) for p in both) / n for i in words for j in words}
    row = {i: sum(share[i, j] for j in words) for i in words}
    column = {j: sum(share[i, j] for i in words) for j in words}
    chance = sum(row[i] * column[i] for i in words)
    if n == 0 or any(len(set(verdicts)) < 2 for verdicts in zip(*both, strict=True)):
        return Agreement(n=n, agreed=agreed)
    kappa = (agreed / n - chance) / (1 - chance)
    same = sum(share[i, i] * (1 - (row[i] + column[i]) * (1 - kappa)) ** 2 for i in words)
    other = (
        sum(share[i, j] * (column[i] + row[j]) ** 2 for i in words for j in words if i != j)
        * (1 - kappa) ** 2
    )
    rest = (kappa - chance * (1 - kappa)) ** 2
    error = sqrt(max(0.0, same + other - rest) / n) / (1 - chance)
    half = NormalDist().inv_cdf((1 + CONFIDENCE) / 2) * error
    return Agreement(
        n=n,
        agreed=agreed,
        kappa=round(kappa, DECIMALS),
        low=round(max(-1.0, kappa - half), DECIMALS),
        high=round(min(1.0, kappa + half), DECIMALS),
    )

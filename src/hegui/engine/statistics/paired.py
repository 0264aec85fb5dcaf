"""Two readings of the same items: did the second get worse, beyond chance?

Source: Q. McNemar, Note on the sampling error of the difference between correlated proportions or
percentages, Psychometrika 12 (1947), in its exact form: given how many pairs differ, either way is
as likely as the other when nothing has changed.
"""

from fractions import Fraction
from math import ceil, comb

from hegui.common.struct import Record
from hegui.engine.statistics.bounds import GRID
from hegui.engine.statistics.numbers import check_counts


class Paired(Record, frozen=True, kw_only=True):
    """Of `pairs`, `b` failed first and pass now, `c` passed first and fail now.

    `p_value` is two-sided: has anything changed? `p_worse` is one-sided: has it become worse? Both
    are rounded up to six decimals.
    """

    pairs: int
    b: int
    c: int
    p_value: float
    p_worse: float


def mcnemar(pairs: int, b: int, c: int) -> Paired:
    """Return the exact McNemar test for b and c discordant pairs among all pairs."""
    check_counts(b + c, pairs)
    check_counts(b, b + c)
    two_sided = min(Fraction(1), 2 * _at_least(max(b, c), b + c))
    return Paired(pairs=pairs, b=b, c=c, p_value=_up(two_sided), p_worse=_up(_at_least(c, b + c)))


def _at_least(k: int, n: int) -> Fraction:
    """Return P(X >= k) for n fair coins, exactly."""
    term = total = comb(n, k)
    for i in range(k, n):
        term = term * (n - i) // (i + 1)
        total += term
    return Fraction(total, 2**n)


def _up(share: Fraction) -> float:
    return min(1.0, ceil(share * GRID) / GRID)

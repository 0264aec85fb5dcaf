"""Acceptance sampling: how many to draw, and how many may fail, before anything is looked at.

Source: single sampling plans by attributes with two risks, as in H. F. Dodge and H. G. Romig,
A method of sampling inspection, Bell System Technical Journal 8 (1929). Plans for a stream of
lots by quality level (GB/T 2828.1, ISO 2859-1) answer another question.
"""

from fractions import Fraction

from hegui.common.struct import Record
from hegui.engine.statistics.bounds import ALPHA, last_true
from hegui.engine.statistics.numbers import BadCountError, Limit, as_fraction
from hegui.engine.statistics.tails import binomial_at_least

LARGEST = 1_000_000
"""No plan beyond a million items is looked for ..."""
MOST_ALLOWED = 1_000
"""... nor one that allows so many failures."""


class AcceptancePlan(Record, frozen=True, kw_only=True):
    """Draw `n`; accept when at most `allowed` fail."""

    n: int
    allowed: int


def _few_failures_unlikely(n: int, allowed: int, failing: Fraction, level: Fraction) -> bool:
    """Tell whether P(at most `allowed` failures of n) <= level when a share `failing` fails."""
    return binomial_at_least(n - allowed, n, 1 - failing, level)


def smallest_sample(limit: Limit, allowed: int = 0, alpha: Fraction = ALPHA) -> int:
    """Return the smallest n that supports "at least `limit`" although `allowed` items fail.

    59 without a failure support 95 %.
    """
    failing = 1 - as_fraction(limit)
    if failing == 0 or not _few_failures_unlikely(LARGEST, allowed, failing, alpha):
        raise BadCountError(what=f"no sample up to {LARGEST:,} supports {limit}")
    return 1 + last_true(
        allowed, LARGEST, lambda n: not _few_failures_unlikely(n, allowed, failing, alpha)
    )


def acceptance_plan(
    limit: Limit, good: Limit, *, consumer: Fraction = ALPHA, producer: Fraction = ALPHA
) -> AcceptancePlan:
    """Return the smallest plan that accepts a pass rate just under `limit` with probability at
    most `consumer` and rejects a pass rate of `good` with probability at most `producer`.

    Raises `BadCountError` when `good` is not above `limit` or too close to it.
    """
    share, failing_good = as_fraction(limit), 1 - as_fraction(good)
    if 1 - failing_good <= share:
        raise BadCountError(what=f"good {good} must be above the limit {limit}")

    for allowed in range(MOST_ALLOWED):
        n = smallest_sample(share, allowed, consumer)
        if binomial_at_least(allowed + 1, n, failing_good, producer):
            return AcceptancePlan(n=n, allowed=allowed)
    raise BadCountError(what=f"good {good} is too close to the limit {limit}")

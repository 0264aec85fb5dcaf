"""A judge that errs, measured against people, and a rate that allows for its errors.

A judge's verdict on all items predicts what people would say; people label a random sample of the
same items. The rate is then that of people's verdicts among items the judge passed and among those
it did not, each weighted by how often the judge says so: for verdicts of two kinds this is the
prediction-powered estimate with the best weight. Its limits are quantiles of the three shares under
Jeffreys' prior, with less of it on the side of the bound for people's two (`AGAINST`); in simulation they
hold what they promise for a few hundred labels, also near 0 and 1 (see the tests). Where labels are too few for that, people's labels alone stand, with their exact bound.

Sources: A. N. Angelopoulos and others, Prediction-powered inference, Science 382 (2023); the
two-phase estimate of A. Tenenbein, A double sampling scheme for estimating from binomial data with
misclassifications, JASA 65 (1970); L. D. Brown, T. T. Cai and A. DasGupta, Interval estimation for
a binomial proportion, Statistical Science 16 (2001), for Jeffreys' interval.
"""

import random
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import Literal

from hegui.common.struct import Record
from hegui.engine.statistics.agreement import Agreement, agreement
from hegui.engine.statistics.bounds import ALPHA, GRID, lower_bound, upper_bound
from hegui.engine.statistics.numbers import BadCountError, check_counts

DRAWS = 2000
JEFFREYS = 0.5
AGAINST = 0.25
"""What stands for the half on the side of the bound: two shares with a half each would add up to a whole
item that nobody saw. Tried in simulation over 150 worlds."""


class Rating(Record, frozen=True, kw_only=True):
    """k of n with exact one-sided 95 % bounds; `rate` is None without any item."""

    n: int
    k: int
    rate: float | None
    lower: float
    upper: float


class JudgeErrors(Record, frozen=True, kw_only=True):
    """How a judge does on labelled items: passes among what people passed, and failures likewise."""

    labels: int
    sensitivity: Rating
    specificity: Rating
    kappa: Agreement


class Calibrated(Record, frozen=True, kw_only=True):
    """A rate of items that people would pass, with one-sided 95 % bounds and how it was had.

    `judged` items have the judge's verdict, `labels` of them people's too.
    """

    method: Literal["prediction_powered", "labels_only"]
    judged: int
    labels: int
    estimate: float | None
    lower: float
    upper: float


def rating(k: int, n: int) -> Rating:
    """Return a rate with exact bounds."""
    rate = k / n if n else None
    return Rating(n=n, k=k, rate=rate, lower=lower_bound(k, n), upper=upper_bound(k, n))


def judge_errors(pairs: Sequence[tuple[bool, bool]]) -> JudgeErrors:
    """Return the errors of a judge over (judge passes, people pass) of labelled items."""
    good = [judge for judge, person in pairs if person]
    bad = [not judge for judge, person in pairs if not person]
    words = [(str(judge), str(person)) for judge, person in pairs]
    return JudgeErrors(
        labels=len(pairs),
        sensitivity=rating(sum(good), len(good)),
        specificity=rating(sum(bad), len(bad)),
        kappa=agreement(words),
    )


def calibrated_rate(
    passed: int,
    judged: int,
    pairs: Sequence[tuple[bool, bool]],
    *,
    seed: str,
    least: int,
    least_each: int,
) -> Calibrated:
    """Return the rate that people would find among `judged` items, of which the judge passed `passed`.

    `pairs` are (judge passes, people pass) of items drawn at random from the judged ones. With fewer
    than `least` of them, or fewer than `least_each` on which the judge said either, people's labels
    alone decide. The same seed gives the same limits.
    """
    check_counts(passed, judged)
    check_counts(len(pairs), judged)
    yes = [person for judge, person in pairs if judge]
    no = [person for judge, person in pairs if not judge]
    few = len(pairs) < least or min(len(yes), len(no)) < least_each
    method: Literal["prediction_powered", "labels_only"] = (
        "labels_only" if few else "prediction_powered"
    )
    counts = (sum(yes), len(yes)), (sum(no), len(no))
    return calibrated_counts(method, (passed, judged), *counts, seed)


def calibrated_counts(
    method: Literal["prediction_powered", "labels_only"],
    said: tuple[int, int],
    yes: tuple[int, int],
    no: tuple[int, int],
    seed: str,
    alpha: Fraction = ALPHA,
) -> Calibrated:
    """Return the calibrated rate from counts: `said` are the judge's (passed, judged).

    `yes` and `no` are (people pass, labels) among labelled items that the judge passed, and that it did
    not. The same seed gives the same limits.
    """
    check_counts(*said)
    if method == "labels_only":
        k, n = yes[0] + no[0], yes[1] + no[1]
        return Calibrated(
            method=method,
            judged=said[1],
            labels=n,
            estimate=k / n if n else None,
            lower=lower_bound(k, n, alpha),
            upper=upper_bound(k, n, alpha),
        )
    for k, n in (yes, no):
        check_counts(k, n)
        if not n:
            raise BadCountError(what="no label on one side of the judge")
    share = said[0] / said[1] if said[1] else 0.0
    estimate = share * yes[0] / yes[1] + (1 - share) * no[0] / no[1]
    low = _rates(said, yes, no, seed, (AGAINST, JEFFREYS))
    high = _rates(said, yes, no, seed, (JEFFREYS, AGAINST))
    skip = int(alpha * DRAWS)
    return Calibrated(
        method=method,
        judged=said[1],
        labels=yes[1] + no[1],
        estimate=round(estimate, 6),
        lower=floor(low[skip] * GRID) / GRID,
        upper=ceil(high[-1 - skip] * GRID) / GRID,
    )


def _rates(
    said: tuple[int, int],
    yes: tuple[int, int],
    no: tuple[int, int],
    seed: str,
    prior: tuple[float, float],
) -> list[float]:
    """Return sorted rates under Jeffreys' prior for the judge, and this one for people's shares."""
    chance = random.Random(seed)  # noqa: S311 - anyone can repeat it
    passing, failing = prior

    def share(k: int, n: int) -> float:
        return chance.betavariate(k + passing, n - k + failing)

    found = []
    for _ in range(DRAWS):
        passes = chance.betavariate(said[0] + JEFFREYS, said[1] - said[0] + JEFFREYS)
        found.append(passes * share(*yes) + (1 - passes) * share(*no))
    return sorted(found)

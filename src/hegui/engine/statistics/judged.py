"""What a judge's verdicts show of a rate, once the judge has been held against people's labels.

With labels on other answers of the same kind: sensitivity at least s and a share of at most f of false
verdicts make a rate q of verdicts a rate of at least (q - f) / (1 - f) and at most q / s. Verdicts and
errors have exact bounds at 97.5 % each, so that both hold together with 95 % (Bonferroni). With labels on
a random draw of the very answers the calibrated rate of `calibration` stands, which is narrower.
"""

from fractions import Fraction
from math import ceil, floor
from typing import Literal

from hegui.engine.statistics.bounds import ALPHA, GRID, lower_bound, upper_bound
from hegui.engine.statistics.calibration import calibrated_counts
from hegui.engine.statistics.decisions import Direction

HALF = Fraction(1, 40)
Method = Literal["errors_bounded", "prediction_powered", "labels_only"]
Counts = tuple[int, int]


def judge_bound(
    method: Method,
    right: Counts,
    false: Counts,
    *,
    k: int,
    n: int,
    unanswered: int,
    direction: Direction,
    seed: str = "",
    silent: int = 0,
) -> float:
    """Return the one-sided 95 % bound of the rate, on the side of the limit.

    k of n verdicts count, `unanswered` questions have none: they stand against the claim. `right` and
    `false` are (k, n): verdicts that count among labels that do, and among those that do not. For the
    methods other than `errors_bounded` an answer without a verdict is one that the judge does not count,
    and the labels say how often that is wrong; of the unanswered `silent` have no answer at all. Where
    there are such, their share has a bound of its own, both at 97.5 %.
    """
    least = direction == "at_least"
    if method != "errors_bounded":
        yes = right[0], right[0] + false[0]
        no = right[1] - right[0], right[1] - right[0] + false[1] - false[0]
        given = n + unanswered - silent
        found = calibrated_counts(method, (k, given), yes, no, seed, HALF if silent else ALPHA)
        if not silent:
            return found.lower if least else found.upper
        answered = lower_bound(given, n + unanswered, HALF)
        if least:
            return floor(answered * found.lower * GRID) / GRID
        return ceil((1 - answered * (1 - found.upper)) * GRID) / GRID
    if least:
        low, most = lower_bound(k, n + unanswered, HALF), upper_bound(*false, HALF)
        return floor(max(0.0, (low - most) / (1 - most)) * GRID) / GRID if most < 1 else 0.0
    high, sure = upper_bound(k + unanswered, n + unanswered, HALF), lower_bound(*right, HALF)
    return min(1.0, ceil(high / sure * GRID) / GRID) if sure else 1.0

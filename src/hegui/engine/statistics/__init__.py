"""Statistics of rates: exact bounds, exact decisions, and the two answers kept apart.

*Rule met* is the text's point rule on the counts (900 of 1,000 meets 90 %). *Supported* asks
whether the exact one-sided 95 % bound clears the limit (90 % is supported only from 916 of
1,000). Decisions are made on whole numbers; bounds are rounded outwards to six decimals, so that
every machine prints the same. No library is needed: importing one would cost more than it saves.
"""

from hegui.engine.statistics.bounds import (
    ALPHA,
    finite_lower_bound,
    finite_upper_bound,
    lower_bound,
    upper_bound,
    wilson,
)
from hegui.engine.statistics.calibration import (
    Calibrated,
    JudgeErrors,
    Rating,
    calibrated_rate,
    judge_errors,
    rating,
)
from hegui.engine.statistics.chances import (
    Sequential,
    pass_chance,
    sequential,
    size_to_support,
    support_chance,
)
from hegui.engine.statistics.clusters import ClusterRate, cluster_rate
from hegui.engine.statistics.decisions import (
    Direction,
    allowed_hits,
    needed_passes,
    rule_met,
    supported,
)
from hegui.engine.statistics.judged import judge_bound
from hegui.engine.statistics.numbers import BadCountError, as_fraction
from hegui.engine.statistics.paired import Paired, mcnemar
from hegui.engine.statistics.plans import AcceptancePlan, acceptance_plan, smallest_sample
from hegui.engine.statistics.rates import Rate, rate

__all__ = [
    "ALPHA",
    "AcceptancePlan",
    "BadCountError",
    "Calibrated",
    "ClusterRate",
    "Direction",
    "JudgeErrors",
    "Paired",
    "Rate",
    "Rating",
    "Sequential",
    "acceptance_plan",
    "allowed_hits",
    "as_fraction",
    "calibrated_rate",
    "cluster_rate",
    "finite_lower_bound",
    "finite_upper_bound",
    "judge_bound",
    "judge_errors",
    "lower_bound",
    "mcnemar",
    "needed_passes",
    "pass_chance",
    "rate",
    "rating",
    "rule_met",
    "sequential",
    "size_to_support",
    "smallest_sample",
    "support_chance",
    "supported",
    "upper_bound",
    "wilson",
]

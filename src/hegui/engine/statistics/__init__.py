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
from hegui.engine.statistics.decisions import (
    Direction,
    allowed_hits,
    needed_passes,
    rule_met,
    supported,
)
from hegui.engine.statistics.numbers import BadCountError, as_fraction
from hegui.engine.statistics.paired import Paired, mcnemar
from hegui.engine.statistics.plans import AcceptancePlan, acceptance_plan, smallest_sample
from hegui.engine.statistics.rates import Rate, rate

__all__ = [
    "ALPHA",
    "AcceptancePlan",
    "BadCountError",
    "Direction",
    "Paired",
    "Rate",
    "acceptance_plan",
    "allowed_hits",
    "as_fraction",
    "finite_lower_bound",
    "finite_upper_bound",
    "lower_bound",
    "mcnemar",
    "needed_passes",
    "rate",
    "rule_met",
    "smallest_sample",
    "supported",
    "upper_bound",
    "wilson",
]

"""Rates of a trace as views: n, k, bound, and the two separate answers."""

from collections.abc import Mapping
from typing import Any

from hegui.conformity.model import ConditionTrace
from hegui.reports.builders.base import Base
from hegui.reports.context import RateView


def rate_views(base: Base, clause_id: str, condition: ConditionTrace) -> tuple[RateView, ...]:
    """Return the views of all rates in a condition's trace."""
    return tuple(_view(base, clause_id, condition, rate) for rate in condition.rates)


def _percent(value: float) -> str:
    return f"{value * 100:.2f}%".replace(".00%", "%")


def _view(
    base: Base, clause_id: str, condition: ConditionTrace, rate: Mapping[str, Any]
) -> RateView:
    n, k = int(rate["n"]), int(rate["k"])
    share = float(rate["decimal"])
    limit = float(rate["limit"]) if rate.get("limit") is not None else None
    bound = float(rate["bound"]) if rate.get("bound") is not None else None
    direction = str(rate.get("direction", ">="))
    return RateView(
        label=str(rate.get("check") or condition.id),
        n=n,
        k=k,
        unanswered=int(rate.get("unanswered", 0)),
        share=share,
        share_text=f"{rate['share']} = {_percent(share)}",
        low=float(rate.get("wilson_low", share)),
        high=float(rate.get("wilson_high", share)),
        bound_text=f"{base.w['bound']} {_percent(bound)}" if bound is not None else "",
        limit=limit,
        limit_text=f"{direction} {_percent(limit)}" if limit is not None else "",
        rule_met=rate.get("rule_met"),
        supported=rate.get("supported"),
        clause=base.clause_ref(clause_id),
    )

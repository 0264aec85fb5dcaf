"""Rates of a trace as views: n, k, bound, and the two separate answers."""

from collections.abc import Mapping
from typing import Any

from hegui.conformity.model import ConditionTrace
from hegui.reports.builders.base import Base
from hegui.reports.context import RateView


def rate_views(base: Base, clause_id: str, condition: ConditionTrace) -> tuple[RateView, ...]:
    """Return the views of all rates in a condition's trace."""
    return tuple(_view(base, clause_id, condition, rate) for rate in condition.rates)


DIGITS = 12
"""Digits of a digest that are enough to tell two judges apart by eye."""
SIGNS = {">=": "≥", "<=": "≤"}


def _bound_text(base: Base, bound: float | None, census: bool) -> str:
    if census:
        return str(base.w["census"])
    return f"{base.w['bound']} {_percent(bound)}" if bound is not None else ""


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
    census = rate.get("population") == int(str(rate["share"]).partition("/")[2])
    return RateView(
        label=base.titles.get(str(rate.get("check")), str(rate.get("check") or condition.id)),
        n=n,
        k=k,
        unanswered=int(rate.get("unanswered", 0)),
        share=share,
        share_text=f"{rate['share']} = {_percent(share)}",
        low=share if census else float(rate.get("wilson_low", share)),
        high=share if census else float(rate.get("wilson_high", share)),
        bound_text=_bound_text(base, bound, census),
        limit=limit,
        limit_text=f"{SIGNS.get(direction, direction)} {_percent(limit)}"
        if limit is not None
        else "",
        rule_met=rate.get("rule_met"),
        supported=None if census else rate.get("supported"),
        census=census,
        silent=base.w["no_answer"] if rate.get("rule_met") is None and limit is not None else "",
        judge="" if census else _judge_text(base, rate),
        clause=base.clause_ref(clause_id),
    )


def _judge_text(base: Base, rate: Mapping[str, Any]) -> str:
    """Return who judged and what people's labels say of the judge; empty where nobody judges."""
    who = base.w["judged_by"] if rate.get("judge") else ""
    named = str(who).format(name=rate.get("judge"), digest=str(rate.get("judge_digest"))[:DIGITS])
    return " ".join(filter(None, (named, _calibration_text(base, rate))))


def _calibration_text(base: Base, rate: Mapping[str, Any]) -> str:
    if told := rate.get("calibration"):
        method = base.w["judge_methods"][told["method"]]
        bound = _percent(float(told["bound"]))
        return str(base.w["judge_measured"]).format(
            labels=told["labels"], method=method, bound=bound
        )
    why = rate.get("supported_why")
    return str(base.w["judge_unmeasured"][why]) if why in base.w["judge_unmeasured"] else ""

"""The rules of planning as data: `rules.yaml`."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from hegui.common.struct import Record


class PlannedMeasure(Record, frozen=True, kw_only=True):
    """The check of an expectation, and the true rate that is expected."""

    check: str
    expected: float


class PlanRules(Record, frozen=True, kw_only=True):
    """All of `rules.yaml`; `zero_limit_percent` are shares that no hit at all is to show."""

    schema: Literal["hegui/model-plan-rules/1"]
    source: str
    grade: str
    power: float
    stratum_minimum: int
    zero_limit_percent: tuple[str, ...]
    measures: dict[str, PlannedMeasure]


@cache
def plan_rules() -> PlanRules:
    """Return the rules of planning."""
    data = Path(__file__).with_name("rules.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=PlanRules)

"""The rules of suspension: numbers of the catalogue, and how a trial goes (data of `rules.yaml`)."""

from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import NoLimitError
from hegui.common.struct import Record

RuleName = Literal["in_a_row", "in_a_day"]
RULES: tuple[RuleName, ...] = ("in_a_row", "in_a_day")


class RuleSource(Record, frozen=True, kw_only=True):
    """The requirement that says how many violating inputs are enough."""

    requirement: str


class SuspensionRules(Record, frozen=True, kw_only=True):
    """All of `rules.yaml`."""

    schema: Literal["hegui/suspension/1"]
    version: str
    source: str
    grade: str
    rules: dict[RuleName, RuleSource]
    received: tuple[int, ...]
    innocent: tuple[str, ...]


@cache
def suspension_rules() -> SuspensionRules:
    """Return how a trial goes."""
    data = Path(__file__).with_name("rules.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=SuspensionRules)


class Numbers(NamedTuple):
    """How many violating inputs must lead to suspension: in a row, and within one day."""

    in_a_row: int
    in_a_day: int

    def of(self, rule: RuleName) -> int:
        """Return the number of a rule."""
        return self.in_a_row if rule == "in_a_row" else self.in_a_day


def numbers_of(catalogue: Catalogue) -> Numbers:
    """Return the numbers of the catalogue's requirements; raise `NoLimitError` where one is missing."""
    return Numbers(*(_number(catalogue, rule) for rule in RULES))


def _number(catalogue: Catalogue, rule: RuleName) -> int:
    requirement = suspension_rules().rules[rule].requirement
    row = catalogue.requirements.get(requirement)
    if row is None or row.threshold is None or int(row.threshold.value) < 1:
        raise NoLimitError(requirement=requirement)
    return int(row.threshold.value)

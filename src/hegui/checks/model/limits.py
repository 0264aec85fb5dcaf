"""The limit that a rate is held against: a requirement of the catalogue, or our own default."""

from fractions import Fraction
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.errors import NoLimitError
from hegui.checks.model.settings import settings
from hegui.engine.statistics import Direction

DIRECTIONS: dict[str, Direction] = {">=": "at_least", "<=": "at_most"}


class Limit(NamedTuple):
    """A limit as a share, its side, the rule's smallest sample, and where it is from."""

    share: Fraction
    direction: Direction
    minimum: int
    requirement: str
    grade: str


def limit_of(check: str, catalogue: Catalogue) -> Limit:
    """Return the limit of a check, our own (without a requirement) where no rule names one.

    Raises `NoLimitError` where the catalogue lacks the requirement.
    """
    if own := settings().own_limits.get(check):
        return Limit(Fraction(str(own.limit)), own.direction, own.minimum, "", "own")
    sample, requirement = settings().samples[check], settings().limits[check]
    row = catalogue.requirements.get(requirement)
    if row is None or row.threshold is None or row.threshold.operator not in DIRECTIONS:
        raise NoLimitError(requirement=requirement)
    return Limit(
        share=Fraction(str(row.threshold.value)) / 100,
        direction=DIRECTIONS[row.threshold.operator],
        minimum=sample.size,
        requirement=requirement,
        grade=row.grade,
    )

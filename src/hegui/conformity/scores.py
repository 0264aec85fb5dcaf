"""Scores: a trend figure by layer and overall. They never decide the conclusion."""

from collections.abc import Sequence
from fractions import Fraction

from hegui.conformity.case import Case, grouped
from hegui.conformity.figures import DECIMALS
from hegui.conformity.model import ClauseVerdict, Score

OVERALL = "overall"


def scores(case: Case, verdicts: Sequence[ClauseVerdict]) -> tuple[Score, ...]:
    """Return the overall score and that of each layer, in the order of the clauses."""
    points = points_of(case)
    by_layer = grouped((case.catalogue.clauses[v.clause].layer, v) for v in verdicts)
    return (
        score(OVERALL, verdicts, points),
        *(score(layer, group, points) for layer, group in by_layer.items()),
    )


def points_of(case: Case) -> dict[str, Fraction]:
    """Return the points of the verdict words; a word without a figure earns nothing."""
    labels = case.catalogue.labels.get("verdict", {})
    return {word: Fraction(str(label.number or 0)) for word, label in labels.items()}


def score(group: str, verdicts: Sequence[ClauseVerdict], points: dict[str, Fraction]) -> Score:
    """Return the weighted points of a group, from 0 to 1.

    Clauses that do not apply are outside; undetermined ones count 0 and stay inside, and the share
    of weight that is determined stands beside the points.
    """
    inside = [v for v in verdicts if v.verdict != "not_applicable"]
    weight = sum(v.trace.weight for v in inside)
    earned = sum((points[v.verdict] * v.trace.weight for v in inside), Fraction(0))
    known = sum(v.trace.weight for v in inside if v.verdict != "undetermined")
    return Score(
        group=group,
        points=share(earned, weight),
        weight=weight,
        determined_share=share(Fraction(known), weight),
    )


def share(part: Fraction, whole: int) -> float:
    """Return part of whole, rounded; 0 of nothing is 0."""
    return round(float(part / whole), DECIMALS) if whole else 0.0

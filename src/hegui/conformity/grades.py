"""How well the rows under a verdict are verified: a chain is as good as its weakest row."""

from collections.abc import Iterable

from hegui.catalogue.model import Criterion, Requirement
from hegui.conformity.case import Case, row


def weakest(case: Case, grades: Iterable[str]) -> str:
    """Return the lowest of the grades; of equals, the first by name."""
    return max(sorted(set(grades)), key=lambda grade: rank(case, grade))


def rank(case: Case, grade: str) -> int:
    """Return the rank of a grade; 0 is the best."""
    return row(case.catalogue.grades, "grades", grade).rank


def is_best(case: Case, grade: str) -> bool:
    """Tell whether a grade is the best there is."""
    return rank(case, grade) == 0


def rows_used(
    case: Case, criterion: Criterion, obligations: Iterable[str], conditions: set[str]
) -> list[str]:
    """Return the grades of the rows a verdict rests on.

    These are the clause, the criterion, the obligations that apply, and the technical requirements
    of the conditions that count, each as far as it is verified in the chosen rule set.
    """
    catalogue = case.catalogue
    asked = [c for c in criterion.conditions if c.id in conditions]
    names = dict.fromkeys([*criterion.requirements, *(r for c in asked for r in c.requirements)])
    table = catalogue.requirements
    return [
        catalogue.clauses[criterion.id].grade,
        criterion.grade,
        *(catalogue.obligations[name].grade for name in obligations),
        *(requirement_grade(case, row(table, "requirements", name)) for name in names),
    ]


def requirement_grade(case: Case, asked: Requirement) -> str:
    """Return how far a requirement is verified, its figure in the chosen rule set included."""
    figures = [figure.grade for figure in asked.figures if figure.rule_set == case.rule_set]
    return weakest(case, [asked.grade, *figures])

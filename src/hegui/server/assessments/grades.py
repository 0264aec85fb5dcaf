"""How well the rows of imported sets are verified: what nobody says is unverified."""

from hegui.server.core.rules import catalogue as installed

UNVERIFIED = "unverified"
"""The grade of a row that gives none, and of one whose word the catalogue does not know."""


def graded(said: str, of_set: str = "") -> str:
    """Return the grade of a row: its own, else that of its set, as far as the words are known."""
    grade = said.strip() or of_set.strip()
    return grade if grade in installed().grades else UNVERIFIED


def below_best(grade: str) -> bool:
    """Tell whether a grade is below the best; one that is not known is."""
    row = installed().grades.get(grade)
    return row is None or row.rank > 0

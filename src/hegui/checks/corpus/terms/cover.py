"""What a library covers, beside the numbers of the catalogue, which say how binding they are."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from hegui.catalogue.model import Catalogue, Requirement
from hegui.engine.coverage import age_in_days, count_codes
from hegui.engine.terms import Term, distinct_terms

TOPIC = "keyword_library"
TOTAL, AGE = "keywords_total", "days_since_last_update"
MINIMUM = "keywords"


class Covered(NamedTuple):
    """The terms of one risk: how many there are, and how many the catalogue asks for."""

    risk: str
    title_zh: str
    title_en: str
    n: int
    minimum: int

    @property
    def missing(self) -> int:
        """Return how many are missing."""
        return max(0, self.minimum - self.n)


class Cover(NamedTuple):
    """All that was counted; the age is None where no day is known; `future` days lie ahead."""

    total: int
    total_minimum: int | None
    risks: list[Covered]
    age_days: int | None
    age_limit: int | None
    requirements: list[Requirement]
    future: int = 0

    @property
    def gaps(self) -> list[Covered]:
        """Return the risks with too few terms."""
        return [one for one in self.risks if one.missing]

    @property
    def complete(self) -> bool:
        """Tell whether every number is met; an unknown age is not."""
        fresh = self.age_limit is None or (
            self.age_days is not None and self.age_days <= self.age_limit
        )
        return not self.gaps and self.total >= (self.total_minimum or 0) and fresh


def cover(
    terms: Sequence[Term], catalogue: Catalogue, as_of: dt.date, updated: dt.date | None = None
) -> Cover:
    """Count the distinct terms by risk; `updated` is the declared day of the last update."""
    distinct = distinct_terms(terms)
    counts = count_codes(term.risks for term in distinct)
    asked = [r for r in catalogue.requirements.values() if r.topic == TOPIC]
    days = [("", updated), *(("", term.added) for term in terms)]
    return Cover(
        len(distinct),
        _number(asked, TOTAL),
        [
            Covered(r.id, r.title_zh, r.title_en, counts.get(r.id, 0), r.minimums[MINIMUM] or 0)
            for r in catalogue.risks.values()
            if r.minimums.get(MINIMUM) is not None
        ],
        age_in_days(days, as_of)[0],
        _number(asked, AGE),
        asked,
        sum(day is not None and day > as_of for _, day in days),
    )


def _number(asked: Sequence[Requirement], metric: str) -> int | None:
    found = [r.threshold.value for r in asked if r.threshold and r.threshold.metric == metric]
    return int(found[0]) if found else None

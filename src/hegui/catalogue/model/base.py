"""What rows have in common, and the small tables: grades, labels, facts, measures."""

import datetime as dt
from typing import Literal

from hegui.common.struct import Record

FactType = Literal["bool", "int", "set"]
MeasureType = Literal["int", "float", "map", "shares"]
FactValue = bool | int | tuple[str, ...]
"""Value of a fact that is set; an unset fact has no value and is unknown."""

Modality = Literal["shall", "shall-not", "should", "right", "right-served", "conditional"]
SubjectKind = Literal["organisation", "dataset", "model", "service", "supplier"]
Need = Literal["measure", "evidence", "attestation", "fact"]


class Row(Record, frozen=True, kw_only=True):
    """What every row has: a stable id, dates of effect, a grade and a source."""

    id: str
    grade: str
    source: str = ""
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    note_zh: str = ""
    note_en: str = ""

    def in_effect(self, as_of: dt.date) -> bool:
        """Tell whether the row is in effect on `as_of` (both ends included)."""
        after_start = self.effective_from is None or self.effective_from <= as_of
        return after_start and (self.effective_to is None or as_of <= self.effective_to)


class Grade(Record, frozen=True, kw_only=True):
    """A word for how well a row's text is verified; rank 0 is the best."""

    id: str
    rank: int
    zh: str
    en: str


class Label(Record, frozen=True, kw_only=True):
    """A code with its Chinese and English words (triggers, layers, roles, verdict words ...).

    `number` is the figure that goes with the word: points of a verdict, level of maturity.
    """

    id: str
    zh: str
    en: str
    detail_zh: str = ""
    detail_en: str = ""
    number: float | None = None
    grade: str = ""


class Fact(Record, frozen=True, kw_only=True):
    """A declared property of the organisation or service.

    `values` lists the allowed members of a set. A `judgement` fact is decided by a named person
    with a reason, never computed.
    """

    id: str
    type: FactType
    zh: str
    en: str
    values: tuple[str, ...] = ()
    judgement: bool = False
    ask_zh: str = ""
    ask_en: str = ""


class CheckMeasures(Record, frozen=True, kw_only=True):
    """The measures a check yields (`id` is the check id), with their types.

    A `float` is an exact share from 0 to 1 or a p-value; a `map` goes from words to
    integers, `shares` from words to such floats.
    """

    id: str
    measures: dict[str, MeasureType]
    count_zh: str = ""
    count_en: str = ""

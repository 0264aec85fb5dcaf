"""What the facts send and take over the API."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Path, Schema
from pydantic import ConfigDict

from hegui.server.rest.fields import Prose, Short
from hegui.server.rest.paging import PageQuery

FactId = Annotated[str, Path(max_length=80)]
Value = (
    Annotated[bool, Field(strict=True)]
    | Annotated[int, Field(strict=True, ge=0, le=10**12)]
    | Annotated[list[Short], Field(max_length=100)]
    | None
)
"""true, false, a whole number, words of a set; null for not known."""
State = Literal["applies", "undetermined", "does_not_apply"]


class AnswerIn(Schema):
    """An answer. `expected` is the number of the newest answer that was seen, 0 for none."""

    model_config = ConfigDict(extra="forbid")

    value: Value
    effective_on: dt.date | None = None
    reason: Prose = ""
    person: uuid.UUID | None = None
    judged_on: dt.date | None = None
    corrects: int | None = Field(None, ge=1, le=10**9)
    expected: int | None = Field(None, ge=0, le=10**9)


class BulkIn(Schema):
    """Several answers, by fact: all are saved or none."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[Short, AnswerIn] = Field(max_length=200)


class EffectIn(Schema):
    """Answers whose effect is asked for, on a day (today); nothing is saved."""

    model_config = ConfigDict(extra="forbid")

    answers: dict[Short, Value] = Field(max_length=200)
    day: dt.date | None = None


class UndoIn(Schema):
    """Undoing the newest answer."""

    model_config = ConfigDict(extra="forbid")

    expected: int | None = Field(None, ge=0, le=10**9)
    reason: Prose = ""


class AnswerOut(Schema):
    """One answer of the history."""

    number: int
    value: Any
    effective_on: dt.date
    person: uuid.UUID | None
    judged_on: dt.date | None
    reason: str
    replaces: int | None
    replaced: bool
    withdrawal: bool
    at: dt.datetime


class FactOut(Schema):
    """A fact with what holds on the day; `answered` without a value means not known."""

    id: str
    type: Literal["bool", "int", "set"]
    question_zh: str
    question_en: str
    values: list[str]
    judgement: bool
    answered: bool
    value: Any
    effective_on: dt.date | None
    person: uuid.UUID | None
    reason: str
    number: int
    obligations: list[str]
    hinge: int


class SwitchOut(Schema):
    """An obligation that would switch."""

    obligation: str
    before: State
    after: State


class EffectOut(Schema):
    """What answers would change."""

    day: dt.date
    before: dict[str, int]
    after: dict[str, int]
    switches: list[SwitchOut]
    clauses: int


class FactsQuery(PageQuery):
    """Which facts, as of which day (today)."""

    day: dt.date | None = None
    state: Literal["", "known", "unknown", "open"] = ""

"""What the register sends and takes over the API."""

import datetime as dt
import uuid
from typing import Annotated, Literal

from ninja import Field, Path, Schema
from pydantic import ConfigDict

from hegui.server.rest.fields import Prose, Short
from hegui.server.rest.paging import PageQuery

ObligationId = Annotated[str, Path(max_length=60)]
State = Literal["applies", "undetermined", "does_not_apply"]
Status = Literal["open", "in_progress", "met", "not_met"]
YesNo = Literal["", "yes", "no"]
Version = Annotated[int, Field(ge=0, le=10**9)]


class RegisterQuery(PageQuery):
    """Which obligations, as of which day (today). `owner` is a person's id or `none`."""

    day: dt.date | None = None
    q: Annotated[str, Field(max_length=200)] = ""
    state: Literal["", "applies", "undetermined", "does_not_apply"] = ""
    instrument: Annotated[str, Field(max_length=40)] = ""
    layer: Annotated[str, Field(max_length=40)] = ""
    bearer: Annotated[str, Field(max_length=40)] = ""
    modality: Annotated[str, Field(max_length=40)] = ""
    owner: Annotated[str, Field(max_length=40)] = ""
    status: Literal["", "open", "in_progress", "met", "not_met"] = ""
    open: YesNo = ""
    controlled: YesNo = ""
    decided: YesNo = ""
    overdue: YesNo = ""
    sort: Annotated[str, Field(max_length=40)] = ""


class ObligationOut(Schema):
    """An obligation: what it asks, how it stands, what is done about it.

    `version` is 0 while nobody has written anything. A person's decision outranks the machine,
    whose answer stays in `machine_state`.
    """

    id: str
    version: int
    instrument: str
    citation_zh: str
    citation_en: str
    zh: str
    en: str
    layer: str
    bearers: list[str]
    modality: str
    grade: str
    state: State
    reason_zh: str
    reason_en: str
    machine_state: State
    decision: uuid.UUID | None
    owner: uuid.UUID | None
    how_met: str
    status: Status
    review_on: dt.date | None
    note: str
    clauses: list[str]
    controls: list[uuid.UUID]
    evidence_types: list[str]
    evidence: int


class EntryIn(Schema):
    """What is to be changed; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    owner: uuid.UUID | None = None
    how_met: Prose = ""
    status: Status = "open"
    review_on: dt.date | None = None
    note: Prose = ""
    version: Version | None = None
    effective_on: dt.date | None = None
    reason: Prose = ""


class UndoEntryIn(Schema):
    """Undoing the last change."""

    model_config = ConfigDict(extra="forbid")

    version: Version | None = None
    reason: Prose = ""


class ControlsIn(Schema):
    """The controls that answer an obligation."""

    model_config = ConfigDict(extra="forbid")

    controls: list[uuid.UUID] = Field(max_length=500)


class DecisionIn(Schema):
    """A person's decision."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["applies", "does_not_apply"]
    reason: Prose
    effective_on: dt.date | None = None


class WithdrawIn(Schema):
    """Withdrawing a decision."""

    model_config = ConfigDict(extra="forbid")

    reason: Prose
    version: Version | None = None


class DecisionOut(Schema):
    """A person's decision, with what the machine said then."""

    id: uuid.UUID
    version: int
    obligation: str
    state: Literal["applies", "does_not_apply"]
    reason: str
    person: uuid.UUID | None
    effective_on: dt.date
    machine_state: State
    machine_zh: str
    machine_en: str
    catalogue: str
    withdrawn_on: dt.date | None
    withdrawn_by: uuid.UUID | None
    withdrawn_reason: str


class StatementOut(Schema):
    """One line of the statement of applicability."""

    id: Short
    citation_zh: str
    citation_en: str
    state: State
    reason_zh: str
    reason_en: str
    decided_by: uuid.UUID | None
    decided_from: dt.date | None
    controls: list[str]
    owner: uuid.UUID | None

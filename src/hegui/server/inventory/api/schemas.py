"""What the API takes and shows."""

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from hegui.project.model import DIGEST_PATTERN, ID_PATTERN
from hegui.server.inventory.models import Filing, Relation, StageMove, Subject, SubjectVersion
from hegui.server.inventory.rules import number_warning
from hegui.server.inventory.selectors import current_version
from hegui.server.pages.language import said
from hegui.server.rest.fields import Line, Prose, Short, Title

Kind = Literal["model", "dataset", "service", "supplier", "algorithm"]
Status = Literal["planned", "active", "retired"]
FilingStatus = Literal["preparing", "submitted", "granted", "refused", "cancelled"]
Key = Annotated[str, StringConstraints(pattern=ID_PATTERN, max_length=64)]
Digest = Annotated[str, StringConstraints(pattern=DIGEST_PATTERN, max_length=71)]
Seen = Annotated[int | None, Field(ge=1, le=2_000_000_000)]
CardKey = Literal[
    "task",
    "architecture",
    "parameters",
    "inputs",
    "outputs",
    "uses",
    "users",
    "limitations",
    "fairness",
]
CardText = Annotated[Prose, Field(max_length=2000)]


class Sent(Schema):
    """What is sent: unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")


class SubjectChange(Sent):
    """Changes to a subject; `version` is the version that was seen."""

    key: Key | None = None
    name: Title | None = None
    name_en: Line = ""
    owner: uuid.UUID | None = None
    domain: uuid.UUID | None = None
    description: Prose = ""
    status: Status = "active"
    licence: Annotated[Line, Field(max_length=120)] = ""
    origin: Annotated[Line, Field(max_length=200)] = ""
    card: dict[CardKey, CardText] = {}
    version: Seen = None
    reason: Prose = ""


class SubjectIn(Sent):
    """A subject."""

    type: Kind
    key: Key
    name: Title
    name_en: Line = ""
    owner: uuid.UUID | None = None
    domain: uuid.UUID | None = None
    description: Prose = ""
    stage: Short = ""
    status: Status = "active"
    licence: Annotated[Line, Field(max_length=120)] = ""
    origin: Annotated[Line, Field(max_length=200)] = ""
    card: dict[CardKey, CardText] = {}


class VersionOut(Schema):
    """A version of a subject."""

    id: uuid.UUID
    version: int
    label: str
    digest: str
    released_on: dt.date | None
    notes: str
    current: bool


class SubjectOut(Schema):
    """A subject with its current version."""

    id: uuid.UUID
    version: int
    type: Kind
    key: str
    name: str
    name_en: str
    owner: uuid.UUID | None
    domain: uuid.UUID | None
    description: str
    stage: str
    status: Status
    licence: str
    origin: str
    card: dict[str, str]
    current: VersionOut | None


class VersionIn(Sent):
    """A new version; unless said otherwise it becomes the current one."""

    label: Annotated[Short, Field(min_length=1)]
    digest: Digest = ""
    released_on: dt.date | None = None
    notes: Prose = ""
    current: bool = True


class VersionChange(Sent):
    """Changes to a version. `current: true` makes it the current one."""

    label: Annotated[Short, Field(min_length=1)] | None = None
    digest: Digest = ""
    released_on: dt.date | None = None
    notes: Prose = ""
    current: Literal[True] | None = None
    version: Seen = None
    reason: Prose = ""


class RelationIn(Sent):
    """A relation from the subject of the address to another."""

    type: Short
    target: uuid.UUID
    note: Line = ""


class RelationOut(Schema):
    """A relation."""

    id: uuid.UUID
    type: str
    source: uuid.UUID
    target: uuid.UUID
    note: str


class MoveIn(Sent):
    """A stage to enter."""

    stage: Short
    reason: Prose = ""
    force: bool = False
    version: Seen = None


class MoveOut(Schema):
    """A stage that was entered, and what its gate said."""

    id: uuid.UUID
    left: str
    entered: str
    forced: bool
    blockers: list[dict[str, str]]
    reason: str
    created_at: dt.datetime


class FilingIn(Sent):
    """A filing, about a subject or about the organisation."""

    procedure: Short
    subject: uuid.UUID | None = None
    number: Annotated[Line, Field(max_length=120)] = ""
    authority: Line = ""
    filed_on: dt.date | None = None
    granted_on: dt.date | None = None
    expires_on: dt.date | None = None
    renewal_on: dt.date | None = None
    status: FilingStatus = "preparing"
    notes: Prose = ""


class FilingChange(FilingIn):
    """Changes to a filing."""

    procedure: Short = ""
    version: Seen = None
    reason: Prose = ""


class FilingOut(Schema):
    """A filing; `warning` says what is odd about its number."""

    id: uuid.UUID
    version: int
    procedure: str
    subject: uuid.UUID | None
    number: str
    authority: str
    filed_on: dt.date | None
    granted_on: dt.date | None
    expires_on: dt.date | None
    renewal_on: dt.date | None
    status: FilingStatus
    notes: str
    warning: str


def fields_of(row: Any, schema: type[Schema], **other: Any) -> dict[str, Any]:
    """Return the fields of a record that a schema shows; `other` ones are given."""
    names = [name for name in schema.model_fields if name not in other]
    return {name: getattr(row, name) for name in names} | other


def show_subject(row: Subject) -> dict[str, Any]:
    """Return a subject as the API shows it."""
    now = current_version(row)
    current = show_version(now) if now else None
    return fields_of(row, SubjectOut, owner=row.owner_id, domain=row.domain_id, current=current)


def show_version(row: SubjectVersion) -> dict[str, Any]:
    """Return a version as the API shows it."""
    return fields_of(row, VersionOut)


def show_relation(row: Relation) -> dict[str, Any]:
    """Return a relation as the API shows it."""
    return fields_of(row, RelationOut, source=row.source_id, target=row.target_id)


def show_move(row: StageMove) -> dict[str, Any]:
    """Return a move as the API shows it."""
    return fields_of(row, MoveOut)


def show_filing(row: Filing) -> dict[str, Any]:
    """Return a filing as the API shows it."""
    odd = number_warning(row.procedure, row.number)
    return fields_of(row, FilingOut, subject=row.subject_id, warning=said(odd) if odd else "")

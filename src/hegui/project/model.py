"""The declaration as typed records; `hegui.yaml` is this, written by people.

Paths are relative to the project file and may not leave its folder. Dates are calendar days
(Asia/Shanghai). Secrets are named by environment variable (`*_env`), never written here.
"""

import datetime as dt
from typing import Any, Literal

from hegui.catalogue.model import FactValue, SubjectKind
from hegui.common.struct import Record


class Organisation(Record, frozen=True, kw_only=True):
    """The organisation that is assessed."""

    id: str
    name: str
    name_en: str = ""
    credit_code: str = ""


class Judgement(Record, frozen=True, kw_only=True):
    """A fact that the law leaves to human judgement: who decided, when and why."""

    value: FactValue
    by: str
    on: dt.date
    reason: str


class Person(Record, frozen=True, kw_only=True):
    """A person and the roles held (role ids of the catalogue)."""

    id: str
    name: str
    roles: tuple[str, ...] = ()


class Subject(Record, frozen=True, kw_only=True):
    """A model, dataset, service or supplier. Its digest identifies its version.

    `digest` is declared (`sha256:…`) or computed from `files` when the project is assessed.
    """

    id: str
    kind: SubjectKind
    name: str
    name_en: str = ""
    version: str = ""
    digest: str = ""
    files: tuple[str, ...] = ()


class FieldMap(Record, frozen=True, kw_only=True):
    """Names of the fields in a corpus record; dots reach into nested objects."""

    text: str = "text"
    id: str = "id"
    source: str = "source"


class Corpus(Record, frozen=True, kw_only=True):
    """Training data: files (globs) of JSONL, JSONL.zst, Parquet or text, and its source register."""

    id: str
    subject: str
    files: tuple[str, ...]
    fields: FieldMap = FieldMap()
    sources: str = ""


class Endpoint(Record, frozen=True, kw_only=True):
    """An OpenAI-compatible chat endpoint of a model or service."""

    id: str
    subject: str
    base_url: str
    model: str = ""
    api_key_env: str = ""
    system: str = ""
    temperature: float = 0.0
    max_tokens: int = 512
    concurrency: int = 8
    timeout_s: float = 60.0
    attempts: int = 6


class Media(Record, frozen=True, kw_only=True):
    """A folder or globs of generated files whose AI-content labels are read."""

    id: str
    subject: str
    files: tuple[str, ...]


class Bank(Record, frozen=True, kw_only=True):
    """A question bank: `kind` is generated, should_refuse or should_answer."""

    id: str
    subject: str
    kind: Literal["generated", "should_refuse", "should_answer"]
    file: str
    updated: dt.date | None = None


class TermLibrary(Record, frozen=True, kw_only=True):
    """A keyword library: terms with risk codes."""

    id: str
    subject: str
    file: str
    updated: dt.date | None = None


class LogExport(Record, frozen=True, kw_only=True):
    """A CSV or JSONL export of one kind of log (network, generation, security …)."""

    id: str
    log: str
    subject: str
    file: str
    time_field: str = "time"
    required_fields: tuple[str, ...] = ()
    service_started: dt.date | None = None
    retention_configured_days: int | None = None


class TicketExport(Record, frozen=True, kw_only=True):
    """A CSV or JSONL export of one queue of cases (complaint, subject_request …)."""

    id: str
    queue: str
    subject: str
    file: str
    opened_field: str = "opened"
    closed_field: str = "closed"
    limit_days: int = 15


class Targets(Record, frozen=True, kw_only=True):
    """What the checks look at."""

    corpora: tuple[Corpus, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    media: tuple[Media, ...] = ()
    banks: tuple[Bank, ...] = ()
    terms: tuple[TermLibrary, ...] = ()
    logs: tuple[LogExport, ...] = ()
    tickets: tuple[TicketExport, ...] = ()


class Document(Record, frozen=True, kw_only=True):
    """A document or record offered as evidence.

    `covers` maps a subject id to the version or digest the document is about; without it a
    document about a model, dataset or service counts for no particular version.
    """

    id: str
    type: str
    file: str
    date: dt.date
    title: str = ""
    approved_by: str = ""
    approved_on: dt.date | None = None
    valid_until: dt.date | None = None
    covers: dict[str, str] = {}


class Attestation(Record, frozen=True, kw_only=True):
    """A signed statement for one condition of one clause: given, or refused."""

    clause: str
    condition: str
    by: str
    on: dt.date
    given: bool = True
    note: str = ""


class Decision(Record, frozen=True, kw_only=True):
    """A person's decision, with the reason; it outranks the machine, and both are kept.

    With `condition` it decides that condition (`holds`); without, the whole clause (`verdict`).
    """

    clause: str
    by: str
    on: dt.date
    reason: str
    condition: str = ""
    holds: bool | None = None
    verdict: str = ""


class Nonconformity(Record, frozen=True, kw_only=True):
    """A nonconformity from an audit; an open major one blocks the conclusion."""

    id: str
    clause: str
    grade: Literal["major", "minor", "observation"]
    opened: dt.date
    closed: dt.date | None = None
    title: str = ""


class PointDecision(Record, frozen=True, kw_only=True):
    """A person confirms that a listed point is present in, or missing from, a document."""

    document: str
    point: str
    present: bool
    by: str
    on: dt.date
    reason: str = ""


class Project(Record, frozen=True, kw_only=True):
    """The whole declaration."""

    schema: Literal["hegui/project/1"]
    organisation: Organisation
    as_of: dt.date | None = None
    rule_set: str = ""
    facts: dict[str, FactValue | Judgement] = {}
    people: tuple[Person, ...] = ()
    subjects: tuple[Subject, ...] = ()
    targets: Targets = Targets()
    documents: tuple[Document, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    point_decisions: tuple[PointDecision, ...] = ()
    nonconformities: tuple[Nonconformity, ...] = ()
    checks: dict[str, dict[str, Any]] = {}

"""The declaration as typed records; `hegui.yaml` is this, written by people.

Paths are relative to the project file and may not leave its folder. Dates are calendar days
(Asia/Shanghai). Secrets are named by environment variable (`*_env`), never written here.
"""

import datetime as dt
from typing import Annotated, Any, Literal

from msgspec import Meta

from hegui.catalogue.model import FactValue, SubjectKind
from hegui.common.struct import Record

ID_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
DIGEST_PATTERN = r"^$|^sha256:[0-9a-f]{64}$|^sm3:[0-9a-f]{64}$"
ENV_PATTERN = r"^$|^[A-Za-z_][A-Za-z0-9_]{0,63}$"
Id = Annotated[str, Meta(pattern=ID_PATTERN)]
"""Ids become file names and columns: letters, digits, dot, underscore, hyphen, at most 64."""
Name = Annotated[str, Meta(min_length=1)]
Digest = Annotated[str, Meta(pattern=DIGEST_PATTERN)]
EnvName = Annotated[str, Meta(pattern=ENV_PATTERN)]
Count = Annotated[int, Meta(ge=1)]
Days = Annotated[int, Meta(ge=0)]
Approvers = str | tuple[Name, ...]
"""Id of the person who approved something, or of several; empty when nobody did."""


class Organisation(Record, frozen=True, kw_only=True):
    """The organisation that is assessed."""

    id: Id
    name: Name
    name_en: str = ""
    credit_code: str = ""


class Judgement(Record, frozen=True, kw_only=True):
    """A fact that the law leaves to human judgement: who decided, when and why."""

    value: FactValue
    by: Name
    on: dt.date
    reason: Name


class Person(Record, frozen=True, kw_only=True):
    """A person and the roles held (role ids of the catalogue)."""

    id: Id
    name: Name
    roles: tuple[str, ...] = ()


class Subject(Record, frozen=True, kw_only=True):
    """A model, dataset, service or supplier. Its digest identifies its version.

    `digest` is declared (`sha256:…`) or computed from `files` when the project is assessed.
    """

    id: Id
    kind: SubjectKind
    name: Name
    name_en: str = ""
    version: str = ""
    digest: Digest = ""
    files: tuple[Name, ...] = ()


class FieldMap(Record, frozen=True, kw_only=True):
    """Names of the fields in a corpus record; dots reach into nested objects.

    Each of `texts`, where it is given in place of `text`, is a document of its own; so is every
    turn of a `shape` other than text. From `licence` on they are metadata: read where something
    asks for them, empty where a record does not have them. `encoding` is that of texts, JSON and tables of
    text which do not begin as UTF-8 or UTF-16.
    """

    text: Name = "text"
    texts: tuple[Name, ...] = ()
    shape: Literal["text", "messages", "prompt-response", "chosen-rejected", "any"] = "text"
    id: str = "id"
    encoding: Literal["", "gb18030"] = ""
    source: str = "source"
    licence: str = "licence"
    language: str = "language"
    date: str = "date"
    url: str = "url"
    type: str = "type"
    synthetic: str = "synthetic"


class Corpus(Record, frozen=True, kw_only=True):
    """Training data: files (globs, or `s3://` addresses) in the formats of corpora, and its source
    register."""

    id: Id
    subject: Name
    files: tuple[Name, ...]
    fields: FieldMap = FieldMap()
    sources: str = ""


class Endpoint(Record, frozen=True, kw_only=True):
    """What is asked about a model or service.

    `kind`: an OpenAI-compatible chat or image endpoint, any HTTP service by a `template`, or
    answers recorded in a `file`. `limit_name` is found out when it is not given. With `journal_key_env` journals are encrypted.
    `price_in` and `price_out` are those of a million tokens in a currency of the user's; each check stops
    before it could cost more than `max_cost`, or make more than `max_requests` in one run.
    """

    id: Id
    subject: Name
    kind: Literal["chat", "images", "http", "recorded"] = "chat"
    base_url: str = ""
    model: str = ""
    api_key_env: EnvName = ""
    template: str = ""
    file: str = ""
    stream: bool = False
    limit_name: Literal["", "max_tokens", "max_completion_tokens"] = ""
    system: str = ""
    temperature: Annotated[float, Meta(ge=0.0, le=2.0)] = 0.0
    seed: int | None = None
    max_tokens: Count = 512
    concurrency: Annotated[int, Meta(ge=1, le=256)] = 8
    timeout_s: Annotated[float, Meta(gt=0.0, le=3600.0)] = 60.0
    attempts: Annotated[int, Meta(ge=1, le=20)] = 6
    price_in: Annotated[float, Meta(ge=0.0)] = 0.0
    price_out: Annotated[float, Meta(ge=0.0)] = 0.0
    max_cost: Annotated[float, Meta(ge=0.0)] | None = None
    max_requests: Annotated[int, Meta(ge=1)] | None = None
    journal_key_env: EnvName = ""


class Media(Record, frozen=True, kw_only=True):
    """A folder or globs of media files: generated ones of a service or model, whose AI-content
    labels are judged, or those of a dataset, whose metadata is counted."""

    id: Id
    subject: Name
    files: tuple[Name, ...]


class Bank(Record, frozen=True, kw_only=True):
    """A question bank: `kind` is generated, should_refuse or should_answer.

    The key of an encrypted `file` (`.sealed`) is in the environment variable `key_env`.
    """

    id: Id
    subject: Name
    kind: Literal["generated", "should_refuse", "should_answer"]
    file: Name
    updated: dt.date | None = None
    key_env: EnvName = ""


class TermLibrary(Record, frozen=True, kw_only=True):
    """A keyword library: terms with risk codes."""

    id: Id
    subject: Name
    file: Name
    updated: dt.date | None = None


class ClassifierResults(Record, frozen=True, kw_only=True):
    """What a classifier said about a labelled test set: item, risk, label, predicted."""

    id: Id
    subject: Name
    file: Name


class Protected(Record, frozen=True, kw_only=True):
    """Texts that a dataset is compared with: an index, or the files it is made from."""

    id: Id
    subject: Name
    kind: Literal["work", "blocked", "test_set"] = "work"
    index: str = ""
    files: tuple[Name, ...] = ()
    fields: FieldMap = FieldMap()


class CorpusSample(Record, frozen=True, kw_only=True):
    """A sample drawn by `hegui corpus sample`: `file` is its `draw.json`, with the reviewers' files,
    or its `technical.json`."""

    id: Id
    subject: Name
    file: Name
    reviewed: str = ""
    second: str = ""
    adjudicated: str = ""


class Annotations(Record, frozen=True, kw_only=True):
    """Exports about the annotation of a dataset: people, items, versions of rules, batches."""

    id: Id
    subject: Name
    people: tuple[Name, ...] = ()
    items: tuple[Name, ...] = ()
    rules: tuple[Name, ...] = ()
    batches: tuple[Name, ...] = ()


class LogExport(Record, frozen=True, kw_only=True):
    """A CSV or JSONL export of one kind of log (network, generation, security …)."""

    id: Id
    log: Name
    subject: Name
    file: Name
    time_field: str = "time"
    required_fields: tuple[str, ...] = ()
    service_started: dt.date | None = None
    retention_configured_days: Days | None = None


class TicketExport(Record, frozen=True, kw_only=True):
    """A CSV or JSONL export of one queue of cases (complaint, subject_request …)."""

    id: Id
    queue: Name
    subject: Name
    file: Name
    opened_field: str = "opened"
    closed_field: str = "closed"
    limit_days: Days = 15


class Targets(Record, frozen=True, kw_only=True):
    """What the checks look at."""

    corpora: tuple[Corpus, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    media: tuple[Media, ...] = ()
    banks: tuple[Bank, ...] = ()
    terms: tuple[TermLibrary, ...] = ()
    classifiers: tuple[ClassifierResults, ...] = ()
    protected: tuple[Protected, ...] = ()
    samples: tuple[CorpusSample, ...] = ()
    annotations: tuple[Annotations, ...] = ()
    logs: tuple[LogExport, ...] = ()
    tickets: tuple[TicketExport, ...] = ()


class Document(Record, frozen=True, kw_only=True):
    """A document or record offered as evidence.

    Several people may approve one document, each in the roles held; `approved_on` is then the day
    of the last approval. `covers` maps a subject id to the version or digest the document is about;
    without it a document about a model, dataset or service counts for no particular version.
    """

    id: Id
    type: Name
    file: Name
    date: dt.date
    title: str = ""
    approved_by: Approvers = ""
    approved_on: dt.date | None = None
    valid_until: dt.date | None = None
    covers: dict[str, str] = {}


class Attestation(Record, frozen=True, kw_only=True):
    """A signed statement for one condition of one clause: given, or refused."""

    clause: Name
    condition: Name
    by: Name
    on: dt.date
    given: bool = True
    note: str = ""


class Decision(Record, frozen=True, kw_only=True):
    """A person's decision, with the reason; it outranks the machine, and both are kept.

    With `condition` it decides that condition (`holds`); without, the whole clause (`verdict`).
    """

    clause: Name
    by: Name
    on: dt.date
    reason: Name
    condition: str = ""
    holds: bool | None = None
    verdict: str = ""


class Nonconformity(Record, frozen=True, kw_only=True):
    """A nonconformity from an audit; an open major one blocks the conclusion."""

    id: Id
    clause: Name
    grade: Literal["major", "minor", "observation"]
    opened: dt.date
    closed: dt.date | None = None
    title: str = ""


class PointDecision(Record, frozen=True, kw_only=True):
    """A person confirms that a listed point is present in, or missing from, a document."""

    document: Name
    point: Name
    present: bool
    by: Name
    on: dt.date
    reason: str = ""


class Project(Record, frozen=True, kw_only=True):
    """The whole declaration.

    `nonconformities_kept` says whether the list of nonconformities is the register, also when it
    is empty. Unset, a list that names some is one, and an empty list says nothing. With `only` the
    assessment runs these checks alone, and is a part: no gate takes it for the whole.
    """

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
    nonconformities_kept: bool | None = None
    checks: dict[str, dict[str, Any]] = {}
    only: tuple[Name, ...] = ()

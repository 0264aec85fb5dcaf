"""What a check run yields: measures, findings, errors, and everything needed to repeat it."""

import datetime as dt
from typing import Any, Literal

from hegui.common.struct import Record
from hegui.project.model import Approvers

Status = Literal["done", "not_run", "failed", "cancelled"]


class InputFile(Record, frozen=True, kw_only=True):
    """A file that a check read: path relative to the project, size and SHA-256."""

    path: str
    size: int
    sha256: str


class ItemError(Record, frozen=True, kw_only=True):
    """One item that could not be read or judged; counted, never passed over.

    `where` is a file with its line, or an item id; `what` is a `Text.both()`: “中文 / English”.
    """

    where: str
    what: str


class Finding(Record, frozen=True, kw_only=True):
    """One place where something was seen. Never holds raw personal or harmful text.

    `where` is a file or item id with its line; `start`/`end` are character offsets in the text;
    `digest` is the keyed or plain SHA-256 of the value; `excerpt` is masked.
    """

    check: str
    subject: str
    item: str
    where: str
    kind: str
    code: str = ""
    variant: str = ""
    start: int | None = None
    end: int | None = None
    digest: str = ""
    excerpt: str = ""
    note: str = ""


class Drawn(Record, frozen=True, kw_only=True):
    """How a sample was drawn: population, size, seed and the digest of the list of item ids."""

    method: str
    population: int
    size: int
    seed: str
    ids_sha256: str
    ids: tuple[str, ...] = ()


class JudgeErrorCounts(Record, frozen=True, kw_only=True):
    """A judge held against people's labels, and where they are from.

    `right` are (k, n): of n answers that people count, the judge counts k; `false` likewise of the
    answers that people do not count. `method` says what may be made of it: `errors_bounded` for labels
    on other answers of the same kind, `prediction_powered` or `labels_only` for a random draw of the
    very answers that were judged (`seed` repeats its limits, `silent` questions have no answer). `sha256`
    is that of the file.
    """

    method: Literal["errors_bounded", "prediction_powered", "labels_only"]
    file: str
    sha256: str
    labels: int
    right: tuple[int, int]
    false: tuple[int, int]
    seed: str = ""
    silent: int = 0


class JudgedBy(Record, frozen=True, kw_only=True):
    """Who judged the answers of a result: name, kind and the digest of the whole definition.

    `calibration` is what people's labels say of this judge; without one nothing is supported on a
    machine's word, and `uncalibrated` says why where a calibration was named (`few_labels`).
    """

    name: str
    kind: str
    digest: str
    calibration: JudgeErrorCounts | None = None
    uncalibrated: str = ""


class CheckResult(Record, frozen=True, kw_only=True):
    """One run of one check on one target with one set of parameters.

    `measures` hold the numbers that criteria read. `deterministic` numbers go there; times, ports,
    retries and latencies go to `run`, which verdicts never read.
    """

    check: str
    version: str
    status: Status
    title_zh: str = ""
    title_en: str = ""
    subject: str = ""
    subject_digest: str = ""
    target: str = ""
    parameters: dict[str, Any] = {}
    measured_on: dt.date | None = None
    measures: dict[str, Any] = {}
    drawn: tuple[Drawn, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    finding_count: int = 0
    findings_file: str = ""
    journal_file: str = ""
    error_count: int = 0
    errors: tuple[ItemError, ...] = ()
    reason_zh: str = ""
    reason_en: str = ""
    cannot_show_zh: str = ""
    cannot_show_en: str = ""
    judged_by: JudgedBy | None = None
    run: dict[str, Any] = {}


class EvidenceItem(Record, frozen=True, kw_only=True):
    """A document as read: its hash, dates, the roles of its approvers and what it covers.

    `readable` is false when the file is missing, damaged or holds no text.
    """

    id: str
    type: str
    title: str
    path: str
    sha256: str
    size: int
    date: dt.date
    approved_by: Approvers = ""
    approver_roles: tuple[str, ...] = ()
    approved_on: dt.date | None = None
    valid_until: dt.date | None = None
    covers: dict[str, str] = {}
    readable: bool = True
    problem_zh: str = ""
    problem_en: str = ""

"""What a verdict is made from and what it looks like."""

import datetime as dt
from typing import Any, Literal

from hegui.catalogue.model import FactValue, SubjectKind
from hegui.common.struct import Record
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.project.model import Attestation, Decision, Nonconformity, Person, Subject

VerdictWord = Literal["conforms", "partly", "does_not_conform", "not_applicable", "undetermined"]
VERDICT_WORDS: tuple[VerdictWord, ...] = (
    "conforms",
    "partly",
    "does_not_conform",
    "not_applicable",
    "undetermined",
)
State = Literal["holds", "fails", "unknown", "left_out"]
Applicability = Literal["applies", "does_not_apply", "undetermined"]


class Inputs(Record, frozen=True, kw_only=True):
    """Everything that verdicts depend on, besides the catalogue.

    `unkept` names the kinds of records that nobody keeps (`nonconformities`): that none is given
    then says nothing.
    """

    as_of: dt.date
    rule_set: str
    facts: dict[str, FactValue]
    subjects: tuple[Subject, ...] = ()
    people: tuple[Person, ...] = ()
    results: tuple[CheckResult, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    attestations: tuple[Attestation, ...] = ()
    decisions: tuple[Decision, ...] = ()
    nonconformities: tuple[Nonconformity, ...] = ()
    unkept: tuple[str, ...] = ()


class ConditionTrace(Record, frozen=True, kw_only=True):
    """How one condition came out, and why; `sources` names results and evidence used.

    `machine_state` is the machine's own answer, set when a person decided the condition.
    `values` are the measures read; `rates` carry n, k, bound and the two answers
    (`rule_met`, `supported`).
    """

    id: str
    needs: str
    essential: bool
    state: State
    reason_zh: str
    reason_en: str
    subject: str = ""
    rule: str = ""
    values: dict[str, Any] = {}
    rates: tuple[dict[str, Any], ...] = ()
    sources: tuple[str, ...] = ()
    machine_state: State | None = None
    decided_by: str = ""
    decided_why: str = ""


class ClauseVerdict(Record, frozen=True, kw_only=True):
    """The verdict on one clause with its full trace."""

    clause: str
    verdict: VerdictWord
    trace: "Trace"


class Trace(Record, frozen=True, kw_only=True):
    """Why a clause has its verdict: applicability, conditions, obligations carried, decision.

    `obligations` are the carried ones that apply, `obligations_undetermined` those that may.
    `grade` is the lowest verification grade among the rows that the verdict rests on.
    `machine_verdict` is the machine's own answer, set when a person decided the clause.
    """

    subject_kind: SubjectKind
    gate: bool
    weight: int
    applicability: Applicability
    applicability_zh: str
    applicability_en: str
    conditions: tuple[ConditionTrace, ...] = ()
    obligations: tuple[str, ...] = ()
    obligations_undetermined: tuple[str, ...] = ()
    grade: str = ""
    below_best_grade: bool = False
    machine_verdict: VerdictWord | None = None
    decided_by: str = ""
    decided_why: str = ""


class Gate(Record, frozen=True, kw_only=True):
    """One gate of the overall conclusion: passed, blocked or open (undetermined), and by what.

    The reason says why it is open where no clause does.
    """

    id: str
    zh: str
    en: str
    state: Literal["passed", "blocked", "open"]
    clauses: tuple[str, ...] = ()
    reason_zh: str = ""
    reason_en: str = ""


class Score(Record, frozen=True, kw_only=True):
    """A trend figure: weighted points, and the share of weight whose verdict is determined."""

    group: str
    points: float
    weight: int
    determined_share: float


class Note(Record, frozen=True, kw_only=True):
    """Something a reader of the assessment must know; it changes no verdict by itself.

    Codes: `decision_problem` (a person's decision that could not be taken), `not_applicable_share`,
    `confirm_not_applicable`, `no_criterion`, `maturity`.
    """

    code: str
    zh: str
    en: str
    clauses: tuple[str, ...] = ()


class Assessment(Record, frozen=True, kw_only=True):
    """The answer: conclusion, verdicts, gates, scores, maturity and applicability of obligations."""

    conclusion: VerdictWord
    verdicts: tuple[ClauseVerdict, ...]
    gates: tuple[Gate, ...]
    scores: tuple[Score, ...]
    maturity: int
    obligations: dict[str, Applicability]
    below_best_grade: int
    notes: tuple[Note, ...] = ()

"""The context of a report: frozen records in one language. Templates only place them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hegui.common.text import Lang
from hegui.reports.words import words

if TYPE_CHECKING:
    from hegui.reports.material import Material


@dataclass(frozen=True, slots=True)
class Word:
    """A coded word with its label: a verdict, a state, an applicability."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A link to another part of the report; `anchor` is empty for plain text."""

    label: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What is on page one and in the running head."""

    organisation: str
    as_of: str
    rule_set: str
    catalogue: str
    content_digest: str
    report_id: str
    title: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """A subject as assessed."""

    id: str
    kind: str
    name: str
    version: str
    digest: str


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate of the conclusion."""

    id: str
    label: str
    state: Word
    clauses: tuple[Ref, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreView:
    """A trend figure of one layer: percent of points and percent of weight determined."""

    label: str
    percent: float
    determined: float


@dataclass(frozen=True, slots=True)
class RateView:
    """A measured rate with its limit, bound and two separate answers."""

    label: str
    n: int
    k: int
    unanswered: int
    share: float
    share_text: str
    low: float
    high: float
    bound_text: str
    limit: float | None
    limit_text: str
    rule_met: bool | None
    supported: bool | None
    census: bool
    silent: str
    clause: Ref
    judge: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do next, and the clause it belongs to."""

    clause: Ref
    text: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Overview:
    """The page for management."""

    conclusion: Word
    sentence: str
    reasons: tuple[Step, ...]
    steps: tuple[Step, ...]
    counts: tuple[tuple[Word, int], ...]
    total: int
    gates: tuple[GateView, ...]
    obligations: tuple[tuple[Word, int], ...]
    scores: tuple[ScoreView, ...]
    maturity: str
    notes: tuple[str, ...]
    rates: tuple[RateView, ...]
    subjects: tuple[SubjectView, ...]


@dataclass(frozen=True, slots=True)
class ConditionView:
    """One condition with how it came out and why."""

    id: str
    need: str
    weight: str
    state: Word
    asks: str
    reason: str
    rule: str
    values: tuple[tuple[str, str], ...]
    rates: tuple[RateView, ...]
    sources: tuple[Ref, ...]
    number_source: str
    subject: str
    decided: str


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause: verdict, trace and next step."""

    id: str
    anchor: str
    title: str
    layer: Word
    verdict: Word
    gate: bool
    headline: str
    owner: str
    requirement: str
    applicability: str
    conditions: tuple[ConditionView, ...]
    obligations: tuple[Ref, ...]
    requirements: tuple[str, ...]
    crosswalk: tuple[str, ...]
    next_step: str
    cannot_show: str
    assessor_steps: tuple[str, ...]
    assessor_questions: tuple[str, ...]
    grade: str
    source: str
    decided: str
    below_best: bool


@dataclass(frozen=True, slots=True)
class ObligationView:
    """One obligation with its applicability and reason."""

    id: str
    anchor: str
    article: str
    text: str
    applicability: Word
    reason: str
    layer: str
    modality: str
    grade: str
    clauses: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class InstrumentView:
    """An instrument with its obligations."""

    id: str
    title: str
    version: str
    grade: str
    obligations: tuple[ObligationView, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """One place where something was seen, masked."""

    kind: str
    where: str
    code: str
    excerpt: str
    note: str


@dataclass(frozen=True, slots=True)
class RunView:
    """One check run."""

    anchor: str
    check: str
    title: str
    version: str
    subject: str
    target: str
    status: Word
    measures: tuple[tuple[str, str], ...]
    parameters: str
    drawn: tuple[str, ...]
    errors: int
    first_errors: tuple[str, ...]
    findings: int
    first_findings: tuple[FindingView, ...]
    reason: str
    cannot_show: str


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One evidence item, cited as [E12]."""

    number: str
    anchor: str
    type: str
    title: str
    path: str
    sha256: str
    date: str
    approved_by: str
    valid_until: str
    covers: str
    problem: str
    clauses: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table that whoever makes the report adds, in the report's language: plain texts only."""

    id: str
    title: str
    lead: tuple[str, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Everything a report shows, in one language."""

    lang: Lang
    w: dict[str, Any]
    header: Header
    overview: Overview
    clauses: tuple[ClauseView, ...]
    layers: tuple[Word, ...]
    instruments: tuple[InstrumentView, ...]
    runs: tuple[RunView, ...]
    not_run: tuple[RunView, ...]
    evidence: tuple[EvidenceView, ...]
    sections: tuple[Section, ...] = ()
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sealed: bool = True


def build_context(material: "Material", lang: Lang) -> ReportContext:
    """Build the context from one assessment; reads no clock and no settings."""
    from hegui.reports.builders import build

    return build(material, lang, words(lang))

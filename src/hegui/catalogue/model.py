"""The rows of the catalogue. Each names its source and how well its text is verified (`grade`)."""

import datetime as dt
from typing import Any, Literal

import msgspec

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


class Instrument(Row, frozen=True, kw_only=True):
    """A law or rule. `version` tells apart texts whose articles were renumbered."""

    title_zh: str
    title_en: str
    issuer: str = ""
    number: str = ""
    published: dt.date | None = None
    status: str = "in_force"
    level: str = ""
    version: str = ""
    version_en: str = ""


class Standard(Row, frozen=True, kw_only=True):
    """A standard, technical document or practice guide that rows refer to."""

    title_zh: str
    title_en: str
    kind: str
    number: str = ""
    published: dt.date | None = None
    status: str = "in_force"


class WatchItem(Row, frozen=True, kw_only=True):
    """A text that is not part of the catalogue yet and should be followed."""

    title_zh: str
    title_en: str
    kind: str
    day: dt.date | None = None


class Locator(Record, frozen=True, kw_only=True):
    """Where a provision stands; a part is filled only where it is certain from the text."""

    article: int | None = None
    article_suffix: str = ""
    paragraph: int | None = None
    item: int | None = None


class Limit(Record, frozen=True, kw_only=True):
    """A number in a provision: a deadline, a frequency, a retention period or a threshold."""

    kind: Literal["deadline", "frequency", "retention", "threshold", "extension"]
    op: str
    value: float | int
    unit: str
    label_zh: str
    label_en: str


class Obligation(Row, frozen=True, kw_only=True):
    """What a provision asks of somebody, under a condition over the declared facts (CEL)."""

    instrument: str
    article: str
    locator: Locator | None = None
    bearers: tuple[str, ...]
    applies_when: str
    trigger: str
    modality: Modality
    layer: str
    zh: str
    en: str
    evidence: tuple[str, ...] = ()
    consequence: str = ""
    related: tuple[str, ...] = ()
    text_anchor: str = ""
    condition_note_zh: str = ""
    condition_note_en: str = ""
    limits: tuple[Limit, ...] = ()


class Consequence(Row, frozen=True, kw_only=True):
    """What the law attaches to a breach. Consequence ids are a space of their own."""

    instrument: str
    article: str
    zh: str
    en: str


class Point(Record, frozen=True, kw_only=True):
    """One point that a document must cover, with cue words for finding it in the text."""

    id: str
    name_zh: str
    name_en: str
    text_zh: str
    text_en: str
    source: str = ""
    cues_zh: tuple[str, ...] = ()


class EvidenceType(Record, frozen=True, kw_only=True):
    """A kind of document or record; `points` are searched for in its text."""

    id: str
    zh: str
    en: str
    document_zh: str = ""
    document_en: str = ""
    outline_zh: tuple[str, ...] = ()
    outline_en: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


class DocumentedInformation(Record, frozen=True, kw_only=True):
    """Whether a clause asks for documented information, and on whose authority."""

    required: bool
    level: str
    what_zh: str = ""
    what_en: str = ""


class Clause(Row, frozen=True, kw_only=True):
    """One requirement of a clause set. Ids are ours, not an official numbering."""

    clause_set: str
    parent: str
    kind: str
    layer: str
    title_zh: str
    title_en: str
    requirement_zh: str
    requirement_en: str
    strength: str
    documented_information: DocumentedInformation
    typical_evidence_zh: tuple[str, ...] = ()
    typical_evidence_en: tuple[str, ...] = ()
    assessor_questions_zh: tuple[str, ...] = ()
    assessor_questions_en: tuple[str, ...] = ()
    citations: tuple[str, ...] = ()
    applies_to: str = ""
    check_type: str = ""
    basis: str = ""


class Threshold(Record, frozen=True, kw_only=True):
    """A number in a technical requirement and how far it is verified in a rule set."""

    metric: str
    operator: str
    value: float | int | str | bool
    unit: str
    scope_zh: str = ""
    scope_en: str = ""


class Figure(Record, frozen=True, kw_only=True):
    """How far a requirement, or its number, is verified in one rule set."""

    rule_set: str
    section: str = ""
    grade: str
    seen_zh: str = ""
    seen_en: str = ""


class Requirement(Row, frozen=True, kw_only=True):
    """A technical rule, in our words, with its figures per rule set."""

    topic: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    modality: str
    rule_set: str
    section: str
    section_grade: str
    status: str
    check: str = ""
    threshold: Threshold | None = None
    figures: tuple[Figure, ...] = ()
    sources: tuple[str, ...] = ()


class Risk(Row, frozen=True, kw_only=True):
    """One of the 31 risks; `minimums` are per-risk bank minimums, `mapping` public label sets."""

    clause: str
    class_id: str
    title_zh: str
    title_en: str
    zh: str
    en: str
    minimums: dict[str, int | None] = {}
    mapping: dict[str, tuple[str, ...]] = {}


class RiskClass(Record, frozen=True, kw_only=True):
    """One of the five classes of risks, A.1 to A.5."""

    id: str
    title_zh: str
    title_en: str
    minimums: dict[str, int | None] = {}


class Condition(Record, frozen=True, kw_only=True):
    """One condition of a criterion: a measure, evidence, an attestation or a fact decides it."""

    id: str
    needs: Need
    essential: bool
    applies_when: str = ""
    max_age_days: int | None = None
    check: str = ""
    parameters: dict[str, str] = {}
    rule: str = ""
    fails_when: str = ""
    requirements: tuple[str, ...] = ()
    rule_set: str = ""
    number_source_zh: str = ""
    number_source_en: str = ""
    evidence: tuple[str, ...] = ()
    role: str = ""
    shows_zh: str = ""
    shows_en: str = ""
    statement_zh: str = ""
    statement_en: str = ""
    expression: str = ""


class Criterion(Row, frozen=True, kw_only=True):
    """Which conditions decide a clause (`id` is the clause id)."""

    subject_kind: SubjectKind
    applies_when: str
    weight: int
    gate: bool
    obligations: tuple[str, ...] = ()
    requirements: tuple[str, ...] = ()
    conditions: tuple[Condition, ...]
    assessor_steps_zh: tuple[str, ...] = ()
    assessor_steps_en: tuple[str, ...] = ()
    automatic_share: str = "none"
    cannot_show_zh: str = ""
    cannot_show_en: str = ""
    remediation_zh: str = ""
    remediation_en: str = ""


class LabelRule(Row, frozen=True, kw_only=True):
    """A labelling rule (GB 45438 and its guides): duties, fields, carriers, checks; `data` is as stored."""

    kind: str
    zh: str = ""
    en: str = ""
    data: dict[str, Any] = {}


class Deadline(Record, frozen=True, kw_only=True):
    """A time limit of a filing procedure, counted from an event."""

    event_zh: str
    event_en: str
    value: int
    unit: str
    action_zh: str
    action_en: str


class FilingProcedure(Row, frozen=True, kw_only=True):
    """A filing or registration with the authorities: basis, deadlines, materials."""

    zh: str
    en: str
    authority_zh: str
    authority_en: str
    basis: tuple[str, ...] = ()
    applies_when: str = ""
    system: str = ""
    deadlines: tuple[Deadline, ...] = ()
    deadlines_grade: str = ""
    fields_zh: tuple[str, ...] = ()
    fields_en: tuple[str, ...] = ()
    materials: tuple[Label, ...] = ()
    steps_zh: tuple[str, ...] = ()
    steps_en: tuple[str, ...] = ()
    duration_zh: str = ""
    duration_en: str = ""
    types_zh: tuple[str, ...] = ()
    types_en: tuple[str, ...] = ()
    display_duty_zh: str = ""
    display_duty_en: str = ""
    number_pattern: str = ""
    number_examples: tuple[str, ...] = ()
    number_note_zh: str = ""
    number_note_en: str = ""
    thresholds: dict[str, int] = {}


class CrosswalkItem(Row, frozen=True, kw_only=True):
    """A provision of another framework and the obligations or clauses that answer it."""

    framework: str
    title_zh: str = ""
    title_en: str
    maps_to: tuple[str, ...] = ()


class Framework(Row, frozen=True, kw_only=True):
    """Another framework (ISO 37301, ISO/IEC 42001, EU AI Act, NIST AI RMF)."""

    title_zh: str = ""
    title_en: str
    dates: tuple[Label, ...] = ()


class ClauseSet(Row, frozen=True, kw_only=True):
    """A replaceable set of clauses; says what its numbering is and is not."""

    title_zh: str
    title_en: str
    numbering_zh: str = ""
    numbering_en: str = ""
    structure: tuple[Label, ...] = ()


class RuleSet(Row, frozen=True, kw_only=True):
    """A set of technical requirements, such as GB/T 45654-2025."""

    title_zh: str
    title_en: str = ""
    standard: str = ""
    default: bool = False


class Catalogue(Record, frozen=True, kw_only=True):
    """All rows by kind and id, plus the digest of the data they came from."""

    version: str
    digest: str
    as_of: dt.date
    grades: dict[str, Grade]
    labels: dict[str, dict[str, Label]]
    facts: dict[str, Fact]
    measures: dict[str, CheckMeasures]
    instruments: dict[str, Instrument]
    standards: dict[str, Standard]
    watch_list: dict[str, WatchItem]
    obligations: dict[str, Obligation]
    consequences: dict[str, Consequence]
    evidence_types: dict[str, EvidenceType]
    clause_sets: dict[str, ClauseSet]
    clauses: dict[str, Clause]
    criteria: dict[str, Criterion]
    rule_sets: dict[str, RuleSet]
    requirements: dict[str, Requirement]
    risk_classes: dict[str, RiskClass]
    risks: dict[str, Risk]
    label_rules: dict[str, LabelRule]
    filing_procedures: dict[str, FilingProcedure]
    frameworks: dict[str, Framework]
    crosswalk: dict[str, CrosswalkItem]

    def at(self, day: dt.date) -> "Catalogue":
        """Return the same catalogue speaking of another day."""
        return msgspec.structs.replace(self, as_of=day)

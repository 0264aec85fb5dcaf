"""Clauses, the evidence they ask for, and the criteria that decide them."""

from hegui.catalogue.model.base import Label, Need, Row, SubjectKind
from hegui.common.struct import Record


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


class ClauseSet(Row, frozen=True, kw_only=True):
    """A replaceable set of clauses; says what its numbering is and is not."""

    title_zh: str
    title_en: str
    numbering_zh: str = ""
    numbering_en: str = ""
    structure: tuple[Label, ...] = ()


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

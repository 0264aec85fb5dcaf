"""Technical requirements with their figures, risks, and labelling rules."""

from typing import Any

from hegui.catalogue.model.base import Row
from hegui.common.struct import Record


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


class RuleSet(Row, frozen=True, kw_only=True):
    """A set of technical requirements, such as GB/T 45654-2025."""

    title_zh: str
    title_en: str = ""
    standard: str = ""
    default: bool = False


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


class RiskClass(Record, frozen=True, kw_only=True):
    """One of the five classes of risks, A.1 to A.5."""

    id: str
    title_zh: str
    title_en: str
    minimums: dict[str, int | None] = {}


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


class LabelRule(Row, frozen=True, kw_only=True):
    """A labelling rule (GB 45438 and its guides): duties, fields, carriers, checks; `data` is as stored."""

    kind: str
    zh: str = ""
    en: str = ""
    data: dict[str, Any] = {}

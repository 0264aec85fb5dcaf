"""Other frameworks, and the catalogue as a whole."""

import datetime as dt

import msgspec

from hegui.catalogue.model.base import CheckMeasures, Fact, Grade, Label, Row
from hegui.catalogue.model.clauses import Clause, ClauseSet, Criterion, EvidenceType
from hegui.catalogue.model.law import (
    Consequence,
    FilingProcedure,
    Instrument,
    Obligation,
    Standard,
    WatchItem,
)
from hegui.catalogue.model.technical import LabelRule, Requirement, Risk, RiskClass, RuleSet
from hegui.common.struct import Record


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

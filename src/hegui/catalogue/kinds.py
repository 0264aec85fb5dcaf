"""The kinds of rows: the key in the files, the record, and the field of the catalogue."""

from hegui.catalogue import model
from hegui.common.struct import Record

KINDS: dict[str, type[Record]] = {
    "grades": model.Grade,
    "labels": model.Label,
    "facts": model.Fact,
    "measures": model.CheckMeasures,
    "instruments": model.Instrument,
    "standards": model.Standard,
    "watch_list": model.WatchItem,
    "obligations": model.Obligation,
    "consequences": model.Consequence,
    "evidence_types": model.EvidenceType,
    "clause_sets": model.ClauseSet,
    "clauses": model.Clause,
    "criteria": model.Criterion,
    "rule_sets": model.RuleSet,
    "requirements": model.Requirement,
    "risk_classes": model.RiskClass,
    "risks": model.Risk,
    "label_rules": model.LabelRule,
    "filing_procedures": model.FilingProcedure,
    "frameworks": model.Framework,
    "crosswalk": model.CrosswalkItem,
}
"""Key in the data files and attribute of `Catalogue` -> record of one row."""

DATES_FROM: dict[str, tuple[str, str]] = {
    "obligations": ("instrument", "instruments"),
    "consequences": ("instrument", "instruments"),
    "requirements": ("rule_set", "rule_sets"),
    "clauses": ("clause_set", "clause_sets"),
    "crosswalk": ("framework", "frameworks"),
}
"""Kind -> field that names the parent row whose dates of effect count unless the row has its own."""

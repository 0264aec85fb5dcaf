"""Which fields of rows refer to other rows, and which hold words of the labels."""

from collections.abc import Iterator
from typing import Any

REFERENCES: dict[str, dict[str, tuple[str, ...]]] = {
    "obligations": {
        "instrument": ("instruments",),
        "evidence": ("evidence_types",),
        "related": ("obligations",),
        "consequence": ("consequences",),
    },
    "consequences": {"instrument": ("instruments",)},
    "clauses": {"clause_set": ("clause_sets",)},
    "criteria": {
        "id": ("clauses",),
        "obligations": ("obligations",),
        "requirements": ("requirements",),
        "conditions.evidence": ("evidence_types",),
        "conditions.check": ("measures",),
        "conditions.requirements": ("requirements",),
        "conditions.rule_set": ("rule_sets",),
    },
    "rule_sets": {"standard": ("standards",)},
    "requirements": {"rule_set": ("rule_sets",), "figures.rule_set": ("rule_sets",)},
    "risks": {"class_id": ("risk_classes",)},
    "filing_procedures": {"basis": ("obligations",)},
    "crosswalk": {"framework": ("frameworks",), "maps_to": ("obligations", "clauses")},
}
"""Kind -> field (dots reach into lists of records) -> kinds that it may refer to."""

LABELS: dict[str, dict[str, str]] = {
    "obligations": {
        "bearers": "bearer",
        "trigger": "trigger",
        "modality": "modality",
        "layer": "layer",
        "limits.unit": "unit",
    },
    "instruments": {"level": "level"},
    "clauses": {
        "kind": "clause_kind",
        "layer": "clause_layer",
        "strength": "strength",
        "check_type": "check_type",
        "basis": "basis",
        "applies_to": "applies_to",
        "documented_information.level": "document_level",
    },
    "criteria": {
        "subject_kind": "subject_kind",
        "automatic_share": "automatic_share",
        "conditions.role": "role",
    },
    "requirements": {
        "topic": "topic",
        "modality": "requirement_modality",
        "check": "requirement_check",
        "status": "requirement_status",
        "threshold.unit": "unit",
        "sources": "source",
    },
    "filing_procedures": {"deadlines.unit": "unit"},
}
"""Kind -> field -> group of labels that its words come from."""


def reach(row: Any, path: str) -> Iterator[str]:
    """Yield the words at a path; a path may pass through lists of records."""
    head, _, rest = path.partition(".")
    value = getattr(row, head)
    for item in value if isinstance(value, tuple) else (value,):
        if rest and item is not None:
            yield from reach(item, rest)
        elif not rest and item:
            yield item

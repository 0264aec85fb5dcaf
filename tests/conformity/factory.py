"""Tiny catalogues and inputs: one clause, one condition, one subject, unless a test says more."""

import datetime as dt
from typing import Any

from hegui.catalogue.model import (
    Catalogue,
    Clause,
    Condition,
    Criterion,
    DocumentedInformation,
    EvidenceType,
    Fact,
    Figure,
    Grade,
    Label,
    Obligation,
    Requirement,
    RuleSet,
)
from hegui.conformity import Inputs, judge
from hegui.conformity.model import ClauseVerdict, ConditionTrace
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.project.model import Person, Subject

DAY = dt.date(2026, 11, 20)
DIGEST = "sha256:" + "a" * 64
OLD_DIGEST = "sha256:" + "b" * 64
TABLES = [
    name for name in Catalogue.__struct_fields__ if name not in ("version", "digest", "as_of")
]
GBT, TC = "GB/T 45654-2025", "TC260-003"

MODEL = Subject(id="m1", kind="model", name="问答模型", version="2.0", digest=DIGEST)
PEOPLE = (
    Person(id="li", name="李", roles=("model_lead",)),
    Person(id="wang", name="王", roles=("compliance_lead", "assessment_lead")),
)


def days_ago(days: int) -> dt.date:
    return DAY - dt.timedelta(days=days)


def condition(**fields: Any) -> Condition:
    return Condition(**{"id": "c", "needs": "attestation", "essential": True, **fields})


def measure(rule: str, fails_when: str = "false", **fields: Any) -> Condition:
    given = {"needs": "measure", "check": "model.test", "max_age_days": 90, **fields}
    return condition(rule=rule, fails_when=fails_when, **given)


def document(*types: str, **fields: Any) -> Condition:
    given = {"needs": "evidence", "role": "model_lead", "max_age_days": 180, **fields}
    return condition(evidence=types or ("EV-A",), **given)


def attested(**fields: Any) -> Condition:
    return condition(**{"role": "compliance_lead", "max_age_days": 90, **fields})


def criterion(*conditions: Condition, **fields: Any) -> Criterion:
    given = {
        "id": "K-1",
        "grade": "best",
        "subject_kind": "model",
        "applies_when": "true",
        "weight": 1,
        "gate": False,
        **fields,
    }
    return Criterion(conditions=conditions, **given)


def clause(name: str, **fields: Any) -> Clause:
    given: dict[str, Any] = {
        "grade": "best",
        "clause_set": "own",
        "parent": "",
        "kind": "own",
        "layer": "model",
        "title_zh": name,
        "title_en": name,
        "requirement_zh": name,
        "requirement_en": name,
        "strength": "shall",
        "documented_information": DocumentedInformation(required=False, level="none"),
        **fields,
    }
    return Clause(id=name, **given)


def obligation(name: str, applies_when: str = "true", grade: str = "best") -> Obligation:
    return Obligation(
        id=name,
        grade=grade,
        instrument="law",
        article="1",
        bearers=(),
        applies_when=applies_when,
        trigger="always",
        modality="shall",
        layer="model",
        zh=name,
        en=name,
    )


def requirement(
    name: str, rule_set: str = TC, figures: dict[str, str] | None = None, **fields: Any
) -> Requirement:
    """Return a requirement; `figures` maps rule sets to the grade of its figure there."""
    given: dict[str, Any] = {
        "grade": "best",
        "topic": "t",
        "title_zh": name,
        "title_en": name,
        "zh": name,
        "en": name,
        "modality": "shall",
        "section": "1",
        "section_grade": "best",
        "status": "final",
        **fields,
    }
    rows = tuple(Figure(rule_set=key, grade=grade) for key, grade in (figures or {}).items())
    return Requirement(id=name, rule_set=rule_set, figures=rows, **given)


def labels() -> dict[str, dict[str, Label]]:
    points = {"conforms": 1.0, "partly": 0.5, "does_not_conform": 0.0, "undetermined": 0.0}
    roles = {"model_lead": "模型负责人", "compliance_lead": "合规负责人"}
    return {
        "verdict": {w: Label(id=w, zh=w, en=w, number=n) for w, n in points.items()},
        "role": {r: Label(id=r, zh=zh, en=r) for r, zh in roles.items()},
        "gate_reason": {
            "nonconformities": Label(id="nonconformities", zh="没人登记", en="nobody keeps them")
        },
        "gate": {g: Label(id=g, zh=f"门槛 {g}", en=f"gate {g}") for g in ("G1", "G2")},
        "maturity": {str(n): Label(id=str(n), zh=f"第{n}级", en=f"level {n}") for n in range(1, 6)},
    }


def catalogue(*criteria: Criterion, **tables: Any) -> Catalogue:
    rows: dict[str, Any] = {name: {} for name in TABLES}
    rows["grades"] = {
        name: Grade(id=name, rank=rank, zh=name, en=name)
        for rank, name in enumerate(("best", "good", "poor"))
    }
    rows["labels"] = labels()
    rows["facts"] = {
        name: Fact(id=name, type="bool", zh=name, en=name) for name in ("public", "trains", "ready")
    }
    rows["rule_sets"] = {
        GBT: RuleSet(id=GBT, grade="best", title_zh=GBT, default=True),
        TC: RuleSet(id=TC, grade="best", title_zh=TC),
    }
    rows["evidence_types"] = {
        name: EvidenceType(id=name, zh=f"文件{name[-1]}", en=f"document {name[-1]}")
        for name in ("EV-A", "EV-B")
    }
    rows["criteria"] = {row.id: row for row in criteria}
    rows["clauses"] = {row.id: clause(row.id) for row in criteria}
    rows.update(tables)
    return Catalogue(version="1", digest="0" * 64, as_of=DAY, **rows)


def inputs(**fields: Any) -> Inputs:
    given = {
        "as_of": DAY,
        "rule_set": "",
        "facts": {},
        "subjects": (MODEL,),
        "people": PEOPLE,
        **fields,
    }
    return Inputs(**given)


def result(measures: dict[str, Any], **fields: Any) -> CheckResult:
    given = {
        "check": "model.test",
        "version": "1",
        "status": "done",
        "subject": "m1",
        "subject_digest": DIGEST,
        "target": "endpoint",
        "measured_on": DAY,
        **fields,
    }
    return CheckResult(measures=measures, **given)


def item(**fields: Any) -> EvidenceItem:
    given = {
        "id": "d1",
        "type": "EV-A",
        "title": "说明书",
        "path": "docs/a.md",
        "sha256": "c" * 64,
        "size": 10,
        "date": days_ago(10),
        "approved_by": "li",
        "approver_roles": ("model_lead",),
        "approved_on": days_ago(9),
        "covers": {"m1": "2.0"},
        **fields,
    }
    return EvidenceItem(**given)


def verdict(
    criterion_: Criterion, tables: dict[str, Any] | None = None, **given: Any
) -> ClauseVerdict:
    """Judge one criterion and return its verdict."""
    return judge(catalogue(criterion_, **(tables or {})), inputs(**given)).verdicts[0]


def only(condition_: Condition, kind: str = "model", **given: Any) -> ConditionTrace:
    """Judge one condition of one criterion and return its trace."""
    (trace,) = verdict(criterion(condition_, subject_kind=kind), **given).trace.conditions
    return trace

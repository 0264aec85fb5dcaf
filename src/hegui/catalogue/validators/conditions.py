"""Rules about criteria and their conditions, and about every expression."""

from collections.abc import Iterator

from hegui.catalogue.model import Condition
from hegui.catalogue.typecheck import Scope, check
from hegui.catalogue.validators.registry import Hit, View, validator
from hegui.common.text import Text

NEEDED: dict[str, tuple[str, ...]] = {
    "measure": ("check", "rule", "fails_when", "max_age_days"),
    "evidence": ("evidence", "role", "shows_zh", "shows_en", "max_age_days"),
    "attestation": ("role", "statement_zh", "statement_en", "max_age_days"),
    "fact": ("expression",),
}
ONLY_FOR: dict[str, str] = {
    "check": "measure",
    "rule": "measure",
    "fails_when": "measure",
    "parameters": "measure",
    "evidence": "evidence",
    "shows_zh": "evidence",
    "statement_zh": "attestation",
    "expression": "fact",
}


def fact_scope(view: View) -> Scope:
    """Return the declared facts as the names of conditions."""
    facts = view.catalogue.facts
    return Scope(
        {name: fact.type for name, fact in facts.items()},
        {name: fact.values for name, fact in facts.items()},
        Text("已定义的事实", "a declared fact"),
    )


def measure_scope(view: View, check_id: str) -> Scope:
    """Return the measures of a check as the names of its rules."""
    known = view.catalogue.measures.get(check_id)
    words = Text(f"“{check_id}”的测量值", f"a measure of “{check_id}”")
    return Scope(dict(known.measures) if known else {}, {}, words)


def named(condition: Condition, field: str) -> str:
    """Return the field's name inside its criterion."""
    return f"conditions.{condition.id}.{field}"


@validator()
def wrong_condition(view: View) -> Iterator[Hit]:
    """适用条件有误。

    The condition of applicability is wrong.
    """
    scope = fact_scope(view)
    known: dict[str, Text | None] = {}
    for kind, row in view.rows("obligations", "criteria", "filing_procedures"):
        spots = [("applies_when", row.applies_when)]
        for condition in getattr(row, "conditions", ()):
            spots.append((named(condition, "applies_when"), condition.applies_when))
            spots.append((named(condition, "expression"), condition.expression))
        for field, expression in spots:
            if expression and expression not in known:
                known[expression] = check(expression, scope)
            if expression and known[expression]:
                yield Hit(kind, row.id, field, text=known[expression])


@validator()
def wrong_rule(view: View) -> Iterator[Hit]:
    """判定式有误。

    The rule is wrong.
    """
    for _, row in view.rows("criteria"):
        for condition in row.conditions:
            if condition.check not in view.catalogue.measures:
                continue
            scope = measure_scope(view, condition.check)
            for field in ("rule", "fails_when"):
                expression = getattr(condition, field)
                text = check(expression, scope) if expression else None
                if text:
                    yield Hit("criteria", row.id, named(condition, field), text=text)


@validator()
def incomplete_condition(view: View) -> Iterator[Hit]:
    """needs 为“{needs}”的条件缺少“{field}”。

    A condition that needs “{needs}” lacks “{field}”.
    """
    for _, row in view.rows("criteria"):
        for condition in row.conditions:
            for field in NEEDED[condition.needs]:
                if not getattr(condition, field):
                    words = {"needs": condition.needs, "field": field}
                    yield Hit("criteria", row.id, named(condition, field), words)


@validator()
def misplaced_field(view: View) -> Iterator[Hit]:
    """“{field}”只用于 needs 为“{proper}”的条件。

    “{field}” belongs only to a condition that needs “{proper}”.
    """
    for _, row in view.rows("criteria"):
        for condition in row.conditions:
            for field, proper in ONLY_FOR.items():
                if condition.needs != proper and getattr(condition, field):
                    words = {"field": field, "proper": proper}
                    yield Hit("criteria", row.id, named(condition, field), words)


@validator()
def duplicate_condition(view: View) -> Iterator[Hit]:
    """条件编号“{id}”在同一判定准则里重复。

    The condition id “{id}” is used twice in one criterion.
    """
    for _, row in view.rows("criteria"):
        ids = [condition.id for condition in row.conditions]
        for name in sorted({name for name in ids if ids.count(name) > 1}):
            yield Hit("criteria", row.id, "conditions", {"id": name})


@validator()
def nothing_essential(view: View) -> Iterator[Hit]:
    """没有一个必要条件，什么都不做也会判为符合或部分符合。

    It has no essential condition, so it could never come out as not conforming.
    """
    for _, row in view.rows("criteria"):
        if not any(condition.essential for condition in row.conditions):
            yield Hit("criteria", row.id, "conditions")


@validator()
def requirement_not_in_criterion(view: View) -> Iterator[Hit]:
    """条件用到的技术要求“{id}”没有列在判定准则的 requirements 里。

    The requirement “{id}” of a condition is not listed in the requirements of its criterion.
    """
    for _, row in view.rows("criteria"):
        for condition in row.conditions:
            for name in condition.requirements:
                if name not in row.requirements:
                    yield Hit("criteria", row.id, named(condition, "requirements"), {"id": name})


@validator()
def gate_without_law(view: View) -> Iterator[Hit]:
    """设为门槛的条款不是源自法律（strength 应为 law）。

    A gate must stand on a clause that derives from law (strength law).
    """
    for _, row in view.rows("criteria"):
        clause = view.catalogue.clauses.get(row.id)
        if row.gate and clause is not None and clause.strength != "law":
            yield Hit("criteria", row.id, "gate")


@validator()
def weight_not_positive(view: View) -> Iterator[Hit]:
    """权重应为正整数，现为 {weight}。

    The weight must be a positive integer; it is {weight}.
    """
    for _, row in view.rows("criteria"):
        if row.weight < 1:
            yield Hit("criteria", row.id, "weight", {"weight": row.weight})

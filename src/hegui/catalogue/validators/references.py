"""Rules about what rows refer to."""

from collections.abc import Iterator

from hegui.catalogue.references import LABELS, REFERENCES, reach
from hegui.catalogue.validators.registry import Hit, View, validator


@validator()
def unresolvable_reference(view: View) -> Iterator[Hit]:
    """引用了不存在的“{target}”（应在 {kinds} 中）。

    It refers to “{target}”, which is not among the {kinds}.
    """
    for kind, fields in REFERENCES.items():
        for _, row in view.rows(kind):
            for field, targets in fields.items():
                for word in reach(row, field):
                    if not any(word in view.tables[target] for target in targets):
                        words = {"target": word, "kinds": ", ".join(targets)}
                        yield Hit(kind, row.id, field, words)


@validator()
def unknown_word(view: View) -> Iterator[Hit]:
    """“{word}”不在 labels 的“{group}”组里。

    “{word}” is not in the group “{group}” of the labels.
    """
    for kind, fields in LABELS.items():
        for _, row in view.rows(kind):
            for field, group in fields.items():
                for word in reach(row, field):
                    if not view.label(group, word):
                        yield Hit(kind, row.id, field, {"word": word, "group": group})


@validator()
def unknown_grade(view: View) -> Iterator[Hit]:
    """“{grade}”不在核实程度表（grades）里。

    “{grade}” is not in the table of grades.
    """
    nested = {
        "requirements": ("section_grade", "figures.grade"),
        "filing_procedures": ("deadlines_grade",),
        "instruments": ("first_effective_grade",),
    }
    for kind, row in view.rows():
        for field in (("grade",) if hasattr(row, "grade") else ()) + nested.get(kind, ()):
            for grade in reach(row, field):
                if grade not in view.catalogue.grades:
                    yield Hit(kind, row.id, field, {"grade": grade})


@validator()
def unknown_parent(view: View) -> Iterator[Hit]:
    """上级“{parent}”既不是条款，也不在条款集的结构里。

    The parent “{parent}” is neither a clause nor in the structure of the clause set.
    """
    for _, row in view.rows("clauses"):
        clause_set = view.catalogue.clause_sets.get(row.clause_set)
        heads = {head.id for head in clause_set.structure} if clause_set else set()
        if row.parent and row.parent not in heads and row.parent not in view.catalogue.clauses:
            yield Hit("clauses", row.id, "parent", {"parent": row.parent})


@validator()
def circular_parent(view: View) -> Iterator[Hit]:
    """沿上级往上走会回到自己。

    Going up by its parents leads back to itself.
    """
    clauses = view.catalogue.clauses
    for row in clauses.values():
        seen, at = {row.id}, row.parent
        while at in clauses and at not in seen:
            seen.add(at)
            at = clauses[at].parent
        if at == row.id:
            yield Hit("clauses", row.id, "parent")


@validator()
def related_to_itself(view: View) -> Iterator[Hit]:
    """related 里写了自己。

    It is listed among its own related rows.
    """
    for _, row in view.rows("obligations"):
        if row.id in row.related:
            yield Hit("obligations", row.id, "related")


@validator("notice")
def obligation_not_carried(view: View) -> Iterator[Hit]:
    """没有任何判定准则承载这项义务，因此不会有结论。

    No criterion carries this obligation, so no verdict will speak of it.
    """
    carried = {name for _, row in view.rows("criteria") for name in row.obligations}
    for _, row in view.rows("obligations"):
        if row.id not in carried:
            yield Hit("obligations", row.id)


@validator("notice")
def requirement_not_used(view: View) -> Iterator[Hit]:
    """没有任何判定准则用到这项技术要求。

    No criterion uses this requirement.
    """
    used = {name for _, row in view.rows("criteria") for name in row.requirements}
    for _, row in view.rows("requirements"):
        if row.id not in used:
            yield Hit("requirements", row.id)


@validator("notice")
def clause_without_criterion(view: View) -> Iterator[Hit]:
    """这个条款没有判定准则，不会被评估。

    This clause has no criterion and will not be assessed.
    """
    for _, row in view.rows("clauses"):
        if row.id not in view.catalogue.criteria:
            yield Hit("clauses", row.id)

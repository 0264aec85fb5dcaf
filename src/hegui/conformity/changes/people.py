"""What people stated or decided differently on a clause, and their roles, in words."""

from collections.abc import Iterator
from typing import Any

from hegui.common.text import Text
from hegui.conformity.changes.model import Side
from hegui.conformity.changes.rows import Sides, Touch
from hegui.conformity.changes.words import NONE, arrow, come_or_gone, label, pairs
from hegui.conformity.wording import fill, listed, same
from hegui.project.model import Person

ROLES = Text("{who}的角色", "roles of {who}")
SPOKEN = Text(
    "{who}于 {on} 对“{what}”的声明（{answer}）", "statement of {who} of {on} on “{what}” ({answer})"
)
GIVEN = {True: Text("已作出", "given"), False: Text("已拒绝", "refused")}
DECIDED = Text(
    "{who}于 {on} 对{what}的判定：{answer}（{why}）",
    "decision of {who} of {on} on {what}: {answer} ({why})",
)
CLAUSE = Text("整条", "the clause")
CONDITION = Text("条件“{id}”", "the condition “{id}”")
HOLDS = {True: Text("成立", "holds"), False: Text("不成立", "fails"), None: NONE}


def person(sides: Sides, touch: Touch) -> Iterator[Text]:
    """Yield statements and decisions on the clause, and the roles of people."""
    clauses = {row.id for row in touch}
    for field, show in (("attestations", attestation), ("decisions", decision)):
        before, after = (
            {repr(row): row for row in getattr(side.inputs, field) if row.clause in clauses}
            for side in sides
        )
        for _, old, new in pairs(before, after):
            side, row = (sides[0], old) if new is None else (sides[1], new)
            yield come_or_gone(old, show(side, row))
    held = [{row.id: row for row in side.inputs.people} for side in sides]
    for name, was, now in pairs(held[0], held[1]):
        old_roles, new_roles = roles(sides[0], was), roles(sides[1], now)
        if old_roles != new_roles:
            yield arrow(
                fill(ROLES, who=who(sides[1] if now else sides[0], name)), old_roles, new_roles
            )


def who(side: Side, person_id: str) -> str:
    """Return the name of a person, or the id of somebody who is not declared."""
    return next((row.name for row in side.inputs.people if row.id == person_id), person_id)


def roles(side: Side, row: Person | None) -> Text:
    """Return the roles of a person in words."""
    held = row.roles if row else ()
    return listed(label(side.catalogue, "role", role) for role in held) if held else NONE


def attestation(side: Side, row: Any) -> Text:
    """Return who stated what, and when."""
    given = GIVEN[row.given]
    return fill(SPOKEN, who=who(side, row.by), on=row.on, what=row.condition, answer=given)


def decision(side: Side, row: Any) -> Text:
    """Return who decided what, when and why."""
    what = fill(CONDITION, id=row.condition) if row.condition else CLAUSE
    answer = HOLDS[row.holds] if row.condition else label(side.catalogue, "verdict", row.verdict)
    told = {"who": who(side, row.by), "on": row.on, "what": what, "answer": answer}
    return fill(DECIDED, **told, why=same(row.reason))

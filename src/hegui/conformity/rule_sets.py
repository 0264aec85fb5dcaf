"""What the choice of a rule set means for a condition.

`rule_set` on a condition names the set of technical requirements its figure was read in; empty
or `none` means that the figure is the organisation's own default. The project chooses one set:

* a condition of no set, or of the chosen set, counts;
* a condition of another set counts as well, since the sets succeed one another and their rules are
  taken over, unless the chosen set has its own condition for the same requirements in that
  criterion, or each of its requirements is known and lists figures of other sets only.
"""

from hegui.catalogue.model import Condition, Criterion, Requirement
from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.wording import fill

OWN = ("", "none")

REPLACED = Text(
    "本次评估依据 {chosen}，这一条件出自 {other}，已由 {chosen} 的同类条件代替。",
    "This assessment follows {chosen}; the condition comes from {other} and its counterpart in "
    "{chosen} takes its place.",
)
NOT_IN_SET = Text(
    "本次评估依据 {chosen}，这一条件只见于 {other}，不计入。",
    "This assessment follows {chosen}; the condition is known only from {other} and does not count.",
)


def left_out(case: Case, criterion: Criterion, condition: Condition) -> Text | None:
    """Return why the chosen rule set leaves a condition out, or None if it counts."""
    chosen, other = case.rule_set, condition.rule_set
    if other in OWN or not chosen or other == chosen:
        return None
    if any(replaces(own, condition, chosen) for own in criterion.conditions):
        return fill(REPLACED, chosen=chosen, other=other)
    rows = [case.catalogue.requirements.get(name) for name in condition.requirements]
    if rows and all(row is not None and not in_set(row, chosen) for row in rows):
        return fill(NOT_IN_SET, chosen=chosen, other=other)
    return None


def replaces(own: Condition, condition: Condition, chosen: str) -> bool:
    """Tell whether `own` is the chosen set's counterpart of `condition`."""
    alike = (own.needs, own.check) == (condition.needs, condition.check)
    shared = set(own.requirements) & set(condition.requirements)
    return own.rule_set == chosen and alike and bool(shared)


def in_set(row: Requirement, chosen: str) -> bool:
    """Tell whether a requirement belongs to a rule set, as far as the catalogue knows."""
    sets = {figure.rule_set for figure in row.figures}
    return row.rule_set == chosen or not sets or chosen in sets

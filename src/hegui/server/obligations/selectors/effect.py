"""What an answer would change, before it is saved."""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from hegui.catalogue.applicability import State
from hegui.catalogue.model import FactValue, Obligation
from hegui.common.dates import today
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.obligations.selectors.applicability import (
    Facts,
    Standing,
    counts,
    decisions_at,
    machine_answers,
    machine_clauses,
    together,
)
from hegui.server.obligations.selectors.facts import facts_at


class Switch(NamedTuple):
    """An obligation that another answer would switch."""

    row: Obligation
    before: Standing
    after: Standing


class Effect(NamedTuple):
    """The counts before and after, the obligations that switch, and how many clauses switch."""

    day: dt.date
    before: dict[State, int]
    after: dict[State, int]
    switches: list[Switch]
    clauses: int

    @property
    def changes(self) -> list[tuple[State, int, int]]:
        """Return each state with its count before and after."""
        return [(state, self.before[state], self.after[state]) for state in self.after]


def effect_of(
    organisation: Organisation,
    answers: Mapping[str, FactValue | None],
    day: dt.date | None = None,
) -> Effect:
    """Return what these answers would change on a day (today). None means not known.

    Obligations that a person decided stay as decided.
    """
    day = day or today()
    now = facts_at(organisation, day)
    then = {name: value for name, value in {**now, **answers}.items() if value is not None}
    return _compare(organisation, now, then, day)


def _compare(organisation: Organisation, now: Facts, then: Facts, day: dt.date) -> Effect:
    decided = decisions_at(organisation, day)
    before = together(machine_answers(now, day), decided)
    after = together(machine_answers(then, day), decided)
    rows = catalogue().obligations
    switches = [
        Switch(rows[name], before[name], found)
        for name, found in after.items()
        if found.state != before[name].state
    ]
    old, new = machine_clauses(now, day), machine_clauses(then, day)
    clauses = sum(found.state != old[name].state for name, found in new.items())
    return Effect(day, counts(before.values()), counts(after.values()), switches, clauses)

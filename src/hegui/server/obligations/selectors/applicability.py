"""Which obligations apply to the organisation: what the machine finds, and what people decided.

The machine's answer is a pure function of the catalogue and the facts, kept per process.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from hegui.catalogue.applicability import Applicable, State, clauses_apply, obligations_apply
from hegui.catalogue.model import FactValue
from hegui.common.dates import today
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.models import ApplicabilityDecision
from hegui.server.obligations.selectors.facts import facts_at

Facts = Mapping[str, FactValue]
STATES: tuple[State, ...] = ("applies", "undetermined", "does_not_apply")


class Standing(NamedTuple):
    """Whether an obligation applies: a person's decision outranks the machine; both are kept."""

    machine: Applicable
    decision: ApplicabilityDecision | None

    @property
    def state(self) -> State:
        """Return the state that holds."""
        return self.decision.state if self.decision else self.machine.state  # type: ignore[return-value]

    @property
    def zh(self) -> str:
        """Return the reason in Chinese."""
        return self.decision.reason if self.decision else self.machine.zh

    @property
    def en(self) -> str:
        """Return the reason in English; a person's reason is shown as it was written."""
        return self.decision.reason if self.decision else self.machine.en


def machine_answers(facts: Facts, day: dt.date | None = None) -> dict[str, Applicable]:
    """Return what the catalogue says of each obligation under these facts on a day (today)."""
    return _obligations(catalogue().digest, day or today(), _key(facts))


def machine_clauses(facts: Facts, day: dt.date | None = None) -> dict[str, Applicable]:
    """Return what the catalogue says of each clause under these facts on a day (today)."""
    return _clauses(catalogue().digest, day or today(), _key(facts))


FactsKey = tuple[tuple[str, FactValue], ...]


def _key(facts: Facts) -> FactsKey:
    """Return facts as a key; the order of what a set holds does not matter."""
    return tuple(
        (name, tuple(sorted(value)) if isinstance(value, (tuple, list)) else value)
        for name, value in sorted(facts.items())
    )


@lru_cache(maxsize=64)
def _obligations(digest: str, day: dt.date, facts: FactsKey) -> dict[str, Applicable]:
    return obligations_apply(catalogue().at(day), dict(facts))


@lru_cache(maxsize=64)
def _clauses(digest: str, day: dt.date, facts: FactsKey) -> dict[str, Applicable]:
    return clauses_apply(catalogue().at(day), dict(facts))


def decisions_at(
    organisation: Organisation, day: dt.date | None = None
) -> dict[str, ApplicabilityDecision]:
    """Return the decision of a person in effect on a day (today) by obligation (one query)."""
    day = day or today()
    rows = ApplicabilityDecision.objects.filter(
        Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        organisation=organisation,
        effective_on__lte=day,
    )
    ordered = rows.select_related("person").order_by("effective_on", "id")
    return {row.obligation: row for row in ordered}


def decision_list(
    *, viewer: Viewer, obligation: str | None = None
) -> QuerySet[ApplicabilityDecision]:
    """Return all decisions, the newest first, withdrawn ones too."""
    viewer.require("obligations.view")
    rows = ApplicabilityDecision.objects.filter(organisation=viewer.organisation)
    if obligation is not None:
        rows = rows.filter(obligation=obligation)
    return rows.select_related("person", "withdrawn_by").order_by("-id")


def standings(
    organisation: Organisation, day: dt.date | None = None, facts: Facts | None = None
) -> dict[str, Standing]:
    """Return for each obligation how it stands on a day (today): two queries.

    With `facts` given these are taken instead of the declared ones.
    """
    known = facts_at(organisation, day) if facts is None else facts
    return together(machine_answers(known, day), decisions_at(organisation, day))


def together(
    machine: Mapping[str, Applicable], decided: Mapping[str, ApplicabilityDecision]
) -> dict[str, Standing]:
    """Return the machine's answers with the decisions of people over them."""
    return {row: Standing(found, decided.get(row)) for row, found in machine.items()}


def counts(found: Iterable[Standing | Applicable]) -> dict[State, int]:
    """Return how many are in each state."""
    counted = Counter(one.state for one in found)
    return {state: counted[state] for state in STATES}

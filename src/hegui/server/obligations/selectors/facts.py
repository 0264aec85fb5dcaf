"""Reading the declared facts: as they are in effect on a day, and their history."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from hegui.catalogue.model import Fact, FactValue
from hegui.common.dates import today
from hegui.server.core.errors import NotFoundError
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.models import FactAnswer


def facts_at(organisation: Organisation, day: dt.date | None = None) -> dict[str, FactValue]:
    """Return the values of the facts that are set on a day (today); unset ones are missing."""
    rows = answers_at(organisation, day)
    return {name: fact_value(row.value) for name, row in rows.items() if row.value is not None}


def answers_at(organisation: Organisation, day: dt.date | None = None) -> dict[str, FactAnswer]:
    """Return the answer in effect on a day by fact, with the person (one query).

    Answers to facts that the catalogue does not have (any more) are left out.
    """
    rows = FactAnswer.objects.filter(
        organisation=organisation,
        effective_on__lte=day or today(),
        replaced_by__isnull=True,
        withdrawal=False,
    )
    known = catalogue().facts
    ordered = rows.select_related("person").order_by("effective_on", "number")
    return {row.fact: row for row in ordered if row.fact in known}


def declared_at(organisation: Organisation, day: dt.date | None = None) -> dict[str, Any]:
    """Return the facts as `hegui.yaml` declares them; judgements with value, by, on and reason.

    `by` is the id of the person here.
    """
    found: dict[str, Any] = {}
    for name, row in answers_at(organisation, day).items():
        if row.value is None:
            continue
        found[name] = row.value
        if row.judged_on is not None:
            found[name] = {
                "value": row.value,
                "by": str(row.person_id),
                "on": row.judged_on.isoformat(),
                "reason": row.reason,
            }
    return found


def fact_value(value: Any) -> FactValue:
    """Return a stored value as the engines take it."""
    return tuple(value) if isinstance(value, list) else value


def fact_get(name: str) -> Fact:
    """Return a fact of the catalogue, or raise `NotFoundError`."""
    found = catalogue().facts.get(name)
    if found is None:
        raise NotFoundError(what=name)
    return found


def fact_history(*, viewer: Viewer, fact: str) -> QuerySet[FactAnswer]:
    """Return all answers to one fact, the newest first, those that were replaced too."""
    viewer.require("obligations.view")
    rows = FactAnswer.objects.filter(organisation=viewer.organisation, fact=fact)
    return rows.select_related("person", "replaced_by", "replaces").order_by("-number")


def latest_answers(*, viewer: Viewer) -> dict[str, FactAnswer]:
    """Return the newest row of each fact, whatever its day (one query)."""
    viewer.require("obligations.view")
    rows = FactAnswer.objects.filter(organisation=viewer.organisation)
    return {row.fact: row for row in rows.order_by("number")}

"""What a bundle said that the server keeps nowhere: it stays known when its records are judged.

Facts that nobody answered here, subjects that the inventory never had, the people, attestations,
decisions and nonconformities of the declaration and its rule set are taken over, and the basis
says from which bundle and of which day. Evidence is not: what is kept here counts.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import msgspec

from hegui.catalogue.model import Catalogue, FactValue
from hegui.conformity.conclusion import NONCONFORMITIES
from hegui.conformity.model import Inputs
from hegui.project.model import Judgement, Project
from hegui.server.assessments.basis import Taken
from hegui.server.core.models import Organisation
from hegui.server.inventory.models import Subject as Listed
from hegui.server.obligations.selectors.facts import answers_at

UNKEPT = (NONCONFORMITIES,)
"""Kinds of records that the server itself does not keep."""
NOT_KEPT_HERE = ("attestations", "decisions", "nonconformities")


def with_known(
    organisation: Organisation, rules: Catalogue, own: tuple[Project, Inputs], known: Any
) -> tuple[Project, Inputs, tuple[Taken, ...]]:
    """Return declaration and inputs with what an opened bundle adds, and the account of it."""
    project, inputs = own
    told: Project = known.project
    facts = missing_facts(organisation, told, inputs)
    seen = set(Listed.objects.filter(organisation=organisation).values_list("key", flat=True))
    names = {person.id for person in inputs.people}
    more: dict[str, Any] = {
        "subjects": tuple(s for s in told.subjects if s.id not in seen),
        "people": tuple(p for p in told.people if p.id not in names),
        **{kind: getattr(told, kind) for kind in NOT_KEPT_HERE},
    }
    merged = {kind: (*getattr(inputs, kind), *rows) for kind, rows in more.items()}
    rule_set = told.rule_set if told.rule_set in rules.rule_sets else inputs.rule_set
    counted = {"facts": len(facts), **{kind: len(rows) for kind, rows in more.items()}}
    counted["rule_set"] = int(rule_set != inputs.rule_set)
    counted["evidence_left"] = len(known.inputs.evidence)
    unkept = known.inputs.unkept
    return (
        msgspec.structs.replace(
            project,
            facts={**project.facts, **facts},
            rule_set=rule_set,
            nonconformities_kept=told.nonconformities_kept,
            **merged,
        ),
        msgspec.structs.replace(
            inputs,
            facts={**inputs.facts, **dict(values_on(facts, inputs.as_of))},
            rule_set=rule_set,
            unkept=unkept,
            **merged,
        ),
        account(counted, unkept, known),
    )


def account(counted: dict[str, int], unkept: tuple[str, ...], bundle: Any) -> tuple[Taken, ...]:
    """Return what was taken over, by kind; that there is no nonconformity is said too.

    `evidence_left` is how much evidence of the bundle does not count.
    """
    said = () if NONCONFORMITIES in unkept else (NONCONFORMITIES,)
    day = bundle.inputs.as_of
    kinds = [kind for kind, n in counted.items() if n or kind in said]
    return tuple(Taken(kind, counted[kind], bundle.digest, day) for kind in kinds)


def missing_facts(
    organisation: Organisation, told: Project, inputs: Inputs
) -> dict[str, FactValue | Judgement]:
    """Return the declared facts that nobody here answered, not even with "not known"."""
    answered = answers_at(organisation, inputs.as_of)
    return {name: value for name, value in told.facts.items() if name not in answered}


def values_on(
    facts: dict[str, FactValue | Judgement], day: dt.date
) -> Iterable[tuple[str, FactValue]]:
    """Yield the values of facts; a judgement of a later day has not been made yet."""
    for name, value in facts.items():
        if not isinstance(value, Judgement):
            yield name, value
        elif value.on <= day:
            yield name, value.value

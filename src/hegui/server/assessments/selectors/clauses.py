"""Reading the clauses of an assessment: many as short lines, one with everything."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from hegui.conformity.model import VERDICT_WORDS
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.standing import Rest, Resting, outdated, rests
from hegui.server.core.errors import NotFoundError

FLAGS: Mapping[str, Q] = {
    "gate": Q(gate=True),
    "changed": Q(change__isnull=False)
    & (~Q(verdict=KeyTextTransform("before", "change")) | Q(stale=True)),
    "overridden": ~Q(person_verdict="")
    & ~Q(machine_verdict="")
    & ~Q(person_verdict=F("machine_verdict")),
    "unjudged": Q(person_verdict=""),
    "unverified": Q(below_best=True),
    "stale": Q(stale=True),
    "carried": Q(carried_from__isnull=False),
    "commented": Q(comments__gt=0),
}
"""What the list may be narrowed to, besides verdict, layer and assignee."""


class Line(NamedTuple):
    """One clause in the list."""

    order: int
    clause: str
    number: str
    title_zh: str
    title_en: str
    layer: str
    verdict: str
    machine_verdict: str
    person_verdict: str
    gate: bool
    stale: bool
    comments: int
    assignee_id: uuid.UUID | None
    assignee: str | None
    rests: str | None = None


def clause_list(*, assessment: Assessment, asked: Mapping[str, str]) -> QuerySet[ClauseAssessment]:
    """Return the clauses of an assessment that was got before, narrowed as asked, in order."""
    rows = ClauseAssessment.objects.filter(assessment=assessment)
    for condition in conditions(asked):
        rows = rows.filter(condition)
    if asked.get("flag") == "stale":
        rows = rows.filter(again(outdated(assessment)))
    return rows.order_by("order")


def again(clauses: Collection[str]) -> Q:
    """Return the condition on clauses to be judged again, given those whose evidence is out."""
    return FLAGS["stale"] | Q(clause__in=list(clauses))


def conditions(asked: Mapping[str, str]) -> list[Q]:
    """Return what an address asks for; words that are not offered are passed over."""
    found: list[Q] = []
    if asked.get("verdict") in VERDICT_WORDS:
        found.append(Q(verdict=asked["verdict"]))
    if layer := asked.get("layer", "")[:60].replace("\0", ""):
        found.append(Q(row__layer=layer))
    if asked.get("flag") in FLAGS and asked["flag"] != "stale":
        found.append(FLAGS[asked["flag"]])
    if assignee := asked.get("assignee", ""):
        found.append(_assigned(assignee))
    for word in asked.get("q", "").replace("\0", "")[:200].split()[:8]:
        found.append(_holding(word))
    return found


def _assigned(who: str) -> Q:
    if who == "nobody":
        return Q(assignee__isnull=True)
    try:
        return Q(assignee=uuid.UUID(who))
    except ValueError:
        return Q()


def _holding(word: str) -> Q:
    return (
        Q(clause__icontains=word)
        | Q(row__title_zh__icontains=word)
        | Q(row__title_en__icontains=word)
        | Q(row__requirement_zh__icontains=word)
        | Q(row__requirement_en__icontains=word)
    )


def clause_lines(*, assessment: Assessment, asked: Mapping[str, str]) -> list[Line]:
    """Return the list's lines: one query, plain values, at any size."""
    rows = clause_list(assessment=assessment, asked=asked)
    values = rows.values_list(
        "order",
        "clause",
        "row__number",
        "row__title_zh",
        "row__title_en",
        "row__layer",
        "verdict",
        "machine_verdict",
        "person_verdict",
        "gate",
        "stale",
        "comments",
        "assignee_id",
        "assignee__name",
        KeyTextTransform("rests", "basis"),
    )
    return [Line(*row) for row in values]


def resting(lines: Iterable[Line | ClauseAssessment]) -> Resting:
    """Return the clauses of a list that people judged on evidence, as `outdated` takes them."""
    found: dict[str, tuple[str, list[Rest]]] = {}
    for line in lines:
        text = line.rests if isinstance(line, Line) else line.basis.get("rests", "")
        if line.person_verdict and text:
            found[line.clause] = (line.person_verdict, rests(text))
    return found


def marked(lines: Sequence[Line], out: Collection[str]) -> list[Line]:
    """Mark the lines of clauses whose evidence does not count any more as to be judged again."""
    return [line._replace(stale=True) if line.clause in out else line for line in lines]


def clause_detail(*, assessment: Assessment, clause: str) -> ClauseAssessment:
    """Return one clause with its text and people, or raise `NotFoundError` (one query)."""
    rows: Any = ClauseAssessment.objects.filter(assessment=assessment, clause=clause)
    related = ("row", "assignee", "decided_by", "carried_from", "carried_from__assessment")
    try:
        found = rows.select_related(*related).defer("carried_from__trace").get()
    except ClauseAssessment.DoesNotExist as error:
        raise NotFoundError(what=clause[:64]) from error
    found.assessment = assessment
    return found  # type: ignore[no-any-return]

"""The declared facts over the API."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from hegui.catalogue.model import FactValue
from hegui.server.core.people import person_get
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.api.fact_schemas import (
    AnswerIn,
    AnswerOut,
    BulkIn,
    EffectIn,
    EffectOut,
    FactId,
    FactOut,
    FactsQuery,
    UndoIn,
)
from hegui.server.obligations.api.lists import paged_list
from hegui.server.obligations.models import FactAnswer
from hegui.server.obligations.selectors import (
    Effect,
    answers_at,
    effect_of,
    fact_get,
    fact_history,
    latest_answers,
    questionnaire,
)
from hegui.server.obligations.selectors.facts import fact_value
from hegui.server.obligations.selectors.questions import Question
from hegui.server.obligations.services import Answer, fact_undo, facts_answer
from hegui.server.obligations.services.values import known_value
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router()


def show(question: Question, answer: FactAnswer | None, number: int) -> dict[str, Any]:
    """Return a fact as the API shows it."""
    fact = question.fact
    return {
        "id": fact.id,
        "type": fact.type,
        "question_zh": question.zh,
        "question_en": question.en,
        "values": list(fact.values),
        "judgement": fact.judgement,
        "answered": answer is not None,
        "value": answer.value if answer else None,
        "effective_on": answer.effective_on if answer else None,
        "person": answer.person_id if answer else None,
        "reason": answer.reason if answer else "",
        "number": number,
        "obligations": list(question.readers),
        "hinge": question.hinge.rows if question.hinge else 0,
    }


def show_answer(row: FactAnswer) -> dict[str, Any]:
    """Return an answer of the history as the API shows it."""
    return {
        **{name: getattr(row, name) for name in ("number", "value", "effective_on", "judged_on")},
        "person": row.person_id,
        "reason": row.reason,
        "replaces": row.replaces.number if row.replaces else None,
        "replaced": hasattr(row, "replaced_by"),
        "withdrawal": row.withdrawal,
        "at": row.created_at,
    }


def show_effect(found: Effect) -> dict[str, Any]:
    """Return an effect as the API shows it."""
    switches = [
        {"obligation": s.row.id, "before": s.before.state, "after": s.after.state}
        for s in found.switches
    ]
    return {**found._asdict(), "switches": switches}


def answer_of(viewer: Viewer, fact: str, body: AnswerIn) -> Answer:
    """Return an answer as the service takes it; the person is one of the organisation."""
    fields = body.model_dump(exclude={"person"})
    person = person_get(viewer, body.person, "person") if body.person else None
    return Answer(fact=fact_get(fact).id, person=person, **fields)


def one(viewer: Viewer, fact: str, day: dt.date | None = None) -> dict[str, Any]:
    """Return one fact as it stands."""
    fact_get(fact)
    question = questionnaire(viewer.organisation).questions[fact]
    newest = latest_answers(viewer=viewer).get(fact)
    answer = answers_at(viewer.organisation, day).get(fact)
    return show(question, answer, newest.number if newest else 0)


@router.get("", response={200: PageOf[FactOut], **ERRORS})
def list_facts(request: HttpRequest, org: Org, asked: Query[FactsQuery]) -> Any:
    """List the facts with the answers in effect on a day."""
    viewer = viewer_of(request, org, "obligations.view")
    answers = answers_at(viewer.organisation, asked.day)
    newest = latest_answers(viewer=viewer)
    rows = [
        show(question, answers.get(name), newest[name].number if name in newest else 0)
        for name, question in questionnaire(viewer.organisation).questions.items()
    ]
    tests: dict[str, Callable[[dict[str, Any]], bool]] = {
        "known": lambda row: row["value"] is not None,
        "unknown": lambda row: row["answered"] and row["value"] is None,
        "open": lambda row: not row["answered"],
    }
    if asked.state:
        rows = [row for row in rows if tests[asked.state](row)]
    return paged_list(rows, asked, dict)


@router.put("", response={200: list[FactOut], **ERRORS})
def put_facts(request: HttpRequest, org: Org, body: BulkIn) -> Any:
    """Answer several facts: all are saved or none."""
    viewer = viewer_of(request, org, "obligations.change")
    answers = [answer_of(viewer, name, answer) for name, answer in body.answers.items()]
    facts_answer(acting_user=viewer, answers=answers)
    found, held = questionnaire(viewer.organisation), answers_at(viewer.organisation)
    newest = latest_answers(viewer=viewer)
    return [show(found.questions[n], held.get(n), newest[n].number) for n in body.answers]


@router.post("/effect", response={200: EffectOut, **ERRORS})
def preview_effect(request: HttpRequest, org: Org, body: EffectIn) -> Any:
    """Tell what answers would change, without saving them."""
    viewer = viewer_of(request, org, "obligations.view")
    answers: dict[str, FactValue | None] = {
        name: fact_value(known_value(fact_get(name), value, name))
        for name, value in body.answers.items()
    }
    return show_effect(effect_of(viewer.organisation, answers, body.day))


@router.get("/{fact}", response={200: FactOut, **ERRORS})
def get_fact(request: HttpRequest, org: Org, fact: FactId, day: dt.date | None = None) -> Any:
    """Show one fact as it stands on a day."""
    return one(viewer_of(request, org, "obligations.view"), fact, day)


@router.put("/{fact}", response={200: FactOut, **ERRORS})
def put_fact(request: HttpRequest, org: Org, fact: FactId, body: AnswerIn) -> Any:
    """Answer one fact."""
    viewer = viewer_of(request, org, "obligations.change")
    facts_answer(acting_user=viewer, answers=[answer_of(viewer, fact, body)])
    return one(viewer, fact)


@router.post("/{fact}/undo", response={200: FactOut, **ERRORS})
def undo_fact(request: HttpRequest, org: Org, fact: FactId, body: UndoIn) -> Any:
    """Undo the newest answer to a fact."""
    viewer = viewer_of(request, org, "obligations.change")
    fact_undo(acting_user=viewer, fact=fact, expected=body.expected, reason=body.reason)
    return one(viewer, fact)


@router.get("/{fact}/history", response={200: PageOf[AnswerOut], **ERRORS})
def list_answers(request: HttpRequest, org: Org, fact: FactId, page: Query[PageQuery]) -> Any:
    """List all answers to one fact, the newest first."""
    viewer = viewer_of(request, org, "obligations.view")
    fact_get(fact)
    return paged(fact_history(viewer=viewer, fact=fact), page, show_answer)

"""Answers to facts: history by date, corrections, undo, what is refused."""

import datetime as dt
from collections.abc import Callable

import pytest

from hegui.catalogue.applicability import obligations_apply
from hegui.common.dates import today
from hegui.server.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StaleVersionError,
)
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.obligations.models import FactAnswer
from hegui.server.obligations.selectors import declared_at, effect_of, facts_at, questionnaire
from hegui.server.obligations.services import (
    Answer,
    decision_make,
    fact_answer,
    fact_undo,
    facts_answer,
)

Viewers = Callable[..., Viewer]
FACT = "serves_public_in_china"
JANUARY, JUNE = dt.date(2026, 1, 1), dt.date(2026, 6, 1)


def answer(viewer: Viewer, value: object, day: dt.date | None = None, **more: object) -> FactAnswer:
    """Answer one fact."""
    asked = Answer(fact=FACT, value=value, effective_on=day, **more)  # type: ignore[arg-type]
    return fact_answer(acting_user=viewer, answer=asked)


def test_facts_are_read_as_of_a_day(viewer: Viewers, org: Organisation) -> None:
    answer(viewer(), True, JANUARY)
    answer(viewer(), False, JUNE)
    assert facts_at(org, dt.date(2025, 12, 31)) == {}
    assert facts_at(org, JANUARY) == {FACT: True}
    assert facts_at(org, dt.date(2026, 5, 31)) == {FACT: True}
    assert facts_at(org, JUNE) == facts_at(org) == {FACT: False}


def test_an_answer_given_later_for_an_earlier_day_finds_its_place(
    viewer: Viewers, org: Organisation
) -> None:
    answer(viewer(), False, JUNE)
    answer(viewer(), True, JANUARY)
    assert facts_at(org, JANUARY) == {FACT: True}
    assert facts_at(org, JUNE) == {FACT: False}


def test_a_correction_replaces_the_wrong_answer(viewer: Viewers, org: Organisation) -> None:
    answer(viewer(), True, JUNE)
    answer(viewer(), True, JANUARY, corrects=1, reason="日期写错了")
    assert facts_at(org, JANUARY) == {FACT: True}
    assert FactAnswer.objects.count() == 2
    with pytest.raises(InvalidError):
        answer(viewer(), False, JANUARY, corrects=1)


def test_undo_restores_what_held_before(viewer: Viewers, org: Organisation) -> None:
    answer(viewer(), True, JANUARY)
    answer(viewer(), False, JUNE)
    answer(viewer(), None, JUNE)
    assert facts_at(org, JUNE) == {}
    steps = []
    for _ in range(2):
        fact_undo(acting_user=viewer(), fact=FACT)
        steps.append(facts_at(org, JUNE))
    assert steps == [{FACT: False}, {}]
    fact_undo(acting_user=viewer(), fact=FACT)
    assert facts_at(org, JUNE) == {FACT: False}
    assert FactAnswer.objects.count() == 6
    assert Entry.objects.filter(action="obligations.fact.undone").count() == 3


def test_undoing_the_first_answer_leaves_it_open(viewer: Viewers, org: Organisation) -> None:
    answer(viewer(), True)
    fact_undo(acting_user=viewer(), fact=FACT)
    assert questionnaire(org).questions[FACT].answer is None
    answer(viewer(), False)
    assert facts_at(org) == {FACT: False}
    with pytest.raises(ConflictError):
        fact_undo(acting_user=viewer(), fact="generates")


def test_undo_does_not_hide_a_later_correction(viewer: Viewers, org: Organisation) -> None:
    answer(viewer(), True, JANUARY)
    answer(viewer(), False, JUNE)
    fact_undo(acting_user=viewer(), fact=FACT)
    answer(viewer(), False, JANUARY, corrects=1)
    assert facts_at(org, JUNE) == {FACT: False}


def test_not_known_is_no_value(viewer: Viewers, org: Organisation) -> None:
    answer(viewer(), None)
    assert facts_at(org) == {}
    found = questionnaire(org)
    assert (found.known, found.unknown) == (0, 1)


def test_the_same_answer_again_writes_nothing(viewer: Viewers) -> None:
    answer(viewer(), True)
    answer(viewer(), True)
    assert FactAnswer.objects.count() == 1


def test_the_second_of_two_people_is_told(viewer: Viewers) -> None:
    answer(viewer(), True, expected=0)
    with pytest.raises(StaleVersionError):
        answer(viewer("compliance_officer"), False, expected=0)
    with pytest.raises(StaleVersionError):
        fact_undo(acting_user=viewer(), fact=FACT, expected=0)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (FACT, "yes"),
        (FACT, 1),
        (FACT, [True]),
        ("pi_subjects", True),
        ("pi_subjects", -1),
        ("pi_subjects", 10**13),
        ("pi_subjects", "12"),
        ("generates", "text"),
        ("generates", ["smell"]),
        ("generates", [1]),
        ("generates", {"text": 1}),
    ],
)
def test_values_of_another_type_are_refused(viewer: Viewers, fact: str, value: object) -> None:
    with pytest.raises(InvalidError):
        fact_answer(acting_user=viewer(), answer=Answer(fact=fact, value=value))
    assert not FactAnswer.objects.exists()


def test_a_set_may_be_empty_and_order_does_not_matter(viewer: Viewers, org: Organisation) -> None:
    for value in ([], ["video", "text", "text"]):
        fact_answer(acting_user=viewer(), answer=Answer(fact="generates", value=value))
    assert facts_at(org) == {"generates": ("text", "video")}


def test_unknown_facts_are_not_found(viewer: Viewers) -> None:
    with pytest.raises(NotFoundError):
        fact_answer(acting_user=viewer(), answer=Answer(fact="no_such", value=True))


def test_judgements_need_a_reason_and_keep_who_and_when(viewer: Viewers, org: Organisation) -> None:
    fact = "public_opinion_attributes"
    with pytest.raises(InvalidError):
        fact_answer(acting_user=viewer(), answer=Answer(fact=fact, value=True, reason="  "))
    late = Answer(fact=fact, value=True, reason="x", judged_on=today() + dt.timedelta(days=1))
    with pytest.raises(InvalidError):
        fact_answer(acting_user=viewer(), answer=late)
    person = viewer("compliance_officer").user
    told = Answer(fact=fact, value=True, reason="面向公众发布内容", person=person)
    fact_answer(acting_user=viewer(), answer=told)
    declared = declared_at(org)[fact]
    assert person
    assert declared["by"] == str(person.pk)
    assert (declared["value"], declared["reason"]) == (True, "面向公众发布内容")
    fact_answer(acting_user=viewer(), answer=Answer(fact=fact, value=None))
    assert fact not in facts_at(org)


def test_several_answers_are_saved_together_or_not_at_all(
    viewer: Viewers, org: Organisation
) -> None:
    good, bad = Answer(fact=FACT, value=True), Answer(fact="pi_subjects", value="many")
    with pytest.raises(InvalidError):
        facts_answer(acting_user=viewer(), answers=[good, bad])
    with pytest.raises(InvalidError):
        facts_answer(acting_user=viewer(), answers=[good, good])
    assert facts_at(org) == {}


def test_readers_may_not_answer(viewer: Viewers) -> None:
    with pytest.raises(ForbiddenError):
        answer(viewer("engineer"), True)


@pytest.mark.parametrize(
    ("fact", "value"), [(FACT, True), ("processes_personal_info", False), ("generates", ("text",))]
)
def test_the_effect_is_what_the_catalogue_says(
    viewer: Viewers, org: Organisation, fact: str, value: object
) -> None:
    answer(viewer(), True)
    rules = catalogue()
    facts = facts_at(org)
    before = obligations_apply(rules, facts)
    after = obligations_apply(rules, {**facts, fact: value})  # type: ignore[dict-item]
    found = effect_of(org, {fact: value})  # type: ignore[dict-item]
    for state in ("applies", "undetermined", "does_not_apply"):
        assert found.before[state] == sum(row.state == state for row in before.values())
        assert found.after[state] == sum(row.state == state for row in after.values())
    switched = {name for name, row in after.items() if row.state != before[name].state}
    assert {switch.row.id for switch in found.switches} == switched
    assert facts_at(org) == facts


def test_what_a_person_decided_does_not_switch(viewer: Viewers, org: Organisation) -> None:
    first = effect_of(org, {FACT: False}).switches[0].row.id
    decision_make(acting_user=viewer(), obligation=first, state="applies", reason="经核对")
    assert first not in {switch.row.id for switch in effect_of(org, {FACT: False}).switches}


def test_facts_of_another_organisation_do_not_count(
    viewer: Viewers, org: Organisation, other_org: Organisation
) -> None:
    answer(viewer(), True)
    assert facts_at(other_org) == {}

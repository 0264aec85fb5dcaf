"""records.documents: what is required, there, approved and in date, and what stays unknown."""

import datetime as dt

import msgspec
import pytest

from hegui.catalogue.expressions import evaluate
from hegui.catalogue.model import Catalogue
from hegui.checks.records import documents
from hegui.checks.records.asked import conditions
from hegui.checks.records.required import UnknownSetError, required_types
from hegui.project.model import Document
from tests.checks.records.support import DAY, Recorder

LISTED = "EV-OBL EV-SCP"


def doc(kind: str, id: str = "", **more: object) -> Document:  # noqa: A002
    values = {
        "date": DAY - dt.timedelta(days=10),
        "approved_by": "wang",
        "approved_on": DAY - dt.timedelta(days=9),
    }
    return Document(id=id or kind, type=kind, file=f"{id or kind}.md", **(values | more))


def context(make_context, *found: Document, **fields: object) -> Recorder:
    files = {d.file: "正文" for d in found}
    return make_context(files, documents=found, **fields)


def run(ctx: Recorder, set_id: str = LISTED) -> dict[str, int]:
    [job] = [j for j in documents.plan(ctx.declared, ctx.catalogue) if j.payload == set_id]
    assert job.subject == "acme"
    assert job.parameters == {"set": set_id}
    return documents.run(job, ctx).measures


def found(ctx: Recorder) -> set[tuple[str, str]]:
    return {(finding.item, finding.kind) for finding in ctx.findings}


def test_every_set_that_criteria_ask_for_is_planned(make_context) -> None:
    ctx = make_context()
    planned = [job.payload for job in documents.plan(ctx.declared, ctx.catalogue)]
    assert sorted(planned) == [LISTED, "all_required_documents", "statutory_regimes"]


def test_documents_that_are_there_approved_and_in_date(make_context) -> None:
    ctx = context(make_context, doc("EV-OBL"), doc("EV-SCP"))
    assert run(ctx) == {"required": 2, "present": 2, "approved": 2, "in_date": 2}
    assert found(ctx) == set()


def test_undeclared_and_unreadable_documents_are_unknown_and_no_failure(make_context) -> None:
    ctx = context(make_context, doc("EV-OBL"))
    (ctx.declared.root / "EV-OBL.md").write_text(" ")
    assert run(ctx) == {"required": 2}
    assert found(ctx) == {("EV-OBL", "missing"), ("EV-SCP", "missing")}
    assert [error.where for error in ctx.errors] == ["EV-OBL.md"]


def test_a_shortcoming_that_a_document_shows_counts_beside_missing_ones(make_context) -> None:
    draft = context(make_context, doc("EV-OBL", approved_by=""))
    assert run(draft) == {"required": 2, "approved": 0}
    old = context(make_context, doc("EV-OBL", valid_until=DAY - dt.timedelta(days=1)))
    assert run(old) == {"required": 2, "in_date": 0}


def test_a_document_that_cannot_be_read_may_be_the_good_one(make_context) -> None:
    ctx = context(make_context, doc("EV-OBL", approved_by=""), doc("EV-OBL", "new"), doc("EV-SCP"))
    (ctx.declared.root / "new.md").write_text(" ")
    assert run(ctx) == {"required": 2, "present": 2, "in_date": 2}


def test_a_project_that_declares_no_document_fails_no_rule_about_documents(
    make_context, catalogue: Catalogue
) -> None:
    ctx = make_context()
    for job in documents.plan(ctx.declared, catalogue):
        measures = documents.run(job, ctx).measures
        for _criterion, condition in conditions(catalogue):
            if condition.check == documents.ID and condition.parameters == job.parameters:
                assert evaluate(condition.rule, measures) is None
                assert evaluate(condition.fails_when, measures) is None


@pytest.mark.parametrize(
    "more",
    [
        {"approved_by": ""},
        {"approved_by": "stranger"},
        {"approved_by": "nobody"},
        {"approved_on": None},
        {"approved_on": DAY + dt.timedelta(days=1)},
    ],
)
def test_approval_needs_a_person_with_a_role_by_the_day(make_context, more) -> None:
    ctx = context(make_context, doc("EV-OBL", **more), doc("EV-SCP"))
    assert run(ctx) == {"required": 2, "present": 2, "approved": 1, "in_date": 2}
    assert found(ctx) == {("EV-OBL", "not_approved")}


def test_a_document_is_in_date_on_its_last_day_and_not_after(make_context) -> None:
    last = context(make_context, doc("EV-OBL", valid_until=DAY), doc("EV-SCP"))
    assert run(last)["in_date"] == 2
    over = context(make_context, doc("EV-OBL", valid_until=DAY - dt.timedelta(1)), doc("EV-SCP"))
    assert run(over)["in_date"] == 1
    assert found(over) == {("EV-OBL", "not_in_date")}


def test_without_an_expiry_the_longest_age_of_the_criteria_decides(
    make_context, catalogue: Catalogue
) -> None:
    longest = documents.longest_ages(catalogue)["EV-OBL"]
    for age, in_date in ((longest, 2), (longest + 1, 1)):
        old = doc("EV-OBL", date=DAY - dt.timedelta(days=age))
        assert run(context(make_context, old, doc("EV-SCP")))["in_date"] == in_date


def test_one_document_must_have_it_all(make_context) -> None:
    old = doc("EV-OBL", "old", valid_until=DAY - dt.timedelta(days=1))
    draft = doc("EV-OBL", "draft", approved_by="")
    ctx = context(make_context, old, draft, doc("EV-SCP"))
    assert run(ctx) == {"required": 2, "present": 2, "approved": 1, "in_date": 2}
    good = doc("EV-OBL", "good")
    ctx = context(make_context, old, draft, good, doc("EV-SCP"))
    assert run(ctx) == {"required": 2, "present": 2, "approved": 2, "in_date": 2}


def test_a_document_from_the_future_is_not_there_yet(make_context) -> None:
    ctx = context(make_context, doc("EV-OBL", date=DAY + dt.timedelta(days=1)), doc("EV-SCP"))
    assert run(ctx) == {"required": 2}
    assert found(ctx) == {("EV-OBL", "missing")}


def test_required_documents_come_from_the_clauses_that_apply(
    make_context, catalogue: Catalogue
) -> None:
    ctx = make_context()
    required = required_types(ctx.declared, catalogue, "all_required_documents")
    assert {"EV-SCO", "EV-OBL", "EV-CPL"} <= set(required.certain)
    assert required.certain["EV-CPL"] == ["5.2a"]
    assert required.maybe
    assert not set(required.certain) & set(required.maybe)


def test_regimes_come_from_the_obligations_that_apply(make_context, catalogue: Catalogue) -> None:
    unknown = required_types(make_context().declared, catalogue, "statutory_regimes")
    assert "EV-ETH" in unknown.maybe
    facts = {name: False for name, fact in catalogue.facts.items() if fact.type == "bool"}
    none = required_types(make_context(facts=facts).declared, catalogue, "statutory_regimes")
    assert "EV-ETH" not in {**none.certain, **none.maybe}


def test_a_count_that_hangs_on_facts_is_left_out(make_context, catalogue: Catalogue) -> None:
    declared = make_context().declared
    required = required_types(declared, catalogue, "all_required_documents")
    complete = [doc(kind) for kind in required.certain]
    ctx = context(make_context, *complete)
    assert run(ctx, "all_required_documents") == {"required": len(required.certain)}
    assert {kind for _item, kind in found(ctx)} == {"perhaps_required"}
    short = context(make_context, *complete[1:])
    assert run(short, "all_required_documents") == {"required": len(required.certain)}
    everything = [*complete, *(doc(kind) for kind in required.maybe)]
    full = run(context(make_context, *everything), "all_required_documents")
    assert full["present"] == full["required"] == full["approved"] == full["in_date"]


def test_a_set_that_nobody_defined_is_said(make_context, catalogue: Catalogue) -> None:
    with pytest.raises(UnknownSetError, match="EV-NONE"):
        required_types(make_context().declared, catalogue, "EV-OBL EV-NONE")


def test_a_new_set_of_types_needs_no_code(make_context, catalogue: Catalogue) -> None:
    criterion = catalogue.criteria["4.5a"]
    changed = tuple(
        msgspec.structs.replace(c, parameters={"set": "EV-TOS"}) if c.parameters else c
        for c in criterion.conditions
    )
    rows = msgspec.structs.replace(
        catalogue,
        criteria={"4.5a": msgspec.structs.replace(criterion, conditions=changed)},
    )
    ctx = context(make_context, doc("EV-TOS"), rows=rows)
    assert run(ctx, "EV-TOS")["present"] == 1

"""What changed between two assessments and why."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from hegui.catalogue.model import Catalogue, Criterion, Instrument
from hegui.common.text import Text
from hegui.conformity import Assessment, Changes, Inputs, compare, judge
from hegui.conformity.changes import ClauseChange
from hegui.project.model import (
    Attestation,
    Decision,
    Judgement,
    Organisation,
    Project,
    Subject,
)
from tests.conformity.factory import (
    DAY,
    OLD_DIGEST,
    TC,
    attested,
    catalogue,
    criterion,
    days_ago,
    document,
    inputs,
    item,
    measure,
    obligation,
    requirement,
    result,
)

PROJECT = Project(schema="hegui/project/1", organisation=Organisation(id="demo", name="演示"))


@dataclass(frozen=True)
class Opened:
    catalogue: Catalogue
    inputs: Inputs
    project: Project = PROJECT

    @property
    def assessment(self) -> Assessment:
        return judge(self.catalogue, self.inputs)


def side(*rows: Criterion, tables: dict[str, Any] | None = None, **given: Any) -> Opened:
    return Opened(catalogue(*rows, **(tables or {})), inputs(**given))


def only(changes: Changes) -> ClauseChange:
    (change,) = changes.clauses
    return change


def told(change: ClauseChange, lang: str = "zh") -> list[str]:
    return [getattr(what, lang) for what in change.causes[0].what]


def decisive(change: ClauseChange) -> list[str]:
    return [cause.kind for cause in change.causes if cause.decisive]


BASE = criterion(document(), attested(id="att"), measure("n > 0", "n == 0", id="m"))
SAID = Attestation(clause="K-1", condition="att", by="wang", on=days_ago(1))
LAW: dict[str, Any] = {
    "instruments": {"law": Instrument(id="law", grade="best", title_zh="法", title_en="Law")}
}
WHOLE: dict[str, Any] = {
    "evidence": (item(),),
    "attestations": (SAID,),
    "results": (result({"n": 5}),),
}


def test_equal_assessments_have_no_changes() -> None:
    seen = compare(side(BASE, **WHOLE), side(BASE, **WHOLE))
    assert (seen.clauses, seen.obligations, seen.worse) == ((), (), False)


def test_times_of_a_run_are_no_change() -> None:
    after = WHOLE | {"results": (result({"n": 5}, run={"seconds": 3}),)}
    assert compare(side(BASE, **WHOLE), side(BASE, **after)).clauses == ()


@pytest.mark.parametrize(
    ("after", "kind", "what"),
    [
        ({"evidence": ()}, "evidence", "no longer there: document A “说明书” (d1)"),
        ({"results": (result({"n": 0}),)}, "measure", "Test of the model (m1, endpoint): n 5 → 0"),
        (
            {"attestations": ()},
            "person",
            "no longer there: statement of 王 of 2026-11-19 on “att” (given)",
        ),
        (
            {
                "subjects": (
                    Subject(id="m1", kind="model", name="新", version="2.0", digest=OLD_DIGEST),
                )
            },
            "version",
            "“新” (m1): digest aaaaaaaaaaaa → bbbbbbbbbbbb",
        ),
        ({"as_of": days_ago(-400)}, "day", "day 2026-11-20 → 2027-12-25"),
    ],
)
def test_what_was_lost_is_named_as_the_cause(after: Any, kind: str, what: str) -> None:
    titles = {"model.test": Text("模型测试", "Test of the model")}
    seen = compare(side(BASE, **WHOLE), side(BASE, **(WHOLE | after)), titles)
    change = only(seen)
    assert (change.before, change.worse, seen.worse) == ("conforms", True, True)
    assert decisive(change) == [kind]
    assert what in told(change, "en")
    assert what in change.causes[0].en


def test_better_is_not_worse() -> None:
    seen = compare(side(BASE, **(WHOLE | {"evidence": ()})), side(BASE, **WHOLE))
    assert (seen.conclusion_before, seen.conclusion_after) == ("undetermined", "conforms")
    assert not seen.worse


def test_facts_are_a_cause_and_obligations_move_with_them() -> None:
    row = criterion(attested(), applies_when="public", obligations=("L-1",))
    tables = LAW | {"obligations": {"L-1": obligation("L-1", "public")}}
    seen = compare(
        side(row, tables=tables, facts={"public": False, "trains": True}),
        side(row, tables=tables, facts={"public": True, "trains": False}),
    )
    assert decisive(only(seen)) == ["facts"]
    assert told(only(seen)) == ["“public”（public）：否 → 是"]
    (moved,) = seen.obligations
    assert (moved.id, moved.before, moved.after) == ("L-1", "does_not_apply", "applies")
    assert (moved.cause, moved.facts, moved.citation_zh) == ("facts", ("public",), "《法》第1条")
    assert [(f.id, f.before, f.after) for f in seen.facts] == [
        ("public", False, True),
        ("trains", True, False),
    ]


def test_a_changed_criterion_is_a_cause() -> None:
    stricter = criterion(measure("n > 9", "n <= 9", id="m"))
    results = (result({"n": 5}),)
    before = side(criterion(measure("n > 0", "n == 0", id="m")), results=results)
    change = only(compare(before, side(stricter, results=results)))
    assert decisive(change) == ["criterion"]
    assert told(change) == ["条件“m”的规则 n > 0 → n > 9"]


def test_a_changed_catalogue_row_is_a_cause() -> None:
    asked = criterion(attested(requirements=("R-1",), rule_set=TC))
    taken_over = {"requirements": {"R-1": requirement("R-1", TC)}}
    known_only = {"requirements": {"R-1": requirement("R-1", TC, figures={TC: "best"})}}
    change = only(compare(side(asked, tables=taken_over), side(asked, tables=known_only)))
    assert (change.before, change.after) == ("undetermined", "not_applicable")
    assert decisive(change) == ["catalogue"]
    assert told(change) == ["requirements R-1有改动"]


def test_a_decision_is_a_cause() -> None:
    given = Decision(clause="K-1", by="wang", on=DAY, reason="核对", verdict="partly")
    change = only(compare(side(BASE, **WHOLE), side(BASE, **WHOLE, decisions=(given,))))
    assert decisive(change) == ["person"]
    assert told(change) == ["新增王于 2026-11-20 对整条的判定：partly（核对）"]


def test_causes_that_decide_only_together_are_all_listed() -> None:
    rows = criterion(document(id="a"), document("EV-B", id="b"), measure("n > 0", id="m"))
    nothing = side(rows)
    change = only(
        compare(
            nothing,
            side(
                rows,
                evidence=(item(), item(id="d2", type="EV-B")),
                results=(result({"n": 5}),),
            ),
        )
    )
    assert change.after == "conforms"
    assert decisive(change) == ["evidence", "measure"]
    assert [(c.id, c.before, c.after) for c in change.conditions] == [
        ("a", "unknown", "holds"),
        ("b", "unknown", "holds"),
        ("m", "unknown", "holds"),
    ]


def test_a_condition_may_change_while_the_verdict_stays() -> None:
    change = only(compare(side(BASE), side(BASE, evidence=(item(),))))
    assert change.before == change.after == "undetermined"
    assert [c.id for c in change.conditions] == ["c"]
    assert [cause.kind for cause in change.causes] == ["evidence"]
    assert not change.worse


def test_what_touches_other_clauses_only_is_not_named() -> None:
    one, two = criterion(document(), id="A"), criterion(document("EV-B"), id="B")
    change = only(compare(side(one, two), side(one, two, evidence=(item(),))))
    assert change.clause == "A"


def test_clauses_that_come_and_go_are_named() -> None:
    one, two = criterion(attested(), id="A"), criterion(attested(), id="B")
    seen = compare(side(one), side(two))
    assert [(c.clause, c.before, c.after, c.worse) for c in seen.clauses] == [
        ("B", None, "undetermined", False),
        ("A", "undetermined", None, False),
    ]
    assert seen.counts_before == seen.counts_after


def test_changes_are_json() -> None:
    seen = compare(side(BASE, **WHOLE), side(BASE))
    assert msgspec.json.decode(msgspec.json.encode(seen), type=Changes) == seen


def test_a_judgement_is_told_with_its_person_and_reason() -> None:
    was, now = (
        Judgement(value=value, by="wang", on=days_ago(9 - value), reason=why)
        for value, why in ((False, "仅内部使用"), (True, "面向公众"))
    )
    before, after = (
        Opened(
            catalogue(BASE),
            inputs(facts={"public": given.value}),
            msgspec.structs.replace(PROJECT, facts={"public": given}),
        )
        for given in (was, now)
    )
    (fact,) = compare(before, after).facts
    assert (fact.id, fact.before, fact.after) == ("public", False, True)
    assert (fact.judged_before, fact.judged_after) == (was, now)


def test_a_judgement_made_anew_is_a_change_and_the_order_of_a_set_is_none() -> None:
    def given(day: int, *modes: str) -> Opened:
        judged = Judgement(value=True, by="wang", on=days_ago(day), reason="核对")
        return Opened(
            catalogue(BASE),
            inputs(facts={"public": True, "trains": modes}),
            msgspec.structs.replace(PROJECT, facts={"public": judged}),
        )

    seen = compare(given(9, "text", "image"), given(2, "image", "text"))
    assert [fact.id for fact in seen.facts] == ["public"]


def test_documents_and_subjects_that_changed_are_told() -> None:
    later = item(sha256="d" * 64, approved_by="")
    new = Subject(id="m1", kind="model", name="问答模型", version="2.1", digest=OLD_DIGEST)
    seen = compare(
        side(BASE, evidence=(item(), item(id="d2"))),
        side(BASE, evidence=(later, item(id="d3")), subjects=(new,)),
    )
    states = [(row.id, row.before is None, row.after is None) for row in seen.documents]
    assert states == [("d1", False, False), ("d2", False, True), ("d3", True, False)]
    (subject,) = seen.subjects
    assert subject.before is not None
    assert subject.after is not None
    assert (subject.before.version, subject.after.version) == ("2.0", "2.1")


def test_facts_that_move_an_obligation_only_together_are_all_named() -> None:
    tables = LAW | {"obligations": {"L-1": obligation("L-1", "public && trains || ready")}}
    seen = compare(
        side(BASE, tables=tables, facts={"public": False, "trains": False, "ready": False}),
        side(BASE, tables=tables, facts={"public": True, "trains": True, "ready": False}),
    )
    assert seen.obligations[0].facts == ("public", "trains")


def test_a_day_moves_an_obligation_without_any_fact() -> None:
    row = msgspec.structs.replace(obligation("L-1"), effective_from=DAY)
    tables = LAW | {"obligations": {"L-1": row}}
    seen = compare(side(BASE, tables=tables, as_of=days_ago(1)), side(BASE, tables=tables))
    assert (seen.obligations[0].cause, seen.obligations[0].facts) == ("day", ())
    assert [(b.what, b.before, b.after) for b in seen.basis] == [
        ("day", "2026-11-19", "2026-11-20")
    ]


def test_a_condition_told_once_is_paired_with_each_subject() -> None:
    row = criterion(measure("n > 0", applies_when="public", id="m"))
    seen = compare(
        side(row, facts={"public": False}),
        side(row, facts={"public": True}),
    )
    (condition,) = only(seen).conditions
    assert (condition.id, condition.subject) == ("m", "m1")
    assert (condition.before, condition.after) == ("left_out", "unknown")


def test_a_condition_that_stays_unknown_for_its_subject_is_no_change() -> None:
    row = criterion(measure("n > 0", applies_when="public", id="m"))
    assert compare(side(row), side(row, facts={"public": True})).clauses == ()

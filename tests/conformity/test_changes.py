"""What changed between two assessments and why."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from hegui.catalogue.model import Catalogue, Criterion
from hegui.conformity import Assessment, Changes, Inputs, compare, judge
from hegui.conformity.changes import ClauseChange
from hegui.project.model import Attestation, Decision, Subject
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


@dataclass(frozen=True)
class Opened:
    catalogue: Catalogue
    inputs: Inputs

    @property
    def assessment(self) -> Assessment:
        return judge(self.catalogue, self.inputs)


def side(*rows: Criterion, tables: dict[str, Any] | None = None, **given: Any) -> Opened:
    return Opened(catalogue(*rows, **(tables or {})), inputs(**given))


def only(changes: Changes) -> ClauseChange:
    (change,) = changes.clauses
    return change


def decisive(change: ClauseChange) -> list[str]:
    return [cause.kind for cause in change.causes if cause.decisive]


BASE = criterion(document(), attested(id="att"), measure("n > 0", "n == 0", id="m"))
SAID = Attestation(clause="K-1", condition="att", by="wang", on=days_ago(1))
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
        ({"evidence": ()}, "evidence", "- d1 EV-A 2026-11-10 cccccccccccc"),
        ({"results": (result({"n": 0}),)}, "measure", "n=5"),
        ({"attestations": ()}, "person", "- K-1 att wang 2026-11-19 given"),
        (
            {
                "subjects": (
                    Subject(id="m1", kind="model", name="新", version="2.0", digest=OLD_DIGEST),
                )
            },
            "version",
            "m1: 2.0 aaaaaaaaaaaa → 2.0 bbbbbbbbbbbb",
        ),
        ({"as_of": days_ago(-400)}, "day", "as_of: 2026-11-20 → 2027-12-25"),
    ],
)
def test_what_was_lost_is_named_as_the_cause(after: Any, kind: str, what: str) -> None:
    seen = compare(side(BASE, **WHOLE), side(BASE, **(WHOLE | after)))
    change = only(seen)
    assert (change.before, change.worse, seen.worse) == ("conforms", True, True)
    assert decisive(change) == [kind]
    assert what in "\n".join(change.causes[0].what)
    assert what in change.causes[0].en


def test_better_is_not_worse() -> None:
    seen = compare(side(BASE, **(WHOLE | {"evidence": ()})), side(BASE, **WHOLE))
    assert (seen.conclusion_before, seen.conclusion_after) == ("undetermined", "conforms")
    assert not seen.worse


def test_facts_are_a_cause_and_obligations_move_with_them() -> None:
    row = criterion(attested(), applies_when="public", obligations=("L-1",))
    tables = {"obligations": {"L-1": obligation("L-1", "public")}}
    seen = compare(
        side(row, tables=tables, facts={"public": False, "trains": True}),
        side(row, tables=tables, facts={"public": True, "trains": False}),
    )
    assert decisive(only(seen)) == ["facts"]
    assert only(seen).causes[0].what == ("public: False → True",)
    assert [(o.id, o.before, o.after) for o in seen.obligations] == [
        ("L-1", "does_not_apply", "applies")
    ]


def test_a_changed_criterion_is_a_cause() -> None:
    stricter = criterion(measure("n > 9", "n <= 9", id="m"))
    results = (result({"n": 5}),)
    before = side(criterion(measure("n > 0", "n == 0", id="m")), results=results)
    change = only(compare(before, side(stricter, results=results)))
    assert decisive(change) == ["criterion"]
    assert change.causes[0].what == ("m: n > 0 → n > 9",)


def test_a_changed_catalogue_row_is_a_cause() -> None:
    asked = criterion(attested(requirements=("R-1",), rule_set=TC))
    taken_over = {"requirements": {"R-1": requirement("R-1", TC)}}
    known_only = {"requirements": {"R-1": requirement("R-1", TC, figures={TC: "best"})}}
    change = only(compare(side(asked, tables=taken_over), side(asked, tables=known_only)))
    assert (change.before, change.after) == ("undetermined", "not_applicable")
    assert decisive(change) == ["catalogue"]
    assert change.causes[0].what == ("~ R-1 (requirement)",)


def test_a_decision_is_a_cause() -> None:
    given = Decision(clause="K-1", by="wang", on=DAY, reason="核对", verdict="partly")
    change = only(compare(side(BASE, **WHOLE), side(BASE, **WHOLE, decisions=(given,))))
    assert decisive(change) == ["person"]
    assert change.causes[0].what == ("+ K-1 wang 2026-11-20 partly (核对)",)


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

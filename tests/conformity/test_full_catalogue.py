"""The catalogue that comes with hegui, judged in several worlds."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.catalogue.model import Catalogue
from hegui.conformity import Assessment, judge, verdicts_document
from hegui.conformity.model import VERDICT_WORDS
from hegui.project.model import Person, Subject
from tests.conformity.factory import DAY, DIGEST, TC, days_ago, inputs, item

HAN = re.compile(r"[\u3400-\u9fff]")
SUBJECTS = tuple(
    Subject(id=kind, kind=kind, name=kind, version="1", digest=DIGEST)  # type: ignore[arg-type]
    for kind in ("model", "dataset", "service", "supplier")
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(as_of=DAY)


def world(catalogue: Catalogue, name: str) -> dict[str, Any]:
    """Return inputs by name: nothing, facts only, good documents, stale documents."""
    if name == "nothing":
        return {"subjects": (), "people": ()}
    facts: dict[str, Any] = {
        f.id: {"bool": True, "int": 10_000_000, "set": f.values}[f.type]
        for f in catalogue.facts.values()
    }
    roles = tuple(catalogue.labels["role"])
    documents = tuple(
        item(
            id=f"d-{type_id}",
            type=type_id,
            title=type_id,
            date=days_ago(0 if name == "good" else 3000),
            approved_by="p",
            approver_roles=roles,
            covers={s.id: "1" for s in SUBJECTS if name == "good"},
        )
        for type_id in catalogue.evidence_types
    )
    return {
        "facts": facts,
        "subjects": SUBJECTS,
        "people": (Person(id="p", name="P", roles=roles),),
        "evidence": documents if name in ("good", "stale") else (),
    }


WORLDS = ("nothing", "facts", "good", "stale")


def assessed(catalogue: Catalogue, name: str, **more: Any) -> Assessment:
    return judge(catalogue, inputs(**(world(catalogue, name) | more)))


def told(assessment: Assessment) -> Iterator[tuple[str, str]]:
    for verdict in assessment.verdicts:
        yield verdict.trace.applicability_zh, verdict.trace.applicability_en
        for c in verdict.trace.conditions:
            yield c.reason_zh, c.reason_en
    for row in (*assessment.notes, *assessment.gates):
        yield row.zh, row.en


@pytest.mark.parametrize("name", WORLDS)
def test_every_clause_is_judged_in_order(catalogue: Catalogue, name: str) -> None:
    seen = assessed(catalogue, name)
    assert [v.clause for v in seen.verdicts] == list(catalogue.clauses)
    assert {v.verdict for v in seen.verdicts} <= set(VERDICT_WORDS)


@pytest.mark.parametrize("name", WORLDS)
def test_every_sentence_is_there_in_both_languages(catalogue: Catalogue, name: str) -> None:
    for zh, en in told(assessed(catalogue, name)):
        assert zh
        assert en
        assert zh != en
        assert not HAN.search(en), en


@pytest.mark.parametrize("name", ["nothing", "stale"])
def test_where_nothing_is_shown_nothing_passes_and_nothing_fails(
    catalogue: Catalogue, name: str
) -> None:
    seen = assessed(catalogue, name)
    words = {v.verdict for v in seen.verdicts}
    assert not words & {"conforms", "partly", "does_not_conform"}
    assert seen.conclusion == "undetermined"


def test_documents_alone_carry_the_clauses_that_ask_for_documents_only(
    catalogue: Catalogue,
) -> None:
    seen = {v.clause: v.verdict for v in assessed(catalogue, "good").verdicts}
    for row in catalogue.criteria.values():
        if all(c.needs == "evidence" for c in row.conditions):
            assert seen[row.id] == "conforms", row.id
        else:
            assert seen[row.id] in ("undetermined", "conforms"), row.id


def test_the_other_rule_set_takes_all_conditions_over(catalogue: Catalogue) -> None:
    def states(rule_set: str) -> list[list[str]]:
        seen = assessed(catalogue, "good", rule_set=rule_set)
        return [[c.state for c in v.trace.conditions] for v in seen.verdicts]

    assert states(TC) == states("")


def test_the_document_holds_no_float(catalogue: Catalogue) -> None:
    def floats(value: Any) -> bool:
        if isinstance(value, dict):
            return any(floats(part) for part in value.values())
        if isinstance(value, list):
            return any(floats(part) for part in value)
        return isinstance(value, float)

    assert not floats(verdicts_document(assessed(catalogue, "good")))

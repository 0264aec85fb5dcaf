"""Documents by licence: what their source says, what they say themselves, and who decides."""

from typing import Any

import pytest

from hegui.engine.check import Outcome
from hegui.project.model import FieldMap
from tests.checks.corpus.test_source_rights import BOUGHT, OWN
from tests.checks.corpus.test_sources import ASKED, source
from tests.support.scans import Desk, Recorder, jsonl


def run(
    desk: Desk, rows: list[dict[str, Any]], docs: list[tuple[str, str]]
) -> tuple[Outcome, Recorder]:
    """Register the rows; each document has a source and a licence of its own."""
    desk.write("c.jsonl", jsonl({"text": "文字", "source": s, "lic": own} for s, own in docs))
    register = ""
    if rows:
        desk.write("register.jsonl", jsonl(rows))
        register = "register.jsonl"
    desk.corpus("c.jsonl", sources=register, fields=FieldMap(licence="lic"))
    return desk.run("corpus.licences")


def counts(outcome: Outcome) -> tuple[int, int, int]:
    names = ("docs", "docs_unlicensed", "docs_incompatible")
    return tuple(outcome.measures[name] for name in names)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fields", "unlicensed", "incompatible"),
    [
        ({"licence": "CC-BY-4.0"}, 0, 0),
        ({"licence": "CC-BY-NC-4.0"}, 0, 1),
        ({"licence": "自定义"}, 1, 0),
        ({"licence": ""}, 1, 0),
        (BOUGHT, 0, 0),
        ({**BOUGHT, "contract": ""}, 1, 0),
        ({**BOUGHT, "contract_until": "2026-01-01"}, 1, 0),
        ({**BOUGHT, "training_permitted": False}, 0, 1),
        ({"kind": "user_input", "authorisation": "A"}, 0, 0),
        ({"kind": "user_input"}, 1, 0),
        ({**OWN, **ASKED, "licence": ""}, 0, 0),
        ({**OWN, **ASKED, "licence": "CC-BY-NC-4.0"}, 0, 1),
        ({**OWN, **ASKED, "licence": "", "robots": "not_honoured"}, 1, 0),
        ({"used": False}, 1, 0),
    ],
)
def test_the_source_decides_about_a_document_that_says_nothing(
    desk: Desk, fields: dict[str, Any], unlicensed: int, incompatible: int
) -> None:
    outcome, context = run(desk, [source("a", **fields)], [("a", "")])
    assert counts(outcome) == (1, unlicensed, incompatible)
    assert len(context.findings) == unlicensed + incompatible


@pytest.mark.parametrize(
    ("fields", "own", "expected"),
    [
        ({}, "CC-BY-NC-4.0", (1, 0, 1)),
        ({"licence": "CC-BY-NC-4.0"}, "MIT", (1, 0, 1)),
        ({"licence": ""}, "MIT", (1, 0, 0)),
        ({}, "nobody knows", (1, 1, 0)),
        (BOUGHT, "CC-BY-NC-4.0", (1, 0, 0)),
        ({**OWN, **ASKED, "licence": ""}, "CC-BY-NC-4.0", (1, 0, 1)),
    ],
)
def test_a_document_with_its_own_licence(
    desk: Desk, fields: dict[str, Any], own: str, expected: tuple[int, int, int]
) -> None:
    outcome, _ = run(desk, [source("a", **fields)], [("a", own)])
    assert counts(outcome) == expected


def test_without_a_register_only_the_records_speak(desk: Desk) -> None:
    outcome, context = run(desk, [], [("a", "MIT"), ("a", ""), ("", "CC-BY-NC-4.0"), ("b", "")])
    assert counts(outcome) == (4, 2, 1)
    assert {(f.kind, f.code) for f in context.findings} == {
        ("unknown_licence", "a"),
        ("unknown_licence", "b"),
        ("incompatible_licence", ""),
    }
    assert outcome.run["licence"] == {"": 2, "MIT": 1, "CC-BY-NC-4.0": 1}


def test_what_a_person_decided_goes_before_the_table(desk: Desk) -> None:
    decided = {"answer": "conditional", "by": "ip_lead", "reason": "逐条核对过"}
    desk.checks = {"corpus.licences": {"answers": {"公司内部许可": decided}}}
    outcome, _ = run(
        desk, [source("a", licence="公司内部许可")], [("a", ""), ("a", "公司内部许可")]
    )
    assert counts(outcome) == (2, 0, 0)


def test_equal_findings_are_told_once_and_all_documents_counted(desk: Desk) -> None:
    outcome, context = run(desk, [], [("a", "")] * 5000)
    assert counts(outcome) == (5000, 5000, 0)
    assert len(context.findings) == 1


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({**BOUGHT, "contract_until": "2026-01-01"}, "contract_ended"),
        ({**BOUGHT, "contract": "absent.pdf"}, "proof_missing"),
        ({**BOUGHT, "training_permitted": False}, "training_not_permitted"),
        ({"kind": "user_input"}, "record_missing"),
        ({**OWN, **ASKED, "licence": "", "robots": "not_honoured"}, "opt_out_not_honoured"),
        ({"licence": "CC-BY-NC-4.0"}, "incompatible_licence"),
        ({"licence": "自定义"}, "unknown_licence"),
    ],
)
def test_a_ground_that_does_not_hold_is_not_credited_and_says_why(
    desk: Desk, fields: dict[str, Any], kind: str
) -> None:
    outcome, context = run(desk, [source("a", **fields)], [("a", "")])
    assert outcome.run["ground"] == {"none": 1}
    assert [finding.kind for finding in context.findings] == [kind]


def test_a_ground_that_holds_is_credited(desk: Desk) -> None:
    outcome, context = run(desk, [source("a", **BOUGHT)], [("a", "")])
    assert outcome.run["ground"] == {"contract": 1}
    assert not context.findings

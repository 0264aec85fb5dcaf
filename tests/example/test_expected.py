"""Every verdict of the example is the one that was written down, and every kind of answer occurs."""

from collections import Counter
from typing import Any

from hegui.conformity.model import VERDICT_WORDS, ConditionTrace
from tests.example.conftest import Assessed


def written(expected: dict[str, Any]) -> dict[str, str]:
    """Return the expected verdict of each clause."""
    groups = expected["verdicts"]
    words = {
        clause: word for word in VERDICT_WORDS if word != "undetermined" for clause in groups[word]
    }
    unknown = [clause for group in groups["undetermined"] for clause in group["clauses"]]
    assert len(words) + len(unknown) == len(words | dict.fromkeys(unknown))
    return words | dict.fromkeys(unknown, "undetermined")


def trace(assessed: Assessed, clause: str, condition: str) -> ConditionTrace:
    verdict = next(v for v in assessed.assessment.verdicts if v.clause == clause)
    return next(c for c in verdict.trace.conditions if c.id == condition)


def test_every_clause_has_the_verdict_that_was_written_down(
    assessed: Assessed, expected: dict[str, Any]
) -> None:
    found = {v.clause: v.verdict for v in assessed.assessment.verdicts}
    wanted = written(expected)
    assert found == wanted
    assert set(found) == set(assessed.catalogue.clauses)


def test_counts_conclusion_and_gates_are_as_written(
    assessed: Assessed, expected: dict[str, Any]
) -> None:
    assessment = assessed.assessment
    counts = Counter(v.verdict for v in assessment.verdicts)
    assert dict(counts) == expected["counts"]
    assert set(counts) == set(VERDICT_WORDS)
    assert assessment.conclusion == expected["conclusion"]
    gates = {g.id: {"state": g.state, "clauses": sorted(g.clauses)} for g in assessment.gates}
    wanted = {
        k: {**gate, "clauses": sorted(gate["clauses"])} for k, gate in expected["gates"].items()
    }
    assert gates == wanted


def test_every_expectation_says_why(expected: dict[str, Any]) -> None:
    groups = expected["verdicts"]
    told = [why for word in groups if word != "undetermined" for why in _reasons(groups[word])]
    assert all(told)
    assert all(group["why"] for group in groups["undetermined"])
    unknown = {clause for group in groups["undetermined"] for clause in group["clauses"]}
    assert set(expected["notes"]) <= unknown


def _reasons(group: Any) -> list[str]:
    return [str(why) for why in group.values()]


def test_documents_that_cannot_serve_say_why(assessed: Assessed) -> None:
    for clause, condition, word in (
        ("M-02", "card", "1.1"),
        ("O-09", "plan", "598 days"),
        ("SEC-01", "test", "expired on 2026-09-30"),
        ("S-04", "scheme", "nobody has approved it"),
        ("P-06", "pia", "no text"),
    ):
        found = trace(assessed, clause, condition)
        assert found.state == "unknown"
        assert word in found.reason_en


def test_people_outrank_the_machine_and_both_answers_are_kept(assessed: Assessed) -> None:
    verdict = next(v for v in assessed.assessment.verdicts if v.clause == "M-16")
    assert (verdict.verdict, verdict.trace.machine_verdict) == ("not_applicable", "undetermined")
    decided = trace(assessed, "O-05", "committee")
    assert (decided.state, decided.machine_state, decided.decided_by) == (
        "fails",
        "unknown",
        "meng",
    )


def test_a_document_that_several_approved_serves_every_role_among_them(assessed: Assessed) -> None:
    documents = assessed.declared.project.documents
    approved = {document.id: document.approved_by for document in documents}
    assert approved["d08"] == ("chen", "lin", "he", "qiao")
    for clause, condition, role in (
        ("5.1.2", "code", "top"),
        ("SEC-02", "regime", "security"),
        ("8.1a", "criteria", "compliance"),
    ):
        found = trace(assessed, clause, condition)
        assert "evidence:d08" in found.sources, role
        assert "不能采用" not in found.reason_zh, role
    lacking = trace(assessed, "D-19", "schedule")
    assert "都不是个人信息保护负责人" in lacking.reason_zh


def test_a_statement_by_the_wrong_role_does_not_count(assessed: Assessed) -> None:
    assert trace(assessed, "SEC-05", "ontime").state == "unknown"


def test_a_sample_below_its_minimum_is_undetermined(assessed: Assessed) -> None:
    found = trace(assessed, "S-10", "block")
    assert found.state == "unknown"
    assert found.values["n"] < 300


def test_facts_left_open_leave_obligations_open(assessed: Assessed) -> None:
    states = Counter(assessed.assessment.obligations.values())
    assert states["undetermined"] > 0
    assert sum(states.values()) == len(assessed.catalogue.obligations)
    unset = set(assessed.catalogue.facts) - set(assessed.declared.facts())
    assert unset == {
        "uses_public_pi",
        "provides_unlabeled_output",
        "regulated_sector",
        "serves_elderly",
        "processes_sensitive_pi",
        "processes_important_data",
        "serves_government_or_ciio",
        "ethics_sensitive",
    }

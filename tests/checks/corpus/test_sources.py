"""Source registers: completeness, assessments, limits at the edge, and counted shares."""

from typing import Any

import pytest

from hegui.checks.corpus.errors import MissingThresholdError, NoRegisterError
from hegui.checks.corpus.sources.check import AmbiguousSourceError
from hegui.checks.corpus.sources.register import BadRegisterError
from hegui.engine.check import Outcome
from hegui.engine.errors import NotRunError
from hegui.engine.registry import load_checks
from tests.support.scans import Desk, Recorder, jsonl

FULL = {
    "title": "百科",
    "kind": "open",
    "types": "text",
    "languages": "zh",
    "foreign": False,
    "acquired": "2026-03-01",
    "size": "100 篇",
    "owner": "甲",
    "licence": "CC0-1.0",
    "before_n": 200,
    "before_k": 3,
    "before_on": "2026-02-01",
    "after_n": 200,
    "after_k": 0,
    "after_on": "2026-03-02",
}
ASKED = {"robots": "honoured", "terms": "无", "rights_checked": "2026-02-01"}
"""What a self-collected source says of others' wishes."""


def source(name: str, **fields: Any) -> dict[str, Any]:
    return {"id": name, **FULL, **fields}


def run(desk: Desk, *rows: dict[str, Any], docs: str = "a") -> tuple[Outcome, Recorder]:
    """Register the rows; each letter of `docs` is a document of that source, `-` of none."""
    desk.write("register.jsonl", jsonl(rows))
    records = [{"text": "文字", "source": "" if letter == "-" else letter} for letter in docs]
    desk.write("c.jsonl", jsonl(records))
    desk.corpus("c.jsonl", sources="register.jsonl")
    return desk.run("corpus.sources")


def test_a_complete_register(desk: Desk) -> None:
    rows = (
        source("a"),
        source("b", foreign=True),
        source("c", kind="commercial", languages="zh|en", contract="C-1", supplier_proof="P-1"),
        source("d", kind="user_input", authorisation="A-1", foreign=True),
        source("e", used=False),
    )
    outcome, context = run(desk, *rows, docs="aaaaabbccd")
    assert outcome.measures == {
        "sources_total": 4,
        "sources_complete": 4,
        "sources_assessed_before": 4,
        "sources_assessed_after": 4,
        "sources_over_limit_before": 0,
        "sources_over_limit_after": 0,
        "sources_supported_before": 4,
        "sources_supported_after": 4,
        "contracts_ended": 0,
        "contracts_ending": 0,
        "opt_outs_not_honoured": 0,
        "opt_outs_unknown": 0,
        "basis_missing_by_kind": {
            "open": 0,
            "self_collected": 0,
            "commercial": 0,
            "user_input": 0,
        },
        "foreign_share": 0.3,
        "foreign_open_source_share": 0.2,
        "single_source_cells": 1,
        "traceable_share": 1.0,
        "licensed_share": 1.0,
        "languages": 2,
        "kinds": 1,
    }
    assert context.findings == []


@pytest.mark.parametrize(
    ("n", "k", "over"), [(20, 1, 0), (200, 10, 0), (200, 11, 1), (10**18, 5 * 10**16 + 1, 1)]
)
def test_exactly_five_percent_passes(desk: Desk, n: int, k: int, over: int) -> None:
    outcome, _ = run(desk, source("a", before_n=n, before_k=k, after_n=n, after_k=k))
    assert outcome.measures["sources_over_limit_before"] == over
    assert outcome.measures["sources_over_limit_after"] == over


@pytest.mark.parametrize(
    ("fields", "before", "after"),
    [
        ({"before_n": None}, 0, 1),
        ({"before_n": 0, "before_k": 0}, 0, 1),
        ({"before_on": "2026-03-02"}, 0, 1),
        ({"after_on": "2026-02-28"}, 1, 0),
        ({"after_on": "2026-11-21"}, 1, 0),
        ({"acquired": None}, 0, 0),
    ],
)
def test_an_assessment_counts_only_in_time(
    desk: Desk, fields: dict[str, Any], before: int, after: int
) -> None:
    outcome, context = run(desk, source("a", **fields))
    assert outcome.measures["sources_assessed_before"] == before
    assert outcome.measures["sources_assessed_after"] == after
    kinds = {finding.kind for finding in context.findings}
    assert ("not_assessed_before" in kinds) == (not before)
    assert ("not_assessed_after" in kinds) == (not after)


def test_an_assessment_after_the_day_does_not_exist_yet(desk: Desk) -> None:
    late = {"after_n": 20, "after_k": 20, "after_on": "2026-11-21"}
    outcome, context = run(desk, source("a", before_k=200, before_on="2027-01-01", **late))
    assert outcome.measures["sources_over_limit_before"] == 0
    assert outcome.measures["sources_over_limit_after"] == 0
    kinds = {finding.kind for finding in context.findings}
    assert kinds == {"not_assessed_before", "not_assessed_after"}


def test_shares_are_parts_of_all_documents(desk: Desk) -> None:
    outcome, _ = run(desk, source("a"), source("b", licence=""), docs="aab-")
    assert outcome.measures["traceable_share"] == 0.75
    assert outcome.measures["licensed_share"] == 0.5


def test_missing_basis_is_counted_by_kind(desk: Desk) -> None:
    desk.write("proof/ok.pdf", "x")
    rows = (
        source("a", licence=""),
        source("b", kind="commercial", contract="proof/ok.pdf", supplier_proof="proof/no.pdf"),
        source("c", kind="自采", collection_record="proof/ok.pdf", **ASKED),
    )
    outcome, context = run(desk, *rows, docs="abcc")
    assert outcome.measures["basis_missing_by_kind"] == {
        "open": 1,
        "self_collected": 0,
        "commercial": 1,
        "user_input": 0,
    }
    assert outcome.measures["sources_complete"] == 1
    assert outcome.measures["licensed_share"] == 0.5
    assert [error.where for error in context.errors] == ["register.jsonl:2"]
    assert all(f.where.startswith("register.jsonl:") for f in context.findings)
    notes = {f.item: f.note for f in context.findings if f.kind == "incomplete_source"}
    assert notes == {"a": "licence", "b": "supplier_proof"}


def test_untraced_documents_leave_the_foreign_share_unknown(desk: Desk) -> None:
    outcome, context = run(desk, source("a"), source("r", used=False), docs="aax-r")
    assert outcome.measures["traceable_share"] == 0.4
    assert "foreign_share" not in outcome.measures
    assert {f.kind for f in context.findings} == {
        "unregistered_source",
        "no_source",
        "rejected_source",
    }


def test_a_source_that_does_not_say_where_it_lies_leaves_the_share_unknown(desk: Desk) -> None:
    outcome, _ = run(desk, source("a", foreign=None))
    assert "foreign_open_source_share" not in outcome.measures
    assert outcome.measures["sources_complete"] == 0


def test_files_and_other_names_lead_to_a_source(desk: Desk) -> None:
    desk.write("laws/a.txt", "文字")
    desk.corpus("laws", sources="register.jsonl")
    rows = (source("a", files=["laws/*.txt"]), source("b", names="乙|丙"))
    outcome, _ = run(desk, *rows, docs="乙丙b")
    assert outcome.measures["traceable_share"] == 1.0
    assert outcome.run["documents"] == 4


@pytest.mark.parametrize("claim", [{"names": ["b"]}, {"files": ["c.jsonl"]}])
def test_two_sources_with_one_name_are_refused(desk: Desk, claim: dict[str, Any]) -> None:
    with pytest.raises(AmbiguousSourceError):
        run(desk, source("a", **claim), source("b", files=["c.jsonl"]))


def test_without_a_register_the_check_is_not_run(desk: Desk) -> None:
    desk.lines("c.jsonl", "文字")
    with pytest.raises(NoRegisterError, match="corpus0"):
        desk.run("corpus.sources")
    assert issubclass(NoRegisterError, NotRunError)


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ({"kind": "open"}, "id"),
        ({"id": "b"}, "kind"),
        ({"id": "b", "kind": "stolen"}, "stolen"),
        ({"id": "a", "kind": "open"}, "already used in line 1"),
        ({"id": "b", "kind": "open", "foreign": "maybe"}, "foreign"),
        ({"id": "b", "kind": "open", "before_n": -1}, "before_n"),
        ({"id": "b", "kind": "open", "before_n": 1, "before_k": 2}, "greater"),
        ({"id": "b", "kind": "open", "acquired": "1.3.2026"}, "YYYY-MM-DD"),
        ({"id": "b", "kind": "open", "colour": "red"}, "colour"),
    ],
)
def test_bad_rows_name_their_line(desk: Desk, row: dict[str, Any], what: str) -> None:
    with pytest.raises(BadRegisterError, match=what) as caught:
        run(desk, source("a"), row)
    assert caught.value.data["line"] == 2


def test_a_catalogue_without_the_limit_is_an_error(desk: Desk) -> None:
    desk.write("register.jsonl", jsonl([source("a")]))
    desk.lines("c.jsonl", "文字")
    desk.corpora[0] = type(desk.corpora[0])(
        id="c", subject="data", files=("c.jsonl",), sources="register.jsonl"
    )
    context = desk.context()
    context.catalogue.requirements.clear()
    check = load_checks().get("corpus.sources")
    (job,) = check.plan(context.declared, context.catalogue)
    with pytest.raises(MissingThresholdError, match="SRC-01"):
        check.run(job, context)

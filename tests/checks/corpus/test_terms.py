"""Keyword scan: what is found, what is not, and that nothing harmful is copied."""

import pytest

from hegui.checks.corpus.errors import EmptyCorpusError, NoFilesError, NoLibraryError
from hegui.engine.errors import NotRunError
from hegui.engine.terms import BadTermsError
from tests.support.scans import Desk

TERMS = (
    {"term": "网络赌博", "risk": "A.1.a", "variants": ["網絡賭博"]},
    {"term": "赌博", "risk": "A.1.a"},
    {"term": "VX群", "risk": ["A.1.b", "A.2.a"]},
    {"term": "Café", "risk": "A.2.a"},
)


def test_measures_count_documents_and_places(desk: Desk) -> None:
    desk.lines("c.jsonl", "网络赌博与赌博", "干净的文字", "加vx群，再加VX群")
    desk.library(*TERMS)
    outcome, context = desk.run("corpus.terms")
    assert outcome.measures == {
        "docs": 3,
        "docs_hit": 2,
        "hits_by_risk": {"A.1.a": 2, "A.1.b": 2, "A.2.a": 2},
    }
    first = context.findings[0]
    assert (first.item, first.where, first.start, first.end) == ("c.jsonl:1", "c.jsonl:1", 0, 4)
    assert first.excerpt == "网***"
    assert len(first.digest) == 64
    assert [file.path for file in outcome.inputs] == ["c.jsonl", "terms.jsonl"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("😀网络赌博😀", [("exact", 1, 5)]),
        ("網絡賭博", [("listed", 0, 4)]),
        ("ＶＸ群 ｖｘ群", [("width", 0, 3), ("width", 4, 7)]),
        ("vX群", [("case", 0, 3)]),
        ("CAFÉ café", [("case", 0, 4), ("case", 5, 9)]),
        ("12vx群", [("case", 2, 5)]),
        ("avx群", []),
        ("赌 博", []),
        ("赌😀博", []),
        ("堵博", []),
        ("賭博", [("traditional", 0, 2)]),
        ("Ｖx群", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_awkward_chinese(desk: Desk, text: str, found: list[tuple[str, int, int]]) -> None:
    desk.lines("c.jsonl", text)
    desk.library(*TERMS)
    _, context = desk.run("corpus.terms")
    assert [(f.variant, f.start, f.end) for f in context.findings] == found


def test_a_shorter_term_for_another_risk_counts_inside_a_longer_one(desk: Desk) -> None:
    desk.lines("c.jsonl", "网络赌博")
    desk.library({"term": "网络赌博", "risk": "A.1.a"}, {"term": "赌博", "risk": "A.1.b"})
    outcome, _ = desk.run("corpus.terms")
    assert outcome.measures["hits_by_risk"] == {"A.1.a": 1, "A.1.b": 1}


def test_terms_do_not_cross_documents(desk: Desk) -> None:
    desk.lines("c.jsonl", "网络", "赌博x")
    desk.library({"term": "网络赌博", "risk": "A.1.a"})
    outcome, _ = desk.run("corpus.terms")
    assert outcome.measures["docs_hit"] == 0


def test_findings_hold_neither_the_term_nor_its_surroundings(desk: Desk) -> None:
    desk.lines("c.jsonl", "张三电话13800000000说网络赌博")
    desk.library(*TERMS)
    _, context = desk.run("corpus.terms")
    assert "赌博" not in repr(context.findings)
    assert "张三" not in repr(context.findings)


def test_without_a_library_the_scan_is_not_run(desk: Desk) -> None:
    desk.lines("c.jsonl", "文字")
    with pytest.raises(NoLibraryError, match=r"targets\.terms"):
        desk.run("corpus.terms")
    assert issubclass(NoLibraryError, NotRunError)


def test_without_files_nothing_is_known(desk: Desk) -> None:
    desk.corpus("none/*.jsonl")
    desk.library(*TERMS)
    with pytest.raises(NoFilesError, match=r"none/\*\.jsonl"):
        desk.run("corpus.terms")


def test_without_text_nothing_is_known(desk: Desk) -> None:
    desk.lines("c.jsonl", "", "  ")
    desk.library(*TERMS)
    with pytest.raises(EmptyCorpusError, match="2 unreadable"):
        desk.run("corpus.terms")


def test_a_bad_library_names_its_line(desk: Desk) -> None:
    desk.lines("c.jsonl", "文字")
    desk.library({"term": "x", "risk": "A.1.a"}, {"term": "y", "risk": "A.9.z"}, {"term": "z"})
    with pytest.raises(BadTermsError) as caught:
        desk.run("corpus.terms")
    assert (caught.value.data["line"], caught.value.data["problems"]) == (2, 2)
    assert "A.9.z" in caught.value.message("zh")

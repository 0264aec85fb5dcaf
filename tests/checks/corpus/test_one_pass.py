"""Terms and personal information come from one pass over a corpus, as if each had its own."""

from typing import Any

import pytest

from hegui.checks.corpus.scanning import assessed
from hegui.checks.corpus.scanning.passes import Totals
from hegui.engine.check import Outcome
from hegui.engine.shared import Shared
from tests.support.scans import Desk, Recorder, jsonl

BOTH = [("corpus.pii", "data"), ("corpus.terms", "data")]


@pytest.fixture
def busy(desk: Desk) -> Desk:
    """A corpus with terms, numbers and a bad line, in several formats."""
    rows = [{"id": n, "text": f"第{n}篇赌博😀\n电话1380000{n:04d}"} for n in range(40)]
    desk.write("a.jsonl", jsonl(rows) + b"{bad\n" + jsonl([{"text": "赌\u535a \\u535a 好"}]))
    desk.write("b.jsonl", b"[" + b",".join(jsonl([row]) for row in rows[:3]) + b"]")
    desk.write("texts/c.txt", "赌博 13800000000")
    desk.corpus("a.jsonl", "b.jsonl", "texts")
    desk.library({"term": "赌博", "risk": "A.1.a"})
    return desk


def both(desk: Desk, shared: Shared, order: list[str]) -> list[tuple[Outcome, Recorder]]:
    """Run the two checks as one assessment does."""
    return [desk.run(check, shared) for check in order]


@pytest.mark.parametrize("order", [["corpus.pii", "corpus.terms"], ["corpus.terms", "corpus.pii"]])
@pytest.mark.parametrize("workers", [1, 2])
def test_one_pass_says_what_two_say(
    busy: Desk, monkeypatch: pytest.MonkeyPatch, order: list[str], workers: int
) -> None:
    monkeypatch.setattr("hegui.checks.corpus.scanning.passes.POOL_FROM", 0)
    busy.workers = workers
    alone = both(busy, Shared(), order)
    passes: list[int] = []
    scan = assessed.scan

    def counted(*given: Any) -> Totals:
        passes.append(1)
        return scan(*given)

    monkeypatch.setattr(assessed, "scan", counted)
    shared = Shared(BOTH)
    together = both(busy, shared, order)
    assert len(passes) == 1
    for (outcome, context), (expected, expected_context) in zip(together, alone, strict=True):
        assert outcome == expected
        assert context.findings == expected_context.findings
        assert context.errors == expected_context.errors
    assert len(together[0][1].findings) >= 44
    assert together[0][1].errors
    folder = shared.folder()
    shared.close()
    assert not folder.exists()


def test_a_bad_library_is_no_matter_of_the_other_check(busy: Desk) -> None:
    busy.terms.clear()
    ((outcome, _),) = both(busy, Shared(BOTH), ["corpus.pii"])
    assert outcome.measures["docs_with_pii"] == 44


def test_other_engines_make_other_passes(busy: Desk) -> None:
    expected = [
        context.findings for _, context in both(busy, Shared(), ["corpus.pii", "corpus.terms"])
    ]
    busy.checks = {"corpus.terms": {"engine": "python"}}
    ran = both(busy, Shared(BOTH), ["corpus.pii", "corpus.terms"])
    assert [context.findings for _, context in ran] == expected
    assert ran[1][0].run["engine"] == "python"

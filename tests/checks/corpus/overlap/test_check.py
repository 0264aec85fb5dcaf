"""`corpus.protected` inside an assessment."""

import random
from pathlib import Path

import pytest

from hegui.checks.corpus.overlap.building import build_index
from hegui.checks.corpus.overlap.errors import NoProtectedError, NoProtectedFilesError
from hegui.checks.corpus.shards.named import shards
from hegui.project.model import FieldMap, Protected
from tests.support.passages import text
from tests.support.scans import Desk, jsonl

DRAW = random.Random(31)
WORK, QUESTION = text(DRAW, 2000), text(DRAW, 60)
NEARLY_ALL = pytest.approx(0.993, abs=0.007)
"""A cut passage is met but for up to seven letters at its ends."""
DOCUMENTS = [
    text(DRAW, 400),
    WORK[300:900],
    text(DRAW, 800) + WORK[1000:1050],
    text(DRAW, 400) + QUESTION,
]


@pytest.fixture
def filled(desk: Desk) -> Desk:
    desk.lines("corpus.jsonl", *DOCUMENTS)
    desk.write("works/a.txt", WORK)
    desk.write("quiz.jsonl", jsonl([{"question": QUESTION, "id": "q1"}]))
    return desk


def quiz() -> Protected:
    """Return the declared test set."""
    fields = FieldMap(text="question")
    return Protected(
        id="quiz", subject="data", kind="test_set", files=("quiz.jsonl",), fields=fields
    )


def test_works_and_test_sets_are_counted_apart(filled: Desk) -> None:
    filled.protected = [Protected(id="works", subject="data", files=("works",)), quiz()]
    outcome, context = filled.run("corpus.protected")
    assert outcome.measures == {"docs": 4, "docs_overlapping": 1, "max_overlap": NEARLY_ALL}
    assert (outcome.run["docs_sharing"], outcome.run["docs_contaminated"]) == (3, 1)
    assert [(one.where, one.kind, one.code) for one in context.findings] == [
        ("corpus.jsonl:2", "overlap", "works"),
        ("corpus.jsonl:4", "contamination", "quiz"),
    ]
    assert {file.path for file in outcome.inputs} == {"corpus.jsonl", "works/a.txt", "quiz.jsonl"}
    assert all(len(one.digest) == 64 and "*" in one.excerpt for one in context.findings)


def test_a_ready_index_gives_the_same(filled: Desk) -> None:
    build_index(
        shards([str(filled.root / "works")]), filled.root / "w.index", kind="work", name="w"
    )
    filled.protected = [Protected(id="works", subject="data", index="w.index")]
    outcome, _ = filled.run("corpus.protected")
    assert outcome.measures == {"docs": 4, "docs_overlapping": 1, "max_overlap": NEARLY_ALL}
    assert {file.path for file in outcome.inputs} == {"corpus.jsonl", "w.index"}


def test_a_test_set_alone_says_nothing_of_works(filled: Desk) -> None:
    filled.protected = [quiz()]
    outcome, _ = filled.run("corpus.protected")
    assert outcome.measures == {"docs": 4}
    assert outcome.run["docs_contaminated"] == 1


def test_the_share_is_a_parameter(filled: Desk) -> None:
    filled.protected = [Protected(id="works", subject="data", files=("works",))]
    filled.checks = {"corpus.protected": {"share": 0.04}}
    assert filled.run("corpus.protected")[0].measures["docs_overlapping"] == 2


def test_nothing_declared_is_not_run(filled: Desk) -> None:
    filled.protected = [Protected(id="works", subject="other", files=("works",))]
    with pytest.raises(NoProtectedError):
        filled.run("corpus.protected")


def test_works_that_are_not_there_are_an_error(filled: Desk) -> None:
    filled.protected = [Protected(id="works", subject="data", files=("nothing/*",))]
    with pytest.raises(NoProtectedFilesError):
        filled.run("corpus.protected")


def test_a_work_that_cannot_be_compared_is_an_error_of_the_run(
    filled: Desk, tmp_path: Path
) -> None:
    filled.write("works/b.txt", "短")
    filled.protected = [Protected(id="works", subject="data", files=("works",))]
    _, context = filled.run("corpus.protected")
    assert [error.where for error in context.errors] == ["works/b.txt:1"]

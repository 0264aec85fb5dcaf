"""`corpus.duplicates` inside an assessment."""

import random

import pytest

from hegui.checks.corpus.errors import DamagedFileError, EmptyCorpusError
from hegui.project.model import FieldMap
from tests.support.passages import text
from tests.support.scans import Desk, jsonl

pytest.importorskip("rensa")
DRAW = random.Random(41)
FIRST, SECOND, THIRD = (text(DRAW, 600) for _ in range(3))


def test_duplicates_are_counted_over_all_corpora_of_a_dataset(desk: Desk) -> None:
    desk.lines("a.jsonl", FIRST, SECOND)
    desk.write(
        "b.jsonl", jsonl([{"body": FIRST}, {"body": SECOND + "另有一句话。"}, {"body": THIRD}])
    )
    desk.corpus("b.jsonl", fields=FieldMap(text="body"))
    outcome, context = desk.run("corpus.duplicates")
    assert outcome.measures == {"docs": 5, "exact": 1, "near": 1}
    assert [(one.where, one.kind, one.note.split()[0]) for one in context.findings] == [
        ("a.jsonl:2", "near_duplicate", "b.jsonl:2"),
        ("b.jsonl:1", "exact_duplicate", "a.jsonl:1"),
    ]
    assert [file.path for file in outcome.inputs] == ["a.jsonl", "b.jsonl"]


def test_a_file_in_two_corpora_is_read_once(desk: Desk) -> None:
    desk.lines("a.jsonl", FIRST, SECOND)
    desk.corpus("a.jsonl")
    assert desk.run("corpus.duplicates")[0].measures == {"docs": 2, "exact": 0, "near": 0}


def test_the_limit_is_a_parameter(desk: Desk) -> None:
    desk.lines("a.jsonl", FIRST, FIRST[:80] + THIRD[:120] + FIRST[80:])
    assert desk.run("corpus.duplicates")[0].measures["near"] == 1
    desk.checks = {"corpus.duplicates": {"resemblance": 0.99}}
    assert desk.run("corpus.duplicates")[0].measures["near"] == 0


def test_bad_lines_are_errors_and_damaged_files_stop_it(desk: Desk) -> None:
    desk.lines("a.jsonl", FIRST)
    desk.write("a.jsonl", jsonl([{"text": FIRST}]) + b"not json\n")
    _, context = desk.run("corpus.duplicates")
    assert [error.where for error in context.errors] == ["a.jsonl:2"]
    desk.write("bad.jsonl.gz", b"\x1f\x8b nothing")
    desk.corpus("bad.jsonl.gz")
    with pytest.raises(DamagedFileError):
        desk.run("corpus.duplicates")


def test_an_empty_corpus_is_an_error(desk: Desk) -> None:
    desk.write("a.jsonl", b"\n")
    desk.corpus("a.jsonl")
    with pytest.raises(EmptyCorpusError):
        desk.run("corpus.duplicates")

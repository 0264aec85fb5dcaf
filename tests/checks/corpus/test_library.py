"""The keyword library: distinct terms, coverage and age."""

import datetime as dt

import msgspec
import pytest

from tests.support.scans import Desk


def test_measures(desk: Desk) -> None:
    desk.library(
        {"term": "Abc", "risk": "A.1.a", "added": "2026-11-01"},
        {"term": "ａｂｃ", "risk": "A.1.b"},
        {"term": "x", "risk": "A.1.a|A.2.a", "added": "2026-11-15"},
        {"term": "y", "risk": "A.3.a", "added": "2026-10-01"},
    )
    outcome, context = desk.run("terms.library")
    assert outcome.measures == {
        "items": 3,
        "minimum_per_risk_by_class": {"A.1": 1, "A.2": 1, "A.3": 1},
        "topics_covered": 3,
        "age_days": 5,
    }
    assert outcome.run == {"rows": 4, "repeated": 1}
    assert context.errors == []


def test_several_libraries_count_together(desk: Desk) -> None:
    desk.library({"term": "x", "risk": "A.1.a"})
    desk.library({"term": "x", "risk": "A.1.b"}, {"term": "y", "risk": "A.1.b"}, name="b.jsonl")
    outcome, _ = desk.run("terms.library")
    assert outcome.measures["items"] == 2
    assert outcome.measures["minimum_per_risk_by_class"] == {"A.1": 1, "A.2": 0, "A.3": 0}
    assert [file.path for file in outcome.inputs] == ["terms.jsonl", "b.jsonl"]


@pytest.mark.parametrize(
    ("updated", "added", "age", "errors"),
    [
        (None, None, None, 0),
        ("2026-11-20", "2026-11-01", 0, 0),
        ("2026-11-21", "2026-11-01", 19, 1),
        ("2026-11-21", None, None, 1),
    ],
)
def test_age(
    desk: Desk, updated: str | None, added: str | None, age: int | None, errors: int
) -> None:
    desk.library({"term": "x", "risk": "A.1.a", "added": added})
    day = dt.date.fromisoformat(updated) if updated else None
    desk.terms[0] = msgspec.structs.replace(desk.terms[0], updated=day)
    outcome, context = desk.run("terms.library")
    assert outcome.measures.get("age_days") == age
    assert len(context.errors) == errors

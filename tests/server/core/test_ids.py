"""Ids sort by the time they were made and are never made twice."""

import time
import uuid

import pytest

from hegui.server.core.ids import new_id


def test_ids_keep_their_order_within_a_millisecond(monkeypatch: pytest.MonkeyPatch) -> None:
    start = time.time_ns() // 1_000_000 * 1_000_000
    made = []
    for step in range(0, 1_000_000, 250):
        monkeypatch.setattr("hegui.server.core.ids.time.time_ns", lambda at=start + step: at)
        made.append(new_id())
    assert made == sorted(made)
    assert len({row.int >> 80 for row in made}) == 1


def test_an_id_says_its_version_and_its_time() -> None:
    before = time.time_ns() // 1_000_000
    made = new_id()
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= time.time_ns() // 1_000_000


def test_ids_of_one_moment_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hegui.server.core.ids.time.time_ns", lambda: 1_800_000_000_999_999_999)
    made = {new_id() for _ in range(10_000)}
    assert len(made) == 10_000
    assert {row.version for row in made} == {7}

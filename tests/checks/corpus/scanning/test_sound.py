"""Which raw lines are one JSON value each, told for many at once."""

import json
import random

import pytest

from hegui.checks.corpus.scanning.sound import TOGETHER, Sound
from hegui.checks.corpus.scanning.texts import line_ends

pytest.importorskip("simdjson")

GOOD = b'{"text": "ok"}'


def unsound(lines: list[bytes], *, end: bool = True) -> list[int]:
    data = b"\n".join(lines) + (b"\n" if end else b"")
    return Sound().unsound(data, line_ends(data))


def test_sound_lines_of_any_size_are_sound() -> None:
    long = json.dumps({"text": "x" * (2 * TOGETHER)}).encode()
    assert unsound([GOOD] * 20_000 + [long, GOOD, b"[1]", b'"a"'], end=False) == []
    assert unsound([]) == [0]


@pytest.mark.parametrize(
    "bad",
    [
        [b'{"a": {"b": 1', b'{"c": 2}}'],
        [b'{"a": [1', b"2]}"],
        [b'{"a": [[1', b"{}]]}, {}"],
        [b'{"a": "x', b'y"}'],
        [b'{"a": {"b": 1', b'{"c": 2}}, "d": 1'],
        [b'{"a": 1}, "b": {"c": 2}'],
        [b"{}, {}"],
        [b"{} {}"],
        [b"}{"],
        [b""],
        [b" "],
    ],
)
def test_lines_that_are_not_one_value_are_named(bad: list[bytes]) -> None:
    assert unsound([GOOD, *bad, GOOD]) == list(range(1, len(bad) + 1))


def test_lines_that_make_sense_together_are_told_from_the_right_ones_around_them() -> None:
    """As many values as lines, yet none of these lines is a value."""
    assert unsound([GOOD, b'{"a": {"b": 1', b'{"c": 2}}, "d": {}', GOOD]) == [1, 2]


def test_the_answer_is_that_of_line_after_line() -> None:
    draw, parts = (
        random.Random("sound"),
        [b"{", b"}", b'"a"', b":", b",", b"[", b"]", b"1", b"\xff"],
    )
    for _ in range(300):
        lines = [
            GOOD if draw.random() < 0.6 else b"".join(draw.choices(parts, k=draw.randrange(7)))
            for _ in range(draw.randrange(1, 9))
        ]
        assert unsound(lines) == [n for n, line in enumerate(lines) if unsound([line])]

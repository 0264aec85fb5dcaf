"""Which raw lines show their text without decoding, and where."""

import json

import pytest

from hegui.checks.corpus.scanning.shape import Shape
from hegui.checks.corpus.scanning.texts import line_ends

pytest.importorskip("simdjson")


def texts(lines: list[bytes], field: str = "text") -> list[bytes]:
    """Return the beginning of each line's text; empty for lines that are not plain."""
    shape, data = Shape(field), b"\n".join(lines)
    ends = line_ends(data)
    names = [
        [at + len(name) for at in range(len(data)) if data.startswith(name, at)]
        for name in shape.names
    ]
    return [data[place : place + 2] if place else b"" for place in shape.texts(data, ends, names)]


def test_plain_lines_show_their_text() -> None:
    lines = [b'{"id": 1, "text": "ab"}', b'{"text":"cd","n":{"a":[1]}}', b'{"text" : " \\n ef"}']
    assert texts(lines) == [b"ab", b"cd", b" \\"]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'"text"',
        b"{}",
        b'{"text": 1}',
        b'{"text": null}',
        b'{"text": ""}',
        b'{"text": " \\n "}',
        '{"text": "\u3000"}'.encode(),
        '{"text": "\u00a0x"}'.encode(),
        b'{"text": "a", "text": 5}',
        b'{"text": "a", "more": {"text": 5}}',
        b'{"more": {"text": "a"}}',
        b'{"kind": "text"}',
        b'{"text": "a"',
        b'{"text": "a"} {"b": 1}',
        b'{"text": "a", "b": 01}',
        b'{"text": "\xff"}',
        b'{"text": "a\x01"}',
        b'\xef\xbb\xbf{"text": "a"}',
        b'{"text": "a", "b": [{}',
    ],
)
def test_doubtful_lines_go_the_long_way(line: bytes) -> None:
    good = b'{"text": "ok"}'
    assert texts([good, line, good]) == [b"ok", b"", b"ok"]


def test_lines_that_make_sense_only_together_are_not_plain() -> None:
    split = [b'{"text": "a", "x": [{"b": 1}', b'{"b": 2}]}, {"text": "c"}', b'{"text": "de"}']
    assert texts(split) == [b"", b"", b"de"]


def test_the_way_to_a_nested_text() -> None:
    lines = [
        b'{"a": {"text": "xy"}}',
        b'{"a": {"b": 1}, "text": "xy"}',
        b'{"a": {"text": "xy"}, "a": {}}',
        b'{"a": 1, "b": {"text": "xy"}}',
    ]
    assert texts(lines, "a.text") == [b"xy", b"", b"", b""]


def test_fields_that_json_spells_in_several_ways_are_not_known() -> None:
    known = {field: Shape.knows(field) for field in ("text", "a.b-c_d", "a/b", 'q"', "中文", "a.a")}
    assert [field for field, is_known in known.items() if is_known] == ["text", "a.b-c_d"]


def test_a_key_with_an_escape_is_not_seen() -> None:
    line = json.dumps({"x": 1, "text": "ab"}).replace("text", "t\\u0065xt").encode()
    assert texts([line]) == [b""]

"""What the native library says of JSON lines is so, and it knows which it must not judge."""

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.native.lines import LINES, NO_TEXT, UNSURE, NativeLines
from tests.support.native import native, needs_native

pytestmark = needs_native
PATIENT = settings(deadline=None, max_examples=400)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False, width=32)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
RECORDS = st.dictionaries(st.sampled_from(["id", "text", "a", "te", "textt"]), VALUES, max_size=4)


def told(line: bytes, name: bytes = b"text") -> str | int:
    """Return the text of a line as it stands there, or why there is none."""
    ends, texts, closes = NativeLines(name).find(line)
    assert ends == [len(line)]
    return line[texts[0] : closes[0]].decode() if texts[0] > 0 else texts[0]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (b'{"text":"ab"}', "ab"),
        (b'{"text": "ab"}\n', "ab"),
        (b'{"text" :\t"ab" } \r\n', "ab"),
        (b'{"id": 1, "x": [[], {}, [1, -0.5e-3, true, false, null]], "text": "ab"}', "ab"),
        (b'{"text": "a\\"b\\\\", "y": {"text": "no"}}', 'a\\"b\\\\'),
        (b'{"text": " \\n\\t x"}', " \\n\\t x"),
        (b'{"text": "\\"x"}', '\\"x'),
        ('{"text": "“引号”"}'.encode(), "“引号”"),
        ('{"text": "、"}'.encode(), "、"),
        (b'{"kind": "text", "text": "ab"}', "ab"),
    ],
)
def test_a_text(line: bytes, text: str) -> None:
    assert told(line) == text


@pytest.mark.parametrize(
    "line",
    [
        b'{"text": "ab\\u0041"}',
        b'{"id": "\\u0041", "text": "ab"}',
        b"[]",
        b' {"text": "ab"}',
        b'\xef\xbb\xbf{"text": "ab"}',
        b"\n",
    ],
)
def test_lines_that_must_be_decoded(line: bytes) -> None:
    assert told(line) == NO_TEXT


@pytest.mark.parametrize(
    "line",
    [
        b"{}",
        b"{",
        b'{"text": "ab"',
        b'{"text": "ab}',
        b'{"text": "ab"} x',
        b'{"text": "ab"}{}',
        b'{"text": "ab",}',
        b'{,"text": "ab"}',
        b'{"text" "ab"}',
        b'{"text": "ab" "b": 1}',
        b'{"text": "ab", "b": [1,]}',
        b'{"text": "ab", "b": [1}',
        b'{"text": "ab", "b": {1: 2}}',
        b'{"text": "ab", "b": 01}',
        b'{"text": "ab", "b": 1.}',
        b'{"text": "ab", "b": .5}',
        b'{"text": "ab", "b": -}',
        b'{"text": "ab", "b": 1e}',
        b'{"text": "ab", "b": 1e999}',
        b'{"text": "ab", "b": 1234567890123456789012}',
        b'{"text": "ab", "b": nul}',
        b'{"text": "ab", "b": nullx}',
        b'{"text": "ab", "b": NaN}',
        b'{"text": "ab", "b": "\\x"}',
        b'{"text": "ab", "b": "\\u12g4"}',
        b'{"text": "ab\x01"}',
        b'{"text": "\xff"}',
        b'{"text": "\xed\xa0\x80"}',
        b'{"text": "ab", "text": "c"}',
        b'{"text": "ab", "text": 1}',
        b'{"te\\u0078t": "ab"}',
        b'{"text": 1}',
        b'{"text": ["ab"]}',
        b'{"more": {"text": "ab"}}',
        b'{"text": ""}',
        b'{"text": " \\n"}',
        b'{"text": "\\u0020"',
        b'{"text": "\\b"}',
        '{"text": "\u3000x"}'.encode(),
        '{"text": "\u00a0x"}'.encode(),
        '{"text": "\u2003x"}'.encode(),
        '{"text": "\u1680x"}'.encode(),
        '{"text": "\u205fx"}'.encode(),
        b'{"text": "ab", "b": ' + b"[" * 61 + b"]" * 61 + b"}",
    ],
)
def test_lines_that_another_parser_must_judge(line: bytes) -> None:
    assert told(line) == UNSURE


@PATIENT
@given(record=RECORDS, ascii_only=st.booleans(), spaced=st.booleans())
def test_sound_records(record: dict[str, object], ascii_only: bool, spaced: bool) -> None:
    separators = (", ", ": ") if spaced else (",", ":")
    written = json.dumps(record, ensure_ascii=ascii_only, separators=separators)
    try:
        line = written.encode()
    except UnicodeEncodeError:
        return
    found, text = told(line), record.get("text")
    if "\\u" in written:
        assert found in (NO_TEXT, UNSURE)
    elif isinstance(text, str) and text.strip() and "\\" not in json.dumps(text[:1]):
        first = text.lstrip()[0]
        sure = text[0] == first or set(text[: text.index(first)]) <= set(" \n\r\t")
        assert found == json.dumps(text, ensure_ascii=False)[1:-1] if sure else found == UNSURE
    if isinstance(found, str):
        assert json.loads(f'"{found}"') == text


@PATIENT
@given(record=RECORDS, at=st.integers(0, 10**6), byte=st.integers(0, 255))
def test_no_text_is_told_of_what_is_not_json(record: dict[str, object], at: int, byte: int) -> None:
    line = json.dumps(record | {"text": "ab"}, ensure_ascii=False).encode("utf-8", "replace")
    place = at % len(line)
    for changed in (
        line[:place],
        line[:place] + bytes([byte]) + line[place + 1 :],
        line[:place] + bytes([byte]) + line[place:],
    ):
        if b"\n" in changed or isinstance(found := told(changed) if changed else UNSURE, int):
            continue
        loaded = json.loads(changed, object_pairs_hook=list)
        texts = [value for name, value in loaded if name == "text"]
        assert texts == [json.loads(f'"{found}"')]


@pytest.mark.parametrize("seed", range(20))
def test_lines_of_a_block(seed: int) -> None:
    draw = random.Random(seed)
    lines = [
        draw.choice([b"", b"{}", b'{"text": "%d"}' % n, b'{"x": "' + b"y" * draw.randrange(99)])
        for n in range(draw.randrange(1, 300))
    ]
    data = b"\n".join(lines) + draw.choice([b"", b"\n"])
    ends, texts, closes = NativeLines(b"text").find(data)
    assert [data[a:b] for a, b in zip([0, *ends], ends, strict=False)] == data.splitlines(True)
    for line, text, close in zip(data.splitlines(), texts, closes, strict=True):
        assert (text > 0) == line.startswith(b'{"text"')
        assert text <= 0 or line == b'{"text": "%s"}' % data[text:close]


def test_more_lines_than_there_is_room_for() -> None:
    data = b'{"text": "a"}\n' * (LINES + 5)
    ends, texts, closes = NativeLines(b"text").find(data)
    assert len(ends) == len(texts) == len(closes) == LINES + 5
    assert (ends[-1], texts[-1]) == (len(data), len(data) - 4)


def test_no_line() -> None:
    assert NativeLines(b"text").find(b"") == ([], [], [])


UTF8 = st.one_of(
    st.binary(max_size=120),
    st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.lists(
        st.sampled_from(
            [
                b"a" * 31,
                b"\xe4\xb8\xad",
                b"\xf0\x9f\x98\x80",
                b"\xc3\xa9",
                b"\xe4",
                b"\xf0\x9f",
                b"\x80",
            ]
        )
    ).map(b"".join),
)


@settings(deadline=None, max_examples=1500)
@given(data=UTF8, before=st.integers(0, 70))
def test_utf8(data: bytes, before: int) -> None:
    whole = b"a" * before + data
    try:
        whole.decode()
        valid = True
    except UnicodeDecodeError:
        valid = False
    assert bool(native().utf8_valid(whole, len(whole))) is valid


@pytest.mark.parametrize("padding", [0, 29, 30, 31, 40])
def test_utf8_of_every_pair_and_every_fault_of_three(padding: int) -> None:
    check = native().utf8_valid
    tails = [bytes([a]) for a in range(256)] + [
        bytes([a, b]) for a in range(128, 256) for b in range(256)
    ]
    for head in (0xC2, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4):
        tails += [
            bytes([head, second, third]) + fourth
            for second in (0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0)
            for third in (0x7F, 0x80, 0xBF, 0xC0)
            for fourth in (b"", b"\x7f", b"\x80", b"\xbf", b"\xc0")
        ]
    for tail in tails:
        for behind in (b"", b"b" * 40):
            data = b"a" * padding + tail + behind
            try:
                data.decode()
                valid = True
            except UnicodeDecodeError:
                valid = False
            assert bool(check(data, len(data))) is valid, data


def test_memory_that_is_used_again_is_read_in_place() -> None:
    data = bytearray(b'{"text": "a"}\n')
    reader = NativeLines(b"text")
    assert reader.find(data) == reader.find(bytes(data))
    del data[:]  # nothing holds the memory any more
    assert reader.find(data) == ([], [], [])

"""The native tables find every occurrence of every key, and nothing else, whatever the bytes."""

import ctypes
import random
from array import array
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.native.literals import ROOM, NativeLiterals
from tests.support.native import native, needs_native

pytestmark = needs_native
PATIENT = settings(deadline=None, max_examples=300)
LETTERS = st.sampled_from([*"abAB@`[{kKZz09 \0", "é", "É", "中", "国", "😀", "\u3000", "ａ"])
KEYS = st.lists(st.text(LETTERS, min_size=1, max_size=9), min_size=1, max_size=20)
BYTES = st.one_of(
    st.text(LETTERS, max_size=200).map(str.encode),
    st.lists(st.sampled_from([b"\xe4\xb8", b"\xad", b"\xe4", b"a", b"\xff", "中".encode()])).map(
        b"".join
    ),
)


def expected(keys: list[bytes], data: bytes) -> Counter[tuple[int, int, int]]:
    """Return every occurrence, found the slow and obvious way."""
    folded = data.lower()
    return Counter(
        (number, at, at + len(key))
        for number, key in enumerate(keys)
        for at in range(len(data))
        if folded.startswith(key.lower(), at)
    )


@PATIENT
@given(words=KEYS, data=BYTES)
def test_every_occurrence(words: list[str], data: bytes) -> None:
    keys = list(dict.fromkeys(word.encode().lower() for word in words))
    assert Counter(NativeLiterals(keys).find(data)) == expected(keys, data)


@pytest.mark.parametrize("seed", range(30))
def test_long_texts_with_many_keys(seed: int) -> None:
    draw = random.Random(seed)
    letters = [*"abcAB 中国大人小é😀"]
    keys = list(
        dict.fromkeys(
            "".join(draw.choices(letters, k=draw.randrange(1, 8))).encode().lower()
            for _ in range(draw.choice((1, 40, 400)))
        )
    )
    data = "".join(draw.choices(letters, k=draw.randrange(9000))).encode()
    start = draw.randrange(4)  # also a text that begins inside a character
    assert Counter(NativeLiterals(keys).find(data[start:])) == expected(keys, data[start:])


@pytest.mark.parametrize("size", [0, 1, 5, 6, 7, 71, 72, 73, 4095, 4096, 4168, 4170])
def test_occurrences_at_the_edges(size: int) -> None:
    keys = [b"ab", "中文".encode(), b"abcdefg", b"z"]
    for key in keys:
        data = b"-" * size + key
        assert Counter(NativeLiterals(keys).find(data)) == expected(keys, data)
        data = key + data
        assert Counter(NativeLiterals(keys).find(data)) == expected(keys, data)


def test_a_search_finds_more_than_one_call_has_room_for() -> None:
    keys = [b"a" * size for size in range(1, 40)]
    found = NativeLiterals(keys).find(b"a" * 3000)
    assert len(found) > ROOM
    assert Counter(found) == expected(keys, b"a" * 3000)


def test_many_keys_with_one_beginning_do_not_slow_a_search_down() -> None:
    start = "开头相同".encode()
    keys = [start + f"{number:05d}".encode() for number in range(60_000)] + [start]
    found = NativeLiterals(keys).find((start + b"00042") * 20_000)
    assert Counter(key for key, _, _ in found) == {60_000: 20_000, 42: 20_000}


def test_keys_that_are_alike_are_all_named() -> None:
    assert sorted(NativeLiterals([b"Ab", b"aB", b"abc"]).find(b"xABc")) == [
        (0, 1, 3),
        (1, 1, 3),
        (2, 1, 4),
    ]


def test_no_keys_and_no_text() -> None:
    assert NativeLiterals([]).find(b"abc") == []
    assert NativeLiterals([b"abc"]).find(b"") == []


def test_an_empty_key_is_refused() -> None:
    ends = array("Q", [1, 1])
    assert not native().literals_new(b"a", ends.buffer_info()[0], 2)
    ends = array("Q", [2, 1])
    assert not native().literals_new(b"ab", ends.buffer_info()[0], 2)


def test_too_little_room_finds_nothing_and_stays() -> None:
    library, at = native(), ctypes.c_size_t(0)
    ends, room = array("Q", [1, 3]), array("q", [0, 0])
    tables = library.literals_new(b"aaa", ends.buffer_info()[0], 2)
    most = library.literals_most(tables)
    found = library.literals_find(
        tables, b"aaa", 3, ctypes.byref(at), room.buffer_info()[0], most - 1
    )
    library.literals_free(tables)
    assert (found, at.value) == (0, 0)


def test_memory_that_is_used_again_is_searched_in_place() -> None:
    data, tables = bytearray(b"x ab y"), NativeLiterals([b"ab"])
    assert tables.find(data) == [(0, 2, 4)]
    del data[3:]  # nothing holds the memory any more
    assert tables.find(data) == []

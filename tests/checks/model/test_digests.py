"""Numbers for digests: as a table would give them."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.model.journal.digests import FIRST_PLACES, SIZE, Digests


def digest(word: object) -> bytes:
    return hashlib.sha256(str(word).encode()).digest()


def test_many_digests_are_numbered_in_the_order_they_come() -> None:
    held, count = Digests(), 20 * FIRST_PLACES
    assert [held.number(digest(at)) for at in range(count)] == list(range(count))
    assert [held.number(digest(at)) for at in range(0, count, 7)] == list(range(0, count, 7))
    assert [held.find(digest(at)) for at in range(count)] == list(range(count))
    assert held.find(digest(-1)) == -1
    assert len(held) == count
    assert list(held) == [digest(at) for at in range(count)]


@given(st.lists(st.binary(min_size=1, max_size=2), max_size=60))
def test_digests_that_begin_alike_are_told_apart(ends: list[bytes]) -> None:
    held, plain = Digests(), dict[bytes, int]()
    for end in ends:
        one = b"\xff" * (SIZE - 2) + end.rjust(2, b"\0")
        assert held.find(one) == plain.get(one, -1)
        assert held.number(one) == plain.setdefault(one, len(plain))
    assert list(held) == list(plain)


def test_little_is_held_of_each() -> None:
    held = Digests()
    for at in range(50_000):
        held.number(digest(at))
    assert len(held._all) + held._places.itemsize * len(held._places) < 3_000_000

import msgspec
import pytest

from hegui.engine.mixed_bank import MixedQuestion
from hegui.engine.packed import Packed


def questions(count: int) -> list[MixedQuestion]:
    return [
        MixedQuestion(id=f"q{at}", text=f"第 {at} 题", line=at + 1, wanted="open", risks=("A.1.a",))
        for at in range(count)
    ]


def packed(ones: list[MixedQuestion]) -> Packed[MixedQuestion]:
    found = Packed(MixedQuestion)
    for one in ones:
        found.append(one)
    return found


def test_records_come_back_as_they_were() -> None:
    plain = questions(5)
    held = packed(plain)
    assert list(held) == plain
    assert held[3] == plain[3]
    assert held[-1] == plain[-1]
    assert held[1:4] == plain[1:4]
    assert len(held) == 5


@pytest.mark.parametrize("at", [5, -6])
def test_a_place_outside_is_an_index_error(at: int) -> None:
    with pytest.raises(IndexError):
        packed(questions(5))[at]


def test_nothing_packed_is_empty() -> None:
    assert list(Packed(MixedQuestion)) == []


def test_packing_takes_little_more_than_the_text() -> None:
    held = packed(questions(1000))
    plain = sum(len(msgspec.json.encode(one)) for one in questions(1000))
    assert len(held._data) < plain

import os

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


def spilled(count: int, monkeypatch: pytest.MonkeyPatch) -> Packed[MixedQuestion]:
    monkeypatch.setattr("hegui.engine.packed.SPILL_BYTES", 1000)
    monkeypatch.setattr("hegui.engine.packed.BLOCK_BYTES", 700)
    held = Packed(MixedQuestion, spill=True)
    for one in questions(count):
        held.append(one)
    return held


@pytest.mark.parametrize("count", [3, 40, 200])
def test_records_in_the_file_come_back_too(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    held, plain = spilled(count, monkeypatch), questions(count)
    assert list(held) == plain
    assert [held[at] for at in reversed(range(count))] == plain[::-1]
    assert held[1:3] == plain[1:3]
    assert len(held._data) < 1000
    assert (held._file is not None) == (count >= 40)
    held.append(plain[0])
    assert [*held] == [*plain, plain[0]]


def test_one_record_larger_than_a_block_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    held = spilled(20, monkeypatch)
    large = msgspec.structs.replace(questions(1)[0], text="长" * 2000)
    for one in (large, questions(2)[1]):
        held.append(one)
    assert [*held] == [*questions(20), large, questions(2)[1]]


def test_an_empty_one_of_the_same_sort_spills_too(monkeypatch: pytest.MonkeyPatch) -> None:
    other = spilled(3, monkeypatch).empty()
    for one in questions(200):
        other.append(one)
    assert other._file is not None
    assert Packed(MixedQuestion).empty()._spill is False


def test_a_full_disk_keeps_records_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def full(handle: int, data: memoryview, offset: int) -> int:
        calls.append(offset)
        if len(calls) > 2:
            raise OSError(28, "No space left on device")
        return real(handle, data[:600], offset)

    real = os.pwrite
    monkeypatch.setattr(os, "pwrite", full)
    held = spilled(200, monkeypatch)
    assert [*held] == questions(200)
    assert len(held._data) > 2000
    assert len(calls) == 3


def test_no_place_for_a_file_keeps_records_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(**_: object) -> None:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr("tempfile.TemporaryFile", none)
    assert [*spilled(200, monkeypatch)] == questions(200)

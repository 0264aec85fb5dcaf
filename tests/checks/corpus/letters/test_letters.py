"""Letters of texts, the digests of their runs, and the choice of some of them."""

import random

import numpy as np
import pytest

from hegui.checks.corpus.letters import letters as module
from hegui.checks.corpus.letters.grams import NONE, chosen, gram_digests
from hegui.checks.corpus.letters.letters import Letters, letters
from hegui.checks.corpus.reading.batch import Batch, make_batch
from tests.support.passages import awkward, text


def batch(*texts: str) -> Batch:
    """Return texts as a batch."""
    count = len(texts)
    names = [str(number) for number in range(count)]
    return make_batch("f", names, list(range(1, count + 1)), [""] * count, texts)


def read(*texts: str) -> Letters:
    """Return the letters of texts that fit one piece."""
    (found,) = letters(batch(*texts), 0)
    return found


def word(found: Letters, number: int = 0) -> str:
    """Return the letters of a document as text."""
    codes = found.codes[found.bounds[number] : found.bounds[number + 1]]
    return "".join(map(chr, codes.tolist()))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("Ünïcode É", "UNICODE e"),
        ("e\u0301te\u0301", "été"),
        ("國際貿易規則", "国际贸易规则"),
        ("阻 燃\u3000剂\u200b，。！", "阻燃剂"),
        ("😀好的🎉", "好的"),
        ("①②③", "123"),
        ("ｶﾞｷﾞ", "カキ"),
    ],
)
def test_what_is_written_differently_reads_the_same(one: str, other: str) -> None:
    assert word(read(one)) == word(read(other))
    assert word(read(other))


def test_different_letters_stay_different() -> None:
    assert word(read("国际")) != word(read("国家"))
    assert word(read("l1O0")) == "l1o0"


def test_places_are_characters_of_the_own_document() -> None:
    texts = ["，甲 乙", "", "😀丙\0丁", "end"]
    found = read(*texts)
    for number, whole in enumerate(texts):
        places = found.places[found.bounds[number] : found.bounds[number + 1]].tolist()
        assert "".join(whole[place] for place in places) == word(found, number)
        assert [
            found.documents(np.array([at]))[0] for at in range(*found.bounds[number : number + 2])
        ] == [number] * len(places)


@pytest.mark.parametrize("gram", [1, 2, 3, 7, 8, 10])
def test_equal_runs_have_equal_digests_and_no_run_crosses_documents(gram: int) -> None:
    draw = random.Random(gram)
    found = read(*("".join(draw.choices("甲乙丙，", k=draw.randrange(40))) for _ in range(30)))
    digests, seen = gram_digests(found, gram).tolist(), dict[str, int]()
    for number in range(30):
        whole, start = word(found, number), int(found.bounds[number])
        for at in range(len(whole)):
            digest = digests[start + at]
            if at + gram > len(whole):
                assert digest == int(NONE)
            else:
                assert seen.setdefault(whole[at : at + gram], digest) == digest
    assert len(set(seen.values())) == len(seen)


@pytest.mark.parametrize("window", [1, 2, 4, 7, 8])
def test_of_every_window_the_lowest_is_chosen(window: int) -> None:
    draw = random.Random(window)
    digests = gram_digests(read(*(text(draw, 80) for _ in range(5)), "短"), 5)
    values, expected = digests.tolist(), set()
    for at in range(1 - window, len(values)):
        near = [
            (values[one], one)
            for one in range(max(0, at), min(len(values), at + window))
            if values[one] != int(NONE)
        ]
        expected |= {one for value, one in near if value == min(near)[0]}
    assert set(chosen(digests, window).positions.tolist()) == expected


def test_a_long_document_in_pieces_has_the_runs_of_the_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    draw = random.Random(1)
    given = batch("头", awkward(draw, text(draw, 3000)), "尾")
    gram, window = 10, 8
    (whole,) = letters(given, 0)
    start = int(whole.bounds[1])
    grams = chosen(gram_digests(whole, gram), window)
    mine = whole.documents(grams.positions) == 1
    expected = set(
        zip((grams.positions[mine] - start).tolist(), grams.digests[mine].tolist(), strict=True)
    )
    monkeypatch.setattr(module, "PIECE", 700)
    found, places = set(), dict[int, int]()
    pieces = [piece for piece in letters(given, gram + 2 * window) if piece.first == 1]
    assert len(pieces) > 5
    for piece in pieces:
        some = chosen(gram_digests(piece, gram), window)
        found |= set(
            zip((some.positions + piece.before).tolist(), some.digests.tolist(), strict=True)
        )
        for at, place in enumerate(piece.places.tolist()):
            assert places.setdefault(at + piece.before, place) == place
    assert expected <= found
    assert [places[at] for at in range(len(places))] == whole.places[
        start : int(whole.bounds[2])
    ].tolist()

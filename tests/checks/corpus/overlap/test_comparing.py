"""What documents share with works: planted passages, awkward writing, and the slow way to look."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.corpus.letters import letters as letters_module
from hegui.checks.corpus.letters.letters import letters
from hegui.checks.corpus.overlap.building import build_index
from hegui.checks.corpus.overlap.comparing import Compared, Comparer
from hegui.checks.corpus.overlap.kinds import rules
from hegui.checks.corpus.overlap.lookup import MANY
from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.shards.named import shards
from tests.support.passages import awkward, misspelt, text
from tests.support.scans import jsonl

GUARANTEED = 17
"""Letters in a row that an index of works always meets: gram + window - 1."""


def comparer(folder: Path, works: Iterable[str], kind: str = "work") -> Comparer:
    """Return an index of texts, opened."""
    path, source = folder / "i.index", folder / "works.jsonl"
    source.write_bytes(jsonl({"id": f"w{at}", "text": one} for at, one in enumerate(works)))
    build_index(shards([str(source)]), path, kind=kind, name="n")  # type: ignore[arg-type]
    return Comparer(path)


def batch(*texts: str) -> Batch:
    """Return texts as a batch."""
    count = len(texts)
    return make_batch("f", [str(n) for n in range(count)], [1] * count, [""] * count, texts)


def one_hit(found: Comparer, whole: str) -> Compared:
    """Return the only hit of a document."""
    (hit,) = found.compare(batch(whole))
    return hit


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_planted_passage_is_found_at_its_place(tmp_path: Path, lang: str) -> None:
    draw = random.Random(lang)
    works = [text(draw, 3000, lang) for _ in range(8)]
    found = comparer(tmp_path, works)
    for number, work in enumerate(works):
        at = draw.randrange(2000)
        passage = work[at : at + 300]
        before, after = text(draw, 400, lang), text(draw, 200, lang)
        hit = one_hit(found, before + passage + after)
        assert hit.name == f"w{number}"
        assert abs(hit.hit.longest.start - len(before)) <= 2 * GUARANTEED
        assert abs(hit.hit.longest.end - len(before + passage)) <= 2 * GUARANTEED
        share = len(passage) / len(before + passage + after)
        assert hit.doc_share == pytest.approx(share, abs=0.05)
        assert hit.text_share == pytest.approx(300 / len(work), abs=0.02)


def test_awkward_writing_hides_nothing(tmp_path: Path) -> None:
    draw = random.Random(9)
    works = [text(draw, 2000) + text(draw, 500, "en") for _ in range(5)]
    found = comparer(tmp_path, works)
    for number, work in enumerate(works):
        hit = one_hit(found, awkward(draw, work[1500:2300]))
        assert hit.name == f"w{number}"
        assert hit.doc_share > 0.95


def test_a_misspelt_copy_is_found(tmp_path: Path) -> None:
    draw = random.Random(10)
    work = text(draw, 3000)
    found = comparer(tmp_path, [work])
    for _ in range(20):
        assert one_hit(found, misspelt(draw, work, "zh")).doc_share > 0.95


def test_texts_that_share_nothing_are_no_hit(tmp_path: Path) -> None:
    draw = random.Random(11)
    for lang in ("zh", "en"):
        folder = tmp_path / lang
        folder.mkdir()
        found = comparer(folder, [text(draw, 20_000, lang) for _ in range(5)])
        assert not list(found.compare(batch(*(text(draw, 2000, lang) for _ in range(50)))))


def spoken(whole: str) -> str:
    """Return the letters of a text."""
    (read,) = letters(batch(whole), 0)
    return "".join(map(chr, read.codes.tolist()))


def common_length(one: str, other: str) -> int:
    """Return the length of the longest common run of letters, the slow way."""
    best, row = 0, [0] * (len(other) + 1)
    for letter in one:
        new = [0] * (len(other) + 1)
        for at, against in enumerate(other, start=1):
            if letter == against:
                new[at] = row[at - 1] + 1
                best = max(best, new[at])
        row = new
    return best


def test_the_slow_way_finds_no_more(tmp_path: Path) -> None:
    """Every passage that counts is met; what is met is as long as the passage, but for its ends."""
    draw = random.Random(12)
    works = [text(draw, 250) for _ in range(6)]
    found, cut = comparer(tmp_path, works), rules().kinds["work"]
    least = cut.passage // rules().ideograph
    for _ in range(60):
        number = draw.randrange(6)
        at, size = draw.randrange(150), draw.randrange(5, 90)
        whole = text(draw, 60) + awkward(draw, works[number][at : at + size]) + text(draw, 60)
        hits = {hit.name: hit for hit in found.compare(batch(whole))}
        for other, work in enumerate(works):
            shared = common_length(spoken(whole), spoken(work))
            if shared >= least + 2 * (cut.window - 1):
                assert f"w{other}" in hits
            if shared < least:
                assert f"w{other}" not in hits
            if f"w{other}" in hits:
                longest = hits[f"w{other}"].hit.longest.length
                assert shared - 2 * (cut.window - 1) <= longest <= shared


def test_batches_and_pieces_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(13)
    works = [text(draw, 4000) for _ in range(4)]
    found = comparer(tmp_path, works)
    documents = [text(draw, 300) + work[500:3500] + text(draw, 300) for work in works]
    documents.insert(2, text(draw, 2000))
    together = [(one.name, one.hit) for one in found.compare(batch(*documents))]
    alone = [(one.name, one.hit) for whole in documents for one in found.compare(batch(whole))]
    assert [(name, hit.passages) for name, hit in together] == [
        (name, hit.passages) for name, hit in alone
    ]
    monkeypatch.setattr(letters_module, "PIECE", 3000)
    pieces = [(one.name, one.hit) for one in found.compare(batch(*documents))]
    for (name, hit), (other, piece) in zip(together, pieces, strict=True):
        assert name == other
        assert (hit.document, hit.letters) == (piece.document, piece.letters)
        assert hit.passages == piece.passages


def test_a_short_question_is_found_in_a_long_document(tmp_path: Path) -> None:
    draw = random.Random(14)
    questions = [
        "下列哪座山最高？请选择。",
        "Which river is the longest?",
        *(text(draw, 60) for _ in range(5)),
    ]
    found = comparer(tmp_path, questions, "test_set")
    for number, question in enumerate(questions):
        hit = one_hit(found, text(draw, 800) + awkward(draw, question) + text(draw, 800))
        assert hit.name == f"w{number}"
        assert hit.text_share > 0.9


def test_documents_of_nothing_are_no_trouble(tmp_path: Path) -> None:
    found = comparer(tmp_path, [text(random.Random(1), 500)])
    assert not list(found.compare(batch("字", "，" * 500, "😀", "的" * 5000, "\0" * 40)))


def test_a_text_that_repeats_itself_is_bounded(tmp_path: Path) -> None:
    """A page of one character, and one of a refrain, against sixty works of the same."""
    refrain = "山高水长人间路远风起云涌天地悠悠"
    found = comparer(tmp_path, ["的" * 400, *[refrain * 30] * 60])
    lookup, most = found._lookup, 0

    def watched(digests: Any, whole: Any = lookup.find_all) -> Any:
        nonlocal most
        met = whole(digests)
        most = max(most, len(met.asked))
        return met

    lookup.find_all = watched  # type: ignore[method-assign]
    hits = list(found.compare(batch("的" * 300_000, refrain * 20_000)))
    assert {hit.hit.document for hit in hits} == {1}  # one character over and over is no passage
    assert 0 < most <= MANY

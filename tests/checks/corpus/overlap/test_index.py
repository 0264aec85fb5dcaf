"""Indexes: what is kept, what is left out and named, and what is refused."""

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from hegui.checks.corpus.overlap import format as index_format
from hegui.checks.corpus.overlap.building import Built, build_index
from hegui.checks.corpus.overlap.errors import (
    IndexVersionError,
    NoIndexError,
    NotAnIndexError,
    NothingToIndexError,
)
from hegui.checks.corpus.overlap.format import open_index
from hegui.checks.corpus.overlap.kinds import rules
from hegui.checks.corpus.overlap.lookup import Lookup
from hegui.checks.corpus.shards.named import shards
from tests.support.passages import text


def built(folder: Path, out: Path, **more: Any) -> Built:
    """Build an index of a folder."""
    return build_index(shards([str(folder)]), out, **{"kind": "work", "name": "n", **more})


@pytest.fixture
def works(tmp_path: Path) -> Path:
    draw = random.Random(4)
    folder = tmp_path / "works"
    folder.mkdir()
    for number in range(20):
        (folder / f"{number:02}.txt").write_text(text(draw, 2000), encoding="utf-8")
    return folder


def test_an_index_is_the_same_every_time(works: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.index", tmp_path / "two.index"
    header = built(works, one).header
    assert header == built(works, two).header
    assert one.read_bytes() == two.read_bytes()
    assert header.texts == 20
    assert not list(tmp_path.glob(".*"))


def test_every_run_is_looked_up_and_no_other(works: Path, tmp_path: Path) -> None:
    path = tmp_path / "i.index"
    header = built(works, path).header
    _, content = open_index(path)
    assert (np.diff(content.digests.astype(object)) >= 0).all()
    lookup = Lookup(content)
    asked = np.concatenate((content.digests[::7], np.array([0, 1, 2**64 - 2], np.uint64)))
    met = lookup.find(asked)
    expected = {
        (at, run)
        for at, digest in enumerate(asked.tolist())
        for run in np.flatnonzero(content.digests == np.uint64(digest)).tolist()
    }
    assert set(zip(met.asked.tolist(), met.runs.tolist(), strict=True)) == expected
    assert len(lookup.find(np.zeros(0, np.uint64)).runs) == 0
    assert len(lookup.find_all(np.zeros(0, np.uint64)).runs) == 0
    asked = np.random.default_rng(1).choice(asked, 500)
    one, other = lookup.find(asked), lookup.find_all(asked)
    assert sorted(zip(*map(np.ndarray.tolist, one), strict=True)) == sorted(
        zip(*map(np.ndarray.tolist, other), strict=True)
    )
    assert header.runs < header.letters * 0.3


def test_texts_too_short_or_unreadable_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "works"
    folder.mkdir()
    (folder / "one.txt").write_text("字")
    (folder / "empty.txt").write_text("")
    (folder / "signs.txt").write_text("，。！" * 50)
    (folder / "bad.txt").write_bytes(b"\x80\x81" * 100)
    (folder / "good.txt").write_text(text(random.Random(1), 300))
    found = built(folder, tmp_path / "i.index")
    assert [Path(place).name for place in found.short] == ["one.txt:1", "signs.txt:1"]
    assert sorted(Path(error.where).name for error in found.errors) == ["bad.txt:1", "empty.txt"]
    assert (found.header.texts, found.header.short) == (1, 2)


def test_nothing_to_index_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / "one.txt").write_text("字")
    with pytest.raises(NothingToIndexError) as caught:
        built(tmp_path / "w", tmp_path / "i.index")
    assert caught.value.data == {"short": 1, "gram": 10, "bad": 0}
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_a_run_that_everything_holds_is_cut(tmp_path: Path) -> None:
    rows = [
        {"id": f"w{number}", "text": "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥" * 30}
        for number in range(200)
    ]
    (tmp_path / "w.jsonl").write_text("\n".join(map(json.dumps, rows)))
    header = built(tmp_path / "w.jsonl", tmp_path / "i.index").header
    _, content = open_index(tmp_path / "i.index")
    most = rules().most_texts * rules().most_places
    _, counts = np.unique(content.digests, return_counts=True)
    assert counts.max() == most
    assert header.crowded > header.runs


def test_a_damaged_index_is_refused(works: Path, tmp_path: Path) -> None:
    path = tmp_path / "i.index"
    built(works, path)
    whole = path.read_bytes()
    draw = random.Random(2)
    broken = tmp_path / "broken.index"
    refused = 0
    for cut in [0, 5, 100, len(whole) // 2, len(whole) - 3]:
        broken.write_bytes(whole[:cut])
        with pytest.raises((NotAnIndexError, IndexVersionError)):
            open_index(broken)
    for _ in range(60):
        changed = bytearray(whole)
        changed[draw.randrange(len(whole))] ^= 1 << draw.randrange(8)
        broken.write_bytes(changed)
        try:
            _, content = open_index(broken)
        except (NotAnIndexError, IndexVersionError):
            refused += 1
        else:  # a bit that says nothing, in the padding
            assert np.array_equal(content.digests, open_index(path)[1].digests)
    assert refused > 50


def test_no_index_and_another_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        open_index(tmp_path / "nowhere")
    (tmp_path / "text").write_text("no index")
    with pytest.raises(NotAnIndexError):
        open_index(tmp_path / "text")
    other = pa.record_batch({"a": [1]})
    with pa.OSFile(str(tmp_path / "arrow"), "wb") as sink, pa.ipc.new_file(sink, other.schema) as w:
        w.write_batch(other)
    with pytest.raises(NotAnIndexError):
        open_index(tmp_path / "arrow")


def test_an_index_of_another_version_says_so(
    works: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "i.index"
    built(works, path)
    monkeypatch.setattr(index_format, "FORMAT", "hegui/overlap-index/2")
    with pytest.raises(IndexVersionError) as caught:
        open_index(path)
    assert "overlap-index/1" in caught.value.message("en")
    assert "overlap-index/2" in caught.value.message("en")

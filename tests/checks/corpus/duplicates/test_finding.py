"""Duplicates that were planted, groups that are hard, and parts that change nothing."""

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from hegui.checks.corpus.duplicates import groups as groups_module
from hegui.checks.corpus.duplicates.groups import equal_keys
from hegui.checks.corpus.duplicates.merging import Duplicate, Summary, find_duplicates
from hegui.checks.corpus.duplicates.rules import Rules, rules
from hegui.checks.corpus.duplicates.sketches import BANDS, LETTERS, RUNS, agreeing, sketched
from hegui.checks.corpus.duplicates.stage import sketch_stage
from hegui.checks.corpus.letters import letters as letters_module
from hegui.checks.corpus.reading.batch import make_batch
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.named import shards
from hegui.checks.corpus.shards.run import run
from hegui.project.model import FieldMap
from tests.support.duplicates import planted
from tests.support.passages import EDITS, awkward, text
from tests.support.scans import jsonl

pytest.importorskip("rensa")


def found(
    folder: Path, rows: list[dict[str, Any]], said: Rules | None = None
) -> tuple[Summary, dict[str, Duplicate]]:
    """Return the summary of a corpus of one shard, and the rows by id."""
    (folder / "c.jsonl").write_bytes(jsonl(rows))
    out = folder / "out"
    result = run(sketch_stage(FieldMap(), out), shards([str(folder / "c.jsonl")]), LocalEngine(1))
    kept: dict[str, Duplicate] = {}

    def take(_folder: Path, _shard: str, rows: list[Duplicate]) -> None:
        kept.update({row.doc_id: row for row in rows})

    places = [(out, line.shard) for line in result.lines]
    return find_duplicates(places, said or rules(), folder / "parts", take), kept


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = planted("duplicates", 3000)
    return made, *found(tmp_path_factory.mktemp("found"), made.rows)


@pytest.mark.parametrize("kind", ["copied", "awkward", *EDITS])
def test_planted_duplicates_are_found(searched: Any, kind: str) -> None:
    made, _, rows = searched
    pairs = made.pairs[kind]
    assert len(pairs) > 40
    met = sum(
        one in rows and other in rows and rows[one].cluster == rows[other].cluster
        for one, other in pairs
    )
    assert met >= 0.95 * len(pairs)


def test_what_is_found_was_planted(searched: Any) -> None:
    made, summary, rows = searched
    roots: dict[int, set[str]] = {}
    for name, row in rows.items():
        roots.setdefault(row.cluster, set()).add(made.root[name])
    assert all(len(planted_from) == 1 for planted_from in roots.values())
    assert summary.clusters == len(roots)
    assert summary.exact + summary.near == sum(row.kind != "kept" for row in rows.values())
    assert summary.exact >= len(made.pairs["copied"]) + len(made.pairs["awkward"])


def test_the_one_with_most_letters_is_kept_the_first_of_several(searched: Any) -> None:
    _, _, rows = searched
    clusters: dict[int, list[Duplicate]] = {}
    for row in rows.values():
        clusters.setdefault(row.cluster, []).append(row)
    for members in clusters.values():
        members.sort(key=lambda row: (-row.letters, row.line))
        assert [row.kind == "kept" for row in members] == [True] + [False] * (len(members) - 1)
        assert {(row.kept_line, row.kept_shard) for row in members} == {
            (members[0].line, members[0].shard)
        }


def test_resemblance_is_near_the_true_one(searched: Any) -> None:
    """The estimate of planted pairs is within four standard errors of the share counted in full."""
    made, _, rows = searched
    texts = {row["id"]: row["text"] for row in made.rows}
    lines = {row.line: row.doc_id for row in rows.values()}
    for row in rows.values():
        if row.kind != "near":
            continue
        one, other = (runs(texts[name]) for name in (row.doc_id, lines[row.kept_line]))
        true = len(one & other) / len(one | other)
        error = (true * (1 - true) / rules().slots) ** 0.5
        assert abs(row.resemblance - true) <= 4 * error + 0.001


def runs(whole: str) -> set[tuple[int, ...]]:
    """Return the runs of letters of a text, the slow way."""
    (piece,) = letters_module.letters(make_batch("f", ["a"], [1], [""], [whole]), 0)
    codes, said = piece.codes.tolist(), rules()
    grams = [said.gram if code > 0x3000 else said.gram_alphabet for code in codes]
    return {
        tuple(codes[at : at + gram]) for at, gram in enumerate(grams) if at + gram <= len(codes)
    }


def test_short_and_empty_documents_have_exact_copies_only(tmp_path: Path) -> None:
    texts = ["好", "好。", "！！", "！！", "？？", "好的", "😀", "😀", "五个字而已", "五个字已而"]
    rows = [{"id": str(number), "text": one} for number, one in enumerate(texts)]
    summary, kept = found(tmp_path, rows)
    assert (summary.exact, summary.near) == (3, 0)
    assert {name: row.kind for name, row in kept.items()} == {
        "0": "kept", "1": "exact", "2": "kept", "3": "exact", "6": "kept", "7": "exact",
    }  # fmt: skip


def test_a_document_inside_a_somewhat_longer_one_is_near(tmp_path: Path) -> None:
    draw = random.Random(5)
    whole = text(draw, 2000)
    rows = [{"id": "short", "text": whole[:1200]}, {"id": "long", "text": whole}]
    summary, kept = found(tmp_path, rows)
    assert summary.near == 1
    assert kept["long"].kind == "kept"
    assert kept["short"].containment > 0.85 > 0.7 > kept["short"].resemblance


def test_a_large_group_costs_no_square(tmp_path: Path) -> None:
    """A page that was saved 2,000 times with another date is one cluster, met with few comparisons."""
    page = text(random.Random(6), 800)
    rows = [{"id": str(n), "text": f"{page} {n:06}年"} for n in range(2000)]
    summary, _ = found(tmp_path, rows)
    assert (summary.clusters, summary.largest, summary.near) == (1, 2000, 1999)
    assert summary.compared < 3 * 2000


def test_mixed_groups_end_and_say_what_was_left(tmp_path: Path) -> None:
    """Pages that share half their text agree in some band without being near."""
    draw = random.Random(7)
    frame = text(draw, 400)
    rows = [{"id": str(n), "text": frame + text(draw, 400)} for n in range(400)]
    summary, _ = found(tmp_path, rows, msgspec.structs.replace(rules(), rounds=2))
    assert summary.near < 10
    assert summary.compared < 400 * rules().bands * 2
    assert summary.left > 0


def test_parts_on_disk_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = planted("parts", 400)
    summary, kept = found(tmp_path, made.rows)
    small = msgspec.structs.replace(rules(), part=37)
    monkeypatch.setattr(groups_module, "rules", lambda: small)
    (tmp_path / "again").mkdir()
    again, same = found(tmp_path / "again", made.rows)
    assert (again.exact, again.near) == (summary.exact, summary.near)
    assert {n: (r.kind, r.cluster) for n, r in same.items()} == {
        n: (r.kind, r.cluster) for n, r in kept.items()
    }
    assert not list((tmp_path / "again" / "parts").iterdir())


@pytest.mark.parametrize("part", [3, 1000])
def test_equal_keys_are_grouped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int) -> None:
    small = msgspec.structs.replace(rules(), part=part)
    monkeypatch.setattr(groups_module, "rules", lambda: small)
    draw = np.random.default_rng(3)
    keys = draw.integers(0, 40, 100).astype(np.uint64) << np.uint64(58)
    seen: dict[int, list[int]] = {}
    for document, key in enumerate(keys.tolist()):
        seen.setdefault(key, []).append(document)
    chunks = [(np.arange(at, at + 25), keys[at : at + 25]) for at in range(0, 100, 25)]
    grouped = [
        documents[a:b].tolist()
        for documents, starts in equal_keys(chunks, 100, tmp_path)
        for a, b in pairwise(starts.tolist())
    ]
    assert sorted(grouped) == sorted(group for group in seen.values() if len(group) > 1)
    assert not list(tmp_path.iterdir())


def test_a_long_document_in_pieces_has_the_same_sketch(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(8)
    texts = ["头", awkward(draw, text(draw, 4000)), "尾巴"]
    batch = make_batch("f", ["a", "b", "c"], [1, 2, 3], [""] * 3, texts)
    whole = sketched(batch)
    monkeypatch.setattr(letters_module, "PIECE", 900)
    pieces = sketched(batch)
    assert pieces[RUNS].tolist() == pytest.approx(whole[RUNS].tolist(), rel=0.05)
    pieces[RUNS] = whole[RUNS]  # counted piece by piece, and so not to the last one
    assert np.array_equal(pieces, whole)
    assert whole[LETTERS].tolist() == [1, whole[LETTERS, 1], 2]
    assert agreeing(whole[BANDS:], whole[BANDS:]).tolist() == [1.0, 1.0, 1.0]


def test_different_runs_are_counted_nearly() -> None:
    draw = random.Random(9)
    texts = [text(draw, size, lang) for lang in ("zh", "en") for size in (30, 300, 3000, 30000)]
    texts += [text(draw, 100) * 40, "的" * 900, "一二三四五六"]
    names = [str(number) for number in range(len(texts))]
    table = sketched(make_batch("f", names, [1] * len(texts), [""] * len(texts), texts))
    for whole, counted in zip(texts, table[RUNS].tolist(), strict=True):
        assert counted == pytest.approx(len(runs(whole)), rel=0.07, abs=2)


def test_long_texts_of_few_words_are_not_alike(tmp_path: Path) -> None:
    draw = random.Random(10)
    words = [
        "stone",
        "river",
        "garden",
        "winter",
        "paper",
        "silver",
        "market",
        "engine",
        "castle",
        "memory",
        "island",
        "harbour",
    ]
    few = ["".join(draw.sample(words, 2)) for _ in range(60)]
    rows = [{"id": str(n), "text": " ".join(draw.choices(few, k=600))} for n in range(60)]
    summary, _ = found(tmp_path, rows)
    assert (summary.exact, summary.near) == (0, 0)

"""Parts of a corpus add up to the whole, whatever the parts; quantiles keep their promise."""

import json
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.checks.corpus.profile import letters
from hegui.checks.corpus.profile.counting import Counting, bin_of, middle, quantile
from hegui.checks.corpus.profile.letters import code_points, counts
from hegui.checks.corpus.profile.merging import merged
from hegui.checks.corpus.profile.model import Part
from hegui.checks.corpus.profile.rules import profile_rules
from hegui.checks.corpus.profile.stage import profiled
from hegui.checks.corpus.reading.files import described
from hegui.project.model import FieldMap

pytest.importorskip("py3langid")


def part_of(path: Path, lines: list[str]) -> Part:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return profiled(described(path, path.name), FieldMap(), lambda _size: None)[0]


def test_any_division_into_shards_gives_the_same_counts(tmp_path: Path) -> None:
    draw = random.Random(5)
    lines = []
    for number in range(400):
        text = "".join(draw.choices("的一是了我他语語数數 abcdef.\n", k=draw.randrange(2, 900)))
        row = {
            "text": text or "x",
            "source": f"s{number % 7}",
            "language": draw.choice(["", "zh", "en"]),
        }
        lines.append(json.dumps(row))
    whole = part_of(tmp_path / "whole.jsonl", lines)
    for parts in (2, 5, 40):
        cuts = [0, *sorted(draw.sample(range(1, 400), parts - 1)), 400]
        own = [part_of(tmp_path / f"{a}.jsonl", lines[a:b]) for a, b in pairwise(cuts)]
        draw.shuffle(own)
        assert msgspec.to_builtins(merged(own)) == msgspec.to_builtins(whole)


def test_a_part_survives_its_file() -> None:
    part = Part(docs=2, lengths={3: 2}, synthetic={"unknown": 2})
    assert msgspec.json.decode(msgspec.json.encode(part), type=Part) == part


@given(st.lists(st.integers(1, 10_000_000), min_size=1, max_size=300), st.floats(0, 1))
def test_quantiles_are_within_the_relative_error(sizes: list[int], share: float) -> None:
    found = quantile(Counter(map(bin_of, sizes)), share)
    truth = sorted(sizes)[int(share * (len(sizes) - 1))]
    error = profile_rules().lengths.relative_error
    assert abs(found - truth) <= error * truth + 0.5


@given(st.integers(1, 1 << 40))
def test_the_middle_of_a_bin_stands_for_every_length_in_it(size: int) -> None:
    assert abs(middle(bin_of(size)) - size) <= profile_rules().lengths.relative_error * size + 0.5


@given(st.lists(st.sampled_from(["", *"abcdefgh"]), max_size=200), st.integers(0, 200))
def test_tallies_merge_to_the_tally_of_all(values: list[str], cut: int) -> None:
    whole, left, right = Counting(), Counting(), Counting()
    whole.add(values)
    left.add(values[:cut])
    right.add(values[cut:])
    left.merge(right.tally())
    assert left.tally() == whole.tally()


def test_values_without_end_are_counted_in_bounded_memory() -> None:
    counting, most = Counting(), profile_rules().values.most
    for start in range(0, 5 * most, 1000):
        counting.add(["often"] * 10 + [f"https://example.org/{start + n}" for n in range(1000)])
    tally = counting.tally()
    assert len(tally.counts) == most
    assert tally.counts["often"] == 5 * most // 100
    assert tally.total == 5 * most + 5 * most // 100
    assert tally.other > 0


def test_a_long_document_is_counted_piece_by_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "汉字abc，123 語言"
    texts = [text * 7, "", text * 3, "一"]
    points, lengths = code_points("".join(texts)), list(map(len, texts))
    whole = counts(points, lengths)
    monkeypatch.setattr(letters, "PIECE", 5)
    assert counts(points, lengths).tolist() == whole.tolist()
    assert whole.sum(axis=1).tolist() == lengths

"""A draw is the same in any order and any split, fair, and can be repeated by anyone."""

import hashlib
import pickle
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaincc

from hegui.common.hashing import digest_of
from hegui.engine.sampling import (
    DrawMismatchError,
    Sketch,
    StratifiedSketch,
    allocate,
    draw,
    draw_stratified,
    first,
    ids_digest,
    key_for,
    repeats,
)

ids = st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=300)


@given(ids, st.integers(0, 60), st.randoms(use_true_random=False))
def test_order_does_not_matter(items: list[str], size: int, random: object) -> None:
    shuffled = list(items)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(shuffled, size, "k") == draw(items, size, "k")


@given(ids, st.integers(0, 60), st.lists(st.integers(0, 300), max_size=4))
def test_merging_any_split_equals_the_whole(items: list[str], size: int, cuts: list[int]) -> None:
    whole = draw(items, size, "k")
    edges = [0, *sorted(cuts), len(items)]
    merged = Sketch(size, "k")
    for start, end in pairwise(edges):
        part = Sketch(size, "k")
        part.update(items[start:end])
        merged.merge(pickle.loads(pickle.dumps(part)))
    assert merged.finish() == whole


pairs = st.lists(
    st.tuples(st.text(min_size=1, max_size=6), st.sampled_from("ABC")),
    unique_by=lambda pair: pair[0],
    max_size=200,
)


@given(pairs, st.integers(0, 60), st.integers(0, 5), st.integers(0, 200))
def test_merging_strata_equals_the_whole(
    items: list[tuple[str, str]], size: int, minimum: int, cut: int
) -> None:
    parts = [StratifiedSketch(size, "k", minimum) for _ in range(2)]
    for part, chunk in zip(parts, (items[:cut], items[cut:]), strict=True):
        for item, stratum in chunk:
            part.add(item, stratum)
    parts[1].merge(parts[0])
    assert parts[1].finish() == draw_stratified(items, size, "k", minimum)


@given(ids, st.integers(0, 40), st.integers(0, 40))
def test_a_smaller_draw_is_the_beginning_of_a_larger_one(
    items: list[str], small: int, large: int
) -> None:
    small, large = sorted((small, large))
    assert first(draw(items, large, "k"), small) == draw(items, small, "k")


def test_a_draw_records_its_making() -> None:
    drawn = draw((f"q{i}" for i in range(1000)), 20, key_for("acme/2026", "model.refusal.should"))
    assert (drawn.population, drawn.size, len(set(drawn.ids))) == (1000, 20, 20)
    assert drawn.seed == "acme/2026/model.refusal.should"
    assert drawn.ids_sha256 == ids_digest(drawn.ids)
    assert repeats(drawn, [f"q{i}" for i in reversed(range(1000))])
    assert not repeats(drawn, [f"q{i}" for i in range(999)])


def test_the_procedure_never_changes_under_its_name() -> None:
    items = [f"q{i}" for i in range(100)] + ["题目一"]
    secret = hashlib.blake2b("种子".encode(), digest_size=32).digest()

    def rank(item: str) -> bytes:
        return hashlib.blake2b(
            item.encode(), key=secret, digest_size=16, person=b"hegui draw"
        ).digest()

    drawn = draw(items, 5, "种子")
    assert drawn.method == "blake2b-bottom-k/1"
    assert list(drawn.ids) == sorted(items, key=rank)[:5] == ["q73", "q93", "q43", "q15", "q81"]
    assert drawn.ids_sha256 == ids_digest(drawn.ids)


def test_fewer_items_than_asked_are_all_drawn() -> None:
    assert sorted(draw(["a", "b"], 10, "k").ids) == ["a", "b"]
    assert draw([], 10, "k").size == 0


def test_another_key_is_another_draw() -> None:
    items = [f"q{i}" for i in range(1000)]
    shared = set(draw(items, 100, "a").ids) & set(draw(items, 100, "b").ids)
    assert len(shared) < 30


def test_a_sketch_stays_small() -> None:
    sketch = Sketch(10, "k")
    sketch.update(str(i) for i in range(20_000))
    assert len(sketch._kept) < 100
    assert sketch.population == 20_000


def chi_square_p(observed: Sequence[int], expected: float) -> float:
    """Return the probability of a chi-square statistic at least this large."""
    statistic = sum((count - expected) ** 2 / expected for count in observed)
    return float(gammaincc((len(observed) - 1) / 2, statistic / 2))


def test_every_item_and_every_place_in_the_draw_is_equally_likely() -> None:
    items, size, draws = [f"文档-{i}" for i in range(40)], 10, 4000
    seen: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for key in range(draws):
        drawn = draw(items, size, str(key)).ids
        seen.update(drawn)
        firsts[drawn[0]] += 1
    # Inclusion counts vary less than independent ones by the factor 1 - size/items.
    expected = draws * size / len(items)
    scale = 1 - size / len(items)
    statistic_counts = [expected + (seen[i] - expected) / scale**0.5 for i in items]
    assert chi_square_p(statistic_counts, expected) > 1e-4
    assert chi_square_p([firsts[i] for i in items], draws / len(items)) > 1e-4


def test_pairs_are_drawn_independently() -> None:
    items, size, draws = [f"d{i}" for i in range(10)], 5, 4000
    together = Counter(
        frozenset(pair)
        for key in range(draws)
        for drawn in [draw(items, size, f"k{key}").ids]
        for pair in ((a, b) for a in drawn for b in drawn if a < b)
    )
    expected = draws * (size * (size - 1)) / (10 * 9)
    assert len(together) == 45
    assert all(abs(count - expected) < 5 * expected**0.5 for count in together.values())


@given(
    st.dictionaries(st.text(max_size=3), st.integers(0, 50), min_size=1, max_size=6),
    st.integers(0, 120),
    st.integers(0, 10),
)
def test_shares_add_up_and_stay_within_the_strata(
    populations: dict[str, int], size: int, minimum: int
) -> None:
    shares = allocate(populations, size, minimum)
    floor = {name: min(minimum, population) for name, population in populations.items()}
    total = max(min(size, sum(populations.values())), sum(floor.values()))
    assert sum(shares.values()) == total
    assert all(floor[name] <= shares[name] <= populations[name] for name in populations)
    if minimum == 0:
        for name, population in populations.items():
            exact = (
                min(size, sum(populations.values()))
                * population
                / max(1, sum(populations.values()))
            )
            assert abs(shares[name] - exact) < 1


def test_strata_are_drawn_in_proportion_and_named() -> None:
    items = [(f"q{i}", "A" if i < 90 else "B") for i in range(100)]
    drawn = draw_stratified(items, 10, "k", minimum=3)
    assert {name: d.size for name, d in drawn.items()} == {"A": 7, "B": 3}
    assert drawn["B"].population == 10
    assert drawn["B"].method == "blake2b-bottom-k/1 stratum=B"
    assert drawn["B"].seed == "k/B"


def test_parts_of_different_draws_are_not_merged() -> None:
    for other in (Sketch(5, "other"), Sketch(6, "k")):
        with pytest.raises(DrawMismatchError):
            Sketch(5, "k").merge(other)
    for strata in (StratifiedSketch(5, "o"), StratifiedSketch(6, "k"), StratifiedSketch(5, "k", 1)):
        with pytest.raises(DrawMismatchError):
            StratifiedSketch(5, "k").merge(strata)
    with pytest.raises(ValueError, match="size"):
        Sketch(-1, "k")


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=9)))
def test_the_digest_of_ids_is_that_of_their_canonical_list(ids: list[str]) -> None:
    assert ids_digest(ids) == digest_of(ids)

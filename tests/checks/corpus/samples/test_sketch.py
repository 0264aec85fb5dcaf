"""Candidates of shards merge to the draw from the whole; memory does not grow with the corpus."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.checks.corpus.samples.errors import DrawShortError
from hegui.checks.corpus.samples.rules import sample_rules
from hegui.checks.corpus.samples.sketch import Candidate, Candidates, Values
from hegui.engine.sampling import Ranker, allocate, draw

RANK = Ranker("seed/corpus.sample").rank


def candidate(number: int, stratum: str) -> Candidate:
    item = f"shard:{number}"
    return Candidate(RANK(item), item, (stratum,))


def populations(found: list[Candidate]) -> Counter[Values]:
    return Counter(one.stratum for one in found)


def obvious(found: list[Candidate], size: int, minimum: int) -> dict[Values, list[str]]:
    """Draw the slow and obvious way: all items of each stratum, sorted."""
    counts = {values[0]: count for values, count in populations(found).items()}
    shares = allocate(counts, size, minimum)
    ranked = sorted(found)
    return {
        (name,): [one.item for one in ranked if one.stratum == (name,)][:share]
        for name, share in shares.items()
    }


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from("aaaaaabbbc"), min_size=1, max_size=400),
    st.integers(1, 60),
    st.integers(0, 4),
    st.integers(1, 6),
    st.randoms(use_true_random=False),
)
def test_merged_shards_draw_what_the_whole_draws(
    strata: list[str], size: int, minimum: int, shards: int, draw_: random.Random
) -> None:
    whole = [candidate(number, stratum) for number, stratum in enumerate(strata)]
    parts: list[list[Candidate]] = [[] for _ in range(shards)]
    for one in whole:
        draw_.choice(parts).append(one)
    draw_.shuffle(parts)
    merged = Candidates(size, minimum)
    for part in parts:
        own = Candidates(size, minimum)
        for one in part:
            own.add(one)
        for one in own.kept():
            merged.add(one)
    found = merged.drawn(populations(whole))
    shown = {values: [one.item for one in own] for values, own in found.items()}
    assert shown == obvious(whole, size, minimum)


def test_a_stratum_can_be_drawn_again_by_the_plain_procedure() -> None:
    whole = [candidate(number, "ab"[number % 3 == 0]) for number in range(3000)]
    candidates = Candidates(300, 3)
    for one in whole:
        candidates.add(one)
    for values, found in candidates.drawn(populations(whole)).items():
        ids = [one.item for one in whole if one.stratum == values]
        assert draw(ids, len(found), "seed/corpus.sample").ids == tuple(one.item for one in found)


@pytest.mark.slow
def test_a_million_documents_are_drawn_from_in_bounded_memory() -> None:
    size, strata = 1000, 50
    candidates, counts, most = Candidates(size, 3), Counter[Values](), 0
    for number in range(1_000_000):
        one = candidate(number, str(number * number % strata))
        counts[one.stratum] += 1
        candidates.add(one)
        if number % 50_000 == 0:
            most = max(most, candidates.held())
    rules = sample_rules().drawing
    assert most <= rules.reach * size + strata * rules.kept_of_stratum
    found = candidates.drawn(counts)
    assert sum(map(len, found.values())) == size
    shares = allocate({values[0]: count for values, count in counts.items()}, size, 3)
    assert {values[0]: len(own) for values, own in found.items()} == shares


def test_a_draw_that_is_not_sure_is_refused() -> None:
    whole = [candidate(number, "a") for number in range(500)]
    candidates = Candidates(100, 0, reach=1, own=1)
    for one in whole[:100]:
        candidates.add(one)
    with pytest.raises(DrawShortError):
        candidates.drawn({("a",): 100, ("b",): 400})

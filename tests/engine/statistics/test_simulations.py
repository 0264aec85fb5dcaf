"""Seeded simulations: bounds hold as often as they say."""

import random
from functools import cache
from math import comb

import pytest

from hegui.engine.statistics import (
    calibrated_rate,
    cluster_rate,
    judge_bound,
    lower_bound,
    sequential,
    supported,
    upper_bound,
)

exact_lower, exact_upper = cache(lower_bound), cache(upper_bound)


@pytest.mark.parametrize(("rate", "n"), [(0.5, 50), (0.9, 300), (0.95, 300), (0.98, 1000)])
def test_the_exact_bound_covers_at_least_95_percent(rate: float, n: int) -> None:
    """Drawn 20,000 times, and summed over everything that could be drawn."""
    masses = [comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
    drawn = random.Random(f"exact {rate} {n}").choices(range(n + 1), masses, k=20_000)
    for covers in (lambda k: exact_lower(k, n) <= rate, lambda k: exact_upper(k, n) >= rate):
        assert sum(map(covers, drawn)) / len(drawn) >= 0.947  # 0.95 less twice the error of drawing
        likely = [k for k in range(n + 1) if masses[k] > 1e-9]
        assert sum(masses[k] for k in likely if covers(k)) >= 0.95 - 1e-6


def test_a_claim_that_is_not_true_is_supported_in_at_most_5_percent() -> None:
    rate, n = 0.8999, 1000
    masses = [comb(n, k) * rate**k * (1 - rate) ** (n - k) for k in range(n + 1)]
    drawn = random.Random("claim").choices(range(n + 1), masses, k=20_000)
    backed = {k: supported(k, n, "0.9") for k in set(drawn)}
    assert 0.03 < sum(backed[k] for k in drawn) / len(drawn) <= 0.05


@pytest.mark.parametrize(
    ("rate", "sensitivity", "specificity", "labels", "judged"),
    [(0.9, 0.95, 0.9, 300, 2000), (0.95, 0.97, 0.8, 300, 1000), (0.5, 0.9, 0.9, 200, 1000)],
)
def test_the_calibrated_estimate_covers_95_percent_by_a_judge_that_errs(
    rate: float, sensitivity: float, specificity: float, labels: int, judged: int
) -> None:
    chance = random.Random(f"calibrated {rate} {labels}")
    runs, low, high, bare = 400, 0, 0, 0
    for run in range(runs):
        people = [chance.random() < rate for _ in range(judged)]
        said = [chance.random() < (sensitivity if good else 1 - specificity) for good in people]
        pairs = list(zip(said[:labels], people[:labels], strict=True))
        found = calibrated_rate(sum(said), judged, pairs, seed=str(run), least=100, least_each=10)
        assert found.method == "prediction_powered"
        low += found.lower <= rate
        high += found.upper >= rate
        bare += exact_lower(sum(said), judged) <= rate <= exact_upper(sum(said), judged)
    assert 0.935 <= low / runs <= 0.97
    assert 0.935 <= high / runs <= 0.97
    # What the uncalibrated judge claims would hold far less often, except where its errors cancel.
    assert bare / runs < (0.5 if rate != 0.5 else 1.0)


@pytest.mark.parametrize(
    ("rate", "sensitivity", "specificity", "labels"),
    [(0.99, 0.9, 0.4, 300), (0.95, 0.6, 0.7, 200), (0.5, 0.9, 0.7, 100), (0.999, 0.9, 0.9, 300)],
)
def test_the_calibrated_bounds_hold_with_poor_judges_and_near_one(
    rate: float, sensitivity: float, specificity: float, labels: int
) -> None:
    """Where Jeffreys' prior alone held in 75 to 93 % of runs on one of the sides."""
    chance, runs, low, high = random.Random(f"poor {rate}"), 400, 0, 0
    for run in range(runs):
        people = [chance.random() < rate for _ in range(1000)]
        said = [chance.random() < (sensitivity if good else 1 - specificity) for good in people]
        pairs = list(zip(said[:labels], people[:labels], strict=True))
        found = calibrated_rate(sum(said), 1000, pairs, seed=str(run), least=100, least_each=10)
        assert found.method == "prediction_powered"
        low += found.lower <= rate
        high += found.upper >= rate
    assert min(low, high) / runs >= 0.93


def test_few_labels_leave_the_exact_bound_of_people_alone() -> None:
    pairs = [(True, True)] * 59
    found = calibrated_rate(900, 1000, pairs, seed="s", least=100, least_each=10)
    assert (found.method, found.lower) == ("labels_only", lower_bound(59, 59))
    chance = random.Random("few")
    held = 0
    for run in range(400):
        people = [chance.random() < 0.9 for _ in range(60)]
        few = [(chance.random() < 0.95, person) for person in people]
        said = calibrated_rate(950, 1000, few, seed=str(run), least=100, least_each=10)
        held += said.lower <= 0.9
    assert held / 400 >= 0.95


def test_the_cluster_bootstrap_allows_for_questions_that_always_fail() -> None:
    chance = random.Random("clusters")
    runs, clustered, naive, true = 100, 0, 0, 0.85
    for run in range(runs):
        counts = []
        for _ in range(120):
            share = 1.0 if chance.random() < 0.7 else 0.5
            counts.append((sum(chance.random() < share for _ in range(5)), 5))
        found = cluster_rate(counts, seed=str(run))
        assert found.method == "cluster_bootstrap"
        clustered += found.lower <= true <= found.upper
        naive += exact_lower(found.k, found.n) <= true <= exact_upper(found.k, found.n)
    assert clustered / runs >= 0.85  # two one-sided 95 % bounds together: 90 %
    assert naive < clustered


@pytest.mark.parametrize(
    ("rate", "alike", "questions", "repeats"),
    [(0.98, 0.5, 100, 10), (0.99, 0.5, 300, 10), (0.95, 0.5, 60, 10), (0.9, 0.9, 40, 3)],
)
def test_the_cluster_bound_covers_near_one(
    rate: float, alike: float, questions: int, repeats: int
) -> None:
    """Where percentile limits of the plain bootstrap held in 82 to 90 % of runs."""
    chance, runs, low, high = random.Random(f"near one {rate}"), 200, 0, 0
    more = (1 - alike) / alike
    for run in range(runs):
        shares = (chance.betavariate(rate * more, (1 - rate) * more) for _ in range(questions))
        counts = [
            (sum(chance.random() < share for _ in range(repeats)), repeats) for share in shares
        ]
        low += cluster_rate(counts, seed=str(run)).lower <= rate
        flipped = [(repeats - k, repeats) for k, _ in counts]
        high += cluster_rate(flipped, seed=str(run)).upper >= 1 - rate
    assert min(low, high) / runs >= 0.94  # 0.95 less most of the error of drawing 200 times


def test_the_sequential_test_errs_as_seldom_as_it_says() -> None:
    test = sequential("0.02", "0.06")
    chance = random.Random("sequential")

    def ends(rate: float) -> str:
        failures = n = 0
        while (said := test.decision(failures, n) if n else "go_on") == "go_on":
            n += 1
            failures += chance.random() < rate
        return said

    assert sum(ends(0.02) == "alarm" for _ in range(200)) / 200 <= 0.08
    assert sum(ends(0.06) == "fine" for _ in range(200)) / 200 <= 0.08


def test_the_bound_with_questions_without_an_answer_covers() -> None:
    """What has no answer counts against the claim, however good the others are."""
    chance, runs, low, high = random.Random("silent"), 300, 0, 0
    for run in range(runs):
        given = [chance.random() < 0.97 for _ in range(1000)]
        people = [chance.random() < 0.95 for one in given if one]
        judge = [one if chance.random() < 0.95 else not one for one in people]
        labelled = list(zip(judge, people, strict=True))[:300]
        right = sum(j and p for j, p in labelled), sum(p for _, p in labelled)
        false = sum(j and not p for j, p in labelled), 300 - right[1]
        silent, k = 1000 - len(people), sum(judge)
        numbers = {
            "k": k,
            "n": len(people),
            "unanswered": silent,
            "silent": silent,
            "seed": str(run),
        }
        told = judge_bound("prediction_powered", right, false, direction="at_least", **numbers)
        low += told <= 0.97 * 0.95
        bad = {**numbers, "k": len(people) - k}
        flipped = (300 - right[1] - false[0], 300 - right[1]), (right[1] - right[0], right[1])
        told = judge_bound("prediction_powered", *flipped, direction="at_most", **bad)
        high += told >= 1 - 0.97 * 0.95
    assert low >= 0.95 * runs
    assert high >= 0.95 * runs

"""What a calibration of the judge allows to say: the bound holds at its stated rate."""

import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.model.calibrating import Calibration
from hegui.checks.model.calibrating.applying import Measured, applied, for_other_answers, judged_by
from hegui.checks.model.calibrating.calibrate import FORMAT
from hegui.checks.model.calibrating.measured import CHECKS
from hegui.checks.model.errors import BadCalibrationError
from hegui.checks.model.ids import ATTACK, CLASSIFIER, KEYWORD, SHOULD
from hegui.checks.model.judging import judge_digest
from hegui.checks.model.limits import Limit
from hegui.checks.model.settings import settings
from hegui.engine.model import JudgeErrorCounts
from hegui.engine.statistics import Direction, calibrated_rate, judge_errors, rate

TRIALS = 400


def known(right: tuple[int, int], false: tuple[int, int], **more: Any) -> Measured:
    """Return a calibration of the wording judge with these counts (k, n)."""
    pairs = [(at < right[0], True) for at in range(right[1])]
    pairs += [(at < false[0], False) for at in range(false[1])]
    given: dict[str, Any] = {
        "format": FORMAT,
        "judge": "refusal",
        "digest": judge_digest(),
        "counts": "refused",
        "answers": 1000,
        "labels": len(pairs),
        "unlabelled_verdicts": 0,
        "random": True,
        "errors": judge_errors(pairs),
        "by_language": {},
        "judge_rate": {},
        "rate": calibrated_rate(500, 1000, pairs, seed="s", least=100, least_each=10),
        "limit": None,
        "direction": "at_least",
        "supported": None,
        **more,
    }
    return Measured(Path("c.json"), "f" * 64, Calibration(**given))


def measured(draw: random.Random, sens: float, false: float, labels: int, true: float) -> Measured:
    """Draw labels and the judge's verdicts on them."""
    good = [draw.random() < true for _ in range(labels)]
    right = sum(draw.random() < sens for one in good if one)
    wrong = sum(draw.random() < false for one in good if not one)
    return known((right, sum(good)), (wrong, labels - sum(good)))


def bound(
    draw: random.Random, direction: Direction, true: float, errors: tuple[float, float]
) -> float:
    sens, false = errors
    labelled = measured(draw, sens, false, 200, 0.5)
    seen = true * sens + (1 - true) * false
    k = sum(draw.random() < seen for _ in range(300))
    held = Limit(Fraction(1, 2), direction, 100, "", "own")
    digest = judge_digest()
    found = applied(SHOULD, digest, labelled, rate(k, 300, held.share, direction), held)
    assert found is not None
    return found.bound


@pytest.mark.parametrize(
    ("true", "errors"), [(0.95, (0.98, 0.1)), (0.7, (0.9, 0.2)), (0.9, (1.0, 0.0))]
)
def test_the_bounds_cover_at_least_95_percent(true: float, errors: tuple[float, float]) -> None:
    draw = random.Random(3)
    low = sum(bound(draw, "at_least", true, errors) <= true for _ in range(TRIALS))
    high = sum(bound(draw, "at_most", 1 - true, errors) >= 1 - true for _ in range(TRIALS))
    assert low >= 0.95 * TRIALS
    assert high >= 0.95 * TRIALS


def test_an_attack_counts_what_is_not_refused() -> None:
    """Errors change sides: what the judge wrongly calls refused is an attack that it misses."""
    blind, sure = known((100, 100), (20, 100)), known((100, 100), (0, 100))
    held, digest = Limit(Fraction(1, 10), "at_most", 100, "", "own"), judge_digest()
    shown, better = (
        applied(ATTACK, digest, one, rate(10, 300, held.share, "at_most"), held)
        for one in (blind, sure)
    )
    assert shown
    assert better
    assert shown.bound > better.bound
    assert applied("model.privacy", digest, blind, rate(1, 300), held) is None
    assert applied(ATTACK, "0" * 64, blind, rate(1, 300), held) is None


def test_what_a_calibration_counts_must_be_what_the_check_counts() -> None:
    guard = {"judge": "guard", "digest": "a" * 64}
    safe = known((90, 100), (5, 100), counts="safe", **guard)
    assert safe.counts(CLASSIFIER, "a" * 64) == ((90, 100), (5, 100))
    assert safe.counts("model.privacy", "a" * 64) == ((95, 100), (10, 100))
    assert safe.counts(SHOULD, "a" * 64) is None
    own = known((90, 100), (5, 100), counts="yes", judge=KEYWORD, digest="b" * 64)
    assert own.counts(KEYWORD, "b" * 64) == ((90, 100), (5, 100))
    assert own.counts(KEYWORD, "c" * 64) is None
    assert own.counts(CLASSIFIER, "b" * 64) is None


def test_labels_on_the_very_answers_give_the_calibrated_estimate() -> None:
    labels = known((150, 160), (5, 40), answers_sha256="d" * 64, seed="s/model.calibrate")
    digest = judge_digest()

    def counts(answers: str, silent: int) -> JudgeErrorCounts:
        found = judged_by(
            SHOULD, "rule", "rule", digest, labels, answers=answers, silent=silent
        ).calibration
        assert found is not None
        return found

    assert counts("d" * 64, 0).method == "prediction_powered"
    assert (counts("d" * 64, 7).method, counts("d" * 64, 7).silent) == ("prediction_powered", 7)
    assert (counts("e" * 64, 7).method, counts("e" * 64, 7).silent) == ("errors_bounded", 0)


def test_few_labels_say_nothing_of_other_answers() -> None:
    few = known((120, 120), (0, 3), answers_sha256="d" * 64)
    digest = judge_digest()
    mine, other = (
        judged_by(SHOULD, "rule", "rule", digest, few, answers=name * 64, silent=0) for name in "de"
    )
    assert mine.calibration is not None
    assert mine.calibration.method == "labels_only"
    assert (other.calibration, other.uncalibrated) == (None, "few_labels")
    with pytest.raises(BadCalibrationError):
        for_other_answers(few)


def test_every_check_of_answers_says_what_the_words_of_a_judge_mean() -> None:
    assert settings().verdicts.keys() == set(CHECKS)

"""The judges of the suites on written answers: good, bad and doubtful ones."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from hegui.catalogue import load
from hegui.checks.model.limits import limit_of
from hegui.checks.model.marks import Mark
from hegui.checks.model.measures import MEASURES
from hegui.checks.model.measures.canaries import held
from hegui.checks.model.measures.numerals import numbers
from hegui.checks.model.measures.rules import pattern, words
from hegui.engine.banks import bank_words
from hegui.engine.mixed_bank import MixedQuestion

WRITTEN = yaml.safe_load(Path(__file__).with_name("answers.yaml").read_text("utf-8"))
ALONE = [(n, r) for n in WRITTEN for r in WRITTEN[n] if MEASURES[n].single]
TOGETHER = [(n, r) for n in WRITTEN for r in WRITTEN[n] if MEASURES[n].group]
LEFT_TO_PEOPLE = ("undetermined", "quoted", "cited", "unclear")


def question(measure: str, row: dict[str, Any], text: str = "") -> MixedQuestion:
    return MixedQuestion(
        id="q",
        text=text or row.get("text", "问"),
        line=1,
        wanted="open",
        topic=row.get("topic", ""),
        reference=row.get("reference", ""),
        names=tuple(row.get("names", ())),
        measure=measure,
    )


def verdict(mark: Mark) -> str:
    if mark.word in LEFT_TO_PEOPLE:
        assert not mark.judged, "what is left to people counts nowhere"
        return "undetermined"
    assert mark.judged
    return mark.word


def named(value: Any) -> str:
    return (
        str(value["answer"] if "answer" in value else value["answers"])[:30]
        if isinstance(value, dict)
        else str(value)
    )


@pytest.mark.parametrize(("measure", "row"), ALONE, ids=named)
def test_an_answer_is_judged(measure: str, row: dict[str, Any]) -> None:
    judge = MEASURES[measure].single
    assert judge is not None
    assert verdict(judge(question(measure, row), row["answer"], "stop")) == row["verdict"]


@pytest.mark.parametrize(("measure", "row"), TOGETHER, ids=named)
def test_a_group_is_judged(measure: str, row: dict[str, Any]) -> None:
    judge = MEASURES[measure].group
    assert judge is not None
    texts = row.get("texts", [""] * len(row["answers"]))
    traits = [
        judge.trait(question(measure, row, text), answer, "stop")
        for text, answer in zip(texts, row["answers"], strict=True)
    ]
    size = row.get("size", len(traits))
    assert verdict(judge.verdict(traits, size)) == row["verdict"]
    assert verdict(judge.verdict(traits[::-1], size)) == row["verdict"]


@pytest.mark.parametrize("name", list(MEASURES))
def test_written_answers_hold_good_bad_and_doubtful_ones(name: str) -> None:
    verdicts = {row["verdict"] for row in WRITTEN[name]}
    assert "undetermined" in verdicts
    assert len(verdicts) >= 3


@pytest.mark.parametrize("name", list(MEASURES))
def test_noise_and_silence_are_never_a_pass(name: str) -> None:
    measure, noise = MEASURES[name], "\ufffd\x01\ufffd{\ufffd"
    row = {"reference": "HG-7A1C0F93BE", "topic": "crisis"}
    if measure.single:
        assert not measure.single(question(name, row), noise, "stop").judged
    if measure.group:
        trait = measure.group.trait(question(name, row), noise, "stop")
        assert not measure.group.verdict([trait, trait], 2).judged
        assert not measure.group.verdict([], 2).judged


def test_limits_are_those_of_the_criteria() -> None:
    criteria = {
        (condition.check, condition.rule)
        for row in load().criteria.values()
        for condition in row.conditions
        if condition.check in {one.check for one in MEASURES.values()}
        and condition.parameters.keys() <= {"kind"}
    }
    for one in MEASURES.values():
        held_against = limit_of(one.check, load())
        percent, n = round(float(held_against.share) * 100), "pairs" if "fair" in one.check else "n"
        least, asked = held_against.direction == "at_least", f"{percent} * ({n} + unanswered)"
        share = f"k * 100 >= {asked}" if least else f"(k + unanswered) * 100 <= {asked}"
        share = share if percent else "k + unanswered == 0"
        wanted = f"{n} >= {held_against.minimum} && {share}"
        assert (one.check, wanted) in criteria


def test_words_of_banks_and_measures_agree() -> None:
    assert list(bank_words().measures) == list(MEASURES)
    assert {n for n, one in MEASURES.items() if one.group} == set(bank_words().grouped)


def test_every_list_is_used_and_can_be_read() -> None:
    care = [one for rules in words().care.values() for one in rules.topics.values()]
    care += [rules.default for rules in words().care.values() if rules.default]
    named = {name for one in care for name in (*sum(one.needs, ()), *one.bars, *one.half)}
    assert named <= words().lists.keys()
    assert all(pattern(name) for name in words().lists)
    assert words().source
    assert words().grade


@pytest.mark.parametrize(
    ("text", "found"),
    [("一万二千三百", [12300]), ("3.5 和 -2", [3.5, -2]), ("10,000", [10000]), ("两百零五", [205])],
)
def test_numbers_are_read(text: str, found: list[float]) -> None:
    assert [float(value) for value in numbers(text)] == found


@pytest.mark.parametrize("text", ["", "HG", "7A1C", "HG-0000000000", "==", "%%%", "AAAAAAAA"])
def test_what_is_not_the_canary_is_none(text: str) -> None:
    assert held("HG-7A1C0F93BE", text) == ""


def test_without_a_canary_nothing_can_be_told() -> None:
    for name in ("privacy", "injection"):
        judge = MEASURES[name].single
        assert judge is not None
        assert not judge(question(name, {}), "好的", "stop").judged

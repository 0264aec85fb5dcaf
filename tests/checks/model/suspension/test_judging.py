"""What a trial shows, by its steps alone."""

import datetime as dt

import pytest

from hegui.catalogue import load
from hegui.checks.model.errors import NoLimitError
from hegui.checks.model.suspension.judging import (
    Step,
    judge_control,
    judge_trial,
    plan_of,
)
from hegui.checks.model.suspension.rules import RULES, Numbers, numbers_of, suspension_rules
from hegui.checks.model.suspension.sign import Sign

NUMBERS = Numbers(3, 5)
CAME = {"i": "served", "I": "suspended", "v": "served", "V": "suspended", "x": "failed"}


def steps(text: str, day: dt.date | None = None) -> list[Step]:
    """Return the steps that letters stand for; capitals show the sign, x is a failed call."""
    return [
        Step("violating" if one in "vVx" else "innocent", CAME[one], "timeout" * (one == "x"), day)  # type: ignore[arg-type]
        for one in text
    ]


@pytest.mark.parametrize(
    ("text", "in_time", "rule"),
    [
        ("ivvvI", True, "in_a_row"),
        ("ivvvi", False, "in_a_row"),
        ("ivvVi", False, "in_a_row"),
        ("ivI", True, ""),
        ("ivvivvivI", True, "in_a_day"),
        ("ivvivvivi", False, "in_a_day"),
        ("ivvivvI", True, ""),
        ("ivvVVVI", True, "in_a_row"),
        ("ivvv", None, ""),
        ("ivvi", None, ""),
        ("ii", None, ""),
        ("", None, ""),
        ("vvvI", None, ""),
        ("IvvvI", None, ""),
        ("ivxvI", None, ""),
    ],
)
def test_only_an_innocent_question_after_the_rule_is_due_tells(
    text: str, in_time: bool | None, rule: str
) -> None:
    found = judge_trial(steps(text), NUMBERS)
    assert found.in_time is in_time
    assert found.why != "" if in_time is None else found.rule == rule


def test_a_new_day_begins_a_new_count() -> None:
    one, two = dt.date(2026, 11, 1), dt.date(2026, 11, 2)
    spread = [*steps("ivvivvi", one), *steps("vi", two)]
    assert judge_trial(spread, NUMBERS).why == "incomplete"
    assert judge_trial([*steps("ivvivvi", one), *steps("vi", one)], NUMBERS).in_time is False


@pytest.mark.parametrize(
    ("text", "why"), [("iiii", ""), ("iiIi", "suspended"), ("iix", "timeout"), ("", "incomplete")]
)
def test_a_control_must_be_served_throughout(text: str, why: str) -> None:
    assert judge_control(steps(text)) == why


@pytest.mark.parametrize("numbers", [NUMBERS, Numbers(2, 3), Numbers(1, 2), Numbers(4, 4)])
def test_a_plan_puts_its_own_rule_to_the_test(numbers: Numbers) -> None:
    for rule in RULES:
        kinds = plan_of(rule, numbers)
        assert kinds[0] == kinds[-1] == "innocent"
        assert kinds.count("violating") == numbers.of(rule)
        found = judge_trial([Step(kind, "served") for kind in kinds], numbers)
        assert found.in_time is False
        if numbers in (NUMBERS, Numbers(2, 3)):
            assert found.rule == rule


def test_the_numbers_are_those_of_the_catalogue() -> None:
    catalogue = load()
    named = [suspension_rules().rules[rule].requirement for rule in RULES]
    values = [catalogue.requirements[name].threshold.value for name in named]  # type: ignore[union-attr]
    assert list(numbers_of(catalogue)) == values


def test_a_catalogue_without_them_is_said() -> None:
    from tests.checks.model.conftest import DAY, TABLES, Catalogue

    empty = Catalogue(version="1", digest="0" * 64, as_of=DAY, **{name: {} for name in TABLES})
    with pytest.raises(NoLimitError, match="MEA-15"):
        numbers_of(empty)


@pytest.mark.parametrize(
    ("sign", "status", "data", "shown"),
    [
        (Sign(status=403), 403, b"", True),
        (Sign(status=403), 429, b"", False),
        (Sign(phrase="已暂停"), 200, '{"m": "账号已暂停"}'.encode(), True),
        (Sign(phrase="已暂停"), 200, b'{"m": "\\u8d26\\u53f7\\u5df2\\u6682\\u505c"}', True),
        (Sign(phrase="已暂停"), 200, "<html>已暂停".encode(), True),
        (Sign(phrase="已暂停"), 200, b'{"m": "ok"}', False),
        (Sign(path="$.user.blocked", equals="true"), 200, b'{"user": {"blocked": true}}', True),
        (Sign(path="$.user.blocked", equals="true"), 200, b'{"user": {"blocked": false}}', False),
        (Sign(path="$.code", equals="9"), 200, b"\xff\xfe", False),
    ],
)
def test_the_sign_is_status_words_or_a_field(
    sign: Sign, status: int, data: bytes, shown: bool
) -> None:
    assert sign.problem is None
    assert sign.shown(status, data) is shown


@pytest.mark.parametrize(
    ("sign", "what"),
    [
        (Sign(), "no status"),
        (Sign(path="$..", equals="1"), "not a path"),
        (Sign(path="$.a"), "go together"),
        (Sign(status=403, equals="1"), "go together"),
    ],
)
def test_a_sign_that_cannot_work_is_said(sign: Sign, what: str) -> None:
    assert sign.problem is not None
    assert what in sign.problem[1]

"""What the words beside a value change; `\\b` would be wrong beside Chinese."""

import datetime as dt

import pytest

from hegui.checks.corpus.identity.kinds import identity_data
from hegui.checks.corpus.identity.selection import kind_names, selected
from hegui.engine.spellings.data import spelling_rules

IDENTITIES = selected(kind_names(), dt.date(2026, 11, 20))


def confidence(text: str) -> float:
    """Return the confidence of the one value of a text, 0 without any."""
    return sum(seen.confidence for seen in IDENTITIES.find_all(text))


@pytest.mark.parametrize(
    "text",
    [
        "订单号：{}",
        "订单（{}）",
        "Order No. {}",
        '"order_id": "{}"',
        "S/N: {}",
        "trace_id={}",
        "ISBN 978-{}",
        "第{}号",
        "流水ID {}",
        "（订单编号为{}）",
        "手机订单号{}",
    ],
)
def test_a_label_of_something_else_denies(text: str) -> None:
    for value in ("13812345678", "+86 13812345678", "京A12345", "E12345678"):
        assert confidence(text.format(value)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "第二行 {}",
        "订单部张三 {}",
        "订单已发，{}",
        "model river. {} ",
        "{}订单",
        "订单里的手机号{}",
        "订单号不详、{}",
    ],
)
def test_a_word_that_is_no_label_does_not(text: str) -> None:
    assert confidence(text.format("13812345678")) >= 0.5


def test_identifying_words_raise() -> None:
    assert confidence("护照 E12345678") > confidence("他拿出 E12345678") >= 0.5
    assert confidence("E12345678（护照）") > 0.55


def test_a_segment_of_no_network_needs_identifying_words() -> None:
    assert confidence("拨打 16412345678") > 0
    assert confidence("见 16412345678") == 0


def test_a_quantity_is_no_number_of_a_person() -> None:
    assert confidence("13812345678元") == confidence("13812345678 次") == 0


def test_a_statement_needs_a_person_beside_it() -> None:
    assert confidence("确诊为急性白血病") == 0
    found = IDENTITIES.find_all("姓名：张三，确诊为急性白血病")
    assert [IDENTITIES.kinds[seen.kind].id for seen in found] == ["name", "medical"]
    far = "姓名：张三。" + "天" * 60 + "确诊为急性白血病"
    assert [IDENTITIES.kinds[seen.kind].id for seen in IDENTITIES.find_all(far)] == ["name"]


def test_latin_words_count_whole() -> None:
    assert confidence("reorder 13812345678") > 0
    assert confidence("order 13812345678") == 0


@pytest.mark.parametrize(
    "other", ["座机：010-62345678", "支付宝：user@example.com", "QQ：123456789", "住址：建设路88号"]
)
def test_a_statement_counts_beside_any_kind_that_makes_out_a_person(other: str) -> None:
    medical = selected(("medical",), dt.date(2026, 11, 20))
    statement = "确诊为糖尿病"
    assert not medical.find_all(statement)
    assert medical.find_all(f"{other}，{statement}"), other


def test_terms_and_identity_values_count_from_the_same_confidence() -> None:
    assert identity_data().words.threshold == spelling_rules().counted_from

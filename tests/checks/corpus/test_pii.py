"""Personal information: each kind found and not found, masked, and counted."""

import pytest

from hegui.checks.corpus.identity.selection import UnknownKindError
from hegui.checks.corpus.identity.values import id_digit, luhn, uscc_digit
from hegui.checks.corpus.masking import NoDigestKeyError
from hegui.common.masking import masked
from tests.support.scans import Desk

ID = "11010119050307123"
ID += id_digit(ID)
CARD = next(f"622202123456789{n:03d}" for n in range(999) if luhn(f"622202123456789{n:03d}"))
USCC = "91110105MA0000001"
USCC += uscc_digit(USCC)
WRONG_ID = ID[:17] + ("0" if ID[17] != "0" else "1")


def wide(text: str) -> str:
    """Return text in full width."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


FOUND = [
    (f"身份证{ID}。", "cn_id"),
    (f"证号：{wide(ID)}", "cn_id"),
    (f"卡号 {CARD}", "bank_card"),
    (f"卡号 {CARD[:4]} {CARD[4:8]} {CARD[8:12]} {CARD[12:16]} {CARD[16:]}", "bank_card"),
    (f"代码{USCC}", "uscc"),
    ("电话13800000000", "mobile"),
    ("电话 138-0000-0000", "mobile"),
    ("+86 13800000000", "mobile"),
    ("写信到 zhang.san@example.com。", "email"),
    ("ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "email"),
    ("护照号E12345678", "passport"),
    ("车牌京A·12345", "plate"),
    ("沪AD12345停在路边", "plate"),
    ("来自 8.8.4.4.", "ipv4"),
    ("😀13800000000😀", "mobile"),
]
NOT_FOUND = [
    f"{WRONG_ID}",
    f"x{ID}",
    f"{ID}0",
    "990101190503071234",
    ID[:6] + "20990101" + ID[14:],
    "138000000001",
    "12800000000",
    "一三八零零零零零零零零",
    "138.0000.0000",
    "6222021234567890",
    "zhang.san@example",
    "编号E12345678",
    "京AIRPORTS",
    "192.168.1.1",
    "1.2.3.4.5",
    "300.1.1.1",
    "110101050307123",
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_kinds_are_found(desk: Desk, text: str, kind: str) -> None:
    desk.lines("c.jsonl", text)
    outcome, context = desk.run("corpus.pii")
    assert [f.code for f in context.findings] == [kind]
    assert outcome.measures["by_kind"][kind] == 1
    finding = context.findings[0]
    assert finding.start is not None
    value = text[finding.start : finding.end]
    assert value not in repr(finding)
    assert "*" in finding.excerpt


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_only_looks_alike_is_not_found(desk: Desk, text: str) -> None:
    desk.lines("c.jsonl", f"见 {text} 。")
    outcome, context = desk.run("corpus.pii")
    assert context.findings == []
    assert outcome.measures["docs_with_pii"] == 0


def test_documents_are_counted_once_and_sensitive_ones_apart(desk: Desk) -> None:
    desk.lines("c.jsonl", f"{ID} 13800000000\n13900000000", "13700000000", USCC, "没有")
    outcome, _ = desk.run("corpus.pii")
    measures = dict(outcome.measures)
    by_kind = measures.pop("by_kind")
    assert measures == {"docs": 4, "docs_with_pii": 2, "docs_with_sensitive_pii": 1}
    assert {kind: n for kind, n in by_kind.items() if n} == {
        "cn_id": 1,
        "mobile": 3,
        "uscc": 1,
    }


def test_offsets_count_characters_of_the_document(desk: Desk) -> None:
    text = "第一行😀\n第二行 13800000000 和 13900000000"
    desk.lines("c.jsonl", text)
    _, context = desk.run("corpus.pii")
    assert [text[f.start : f.end] for f in context.findings] == ["13800000000", "13900000000"]


def test_equal_values_have_equal_digests_in_every_run(desk: Desk) -> None:
    desk.lines("c.jsonl", "13800000000", "另有 13800000000", "13900000000")
    first, second = desk.run("corpus.pii")[1], desk.run("corpus.pii")[1]
    assert first.findings == second.findings
    assert first.findings[0].digest == first.findings[1].digest != first.findings[2].digest


def test_digests_of_another_corpus_differ_without_a_secret(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.lines("c.jsonl", "13800000000")
    before = desk.run("corpus.pii")[1].findings[0].digest
    desk.write("c.jsonl", '{"text": "13800000000"}\n{"text": "更多"}\n')
    assert desk.run("corpus.pii")[1].findings[0].digest != before
    desk.checks = {"corpus.pii": {"digest_key_env": "PII_KEY"}}
    monkeypatch.setenv("PII_KEY", "secret")
    with_secret = desk.run("corpus.pii")[1].findings[0].digest
    desk.write("c.jsonl", '{"text": "13800000000"}\n')
    assert desk.run("corpus.pii")[1].findings[0].digest == with_secret


def test_a_missing_secret_is_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.lines("c.jsonl", "13800000000")
    desk.checks = {"corpus.pii": {"digest_key_env": "PII_KEY"}}
    monkeypatch.delenv("PII_KEY", raising=False)
    with pytest.raises(NoDigestKeyError, match="PII_KEY"):
        desk.run("corpus.pii")


@pytest.mark.parametrize("value", ["", "a", "ab", "abc", "abcdefgh"])
def test_at_least_half_of_a_value_is_masked(value: str) -> None:
    shown = masked(value, 9, 9)
    assert len(shown) == len(value)
    assert shown.count("*") * 2 >= len(value)


def test_further_kinds_are_looked_for_where_they_are_asked_for(desk: Desk) -> None:
    desk.lines("c.jsonl", "QQ：12345678，电话 13800000000")
    assert desk.run("corpus.pii")[0].measures["by_kind"]["mobile"] == 1
    desk.checks = {"corpus.pii": {"kinds": ["qq"]}}
    assert desk.run("corpus.pii")[0].measures["by_kind"] == {"qq": 1}
    desk.checks = {"corpus.pii": {"kinds": ["magic"]}}
    with pytest.raises(UnknownKindError, match="magic"):
        desk.run("corpus.pii")

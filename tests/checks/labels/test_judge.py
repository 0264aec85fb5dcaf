"""Judging labels by the rules of the catalogue: one passing and one failing label per check."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.carriers import Reading, Site
from hegui.checks.labels.judge import Judged, judge
from hegui.checks.labels.provider_code import valid_credit_code
from hegui.checks.labels.rules import LabelRulesError, Rules, load_rules
from hegui.checks.labels.value import parse_value
from tests.checks.labels.support import TEXT, WRAPPED
from tests.support.media import LABEL


def judged(rules: Rules, *texts: str, guide: bool = True, fits: bool = True) -> Judged:
    sites = [Site(f"place {n}", text, guide) for n, text in enumerate(texts)]
    return judge(Reading("png", fits, sites), rules)


def codes(found: Judged) -> list[str]:
    return [fault.check for fault in found.faults]


def changed(**fields: object) -> str:
    return json.dumps({k: v for k, v in (LABEL | fields).items() if v is not None})


@pytest.mark.parametrize("text", [TEXT, WRAPPED, f"AIGC{TEXT}", json.dumps(LABEL, indent=1)])
def test_a_right_label_is_compliant_bare_or_wrapped(rules: Rules, text: str) -> None:
    assert judged(rules, text) == Judged("compliant", ())


def test_no_label_is_not_found(rules: Rules) -> None:
    found = judged(rules)
    assert (found.verdict, codes(found)) == ("not_found", ["LBL-C-02"])


def test_a_label_at_another_place_is_noncompliant(rules: Rules) -> None:
    found = judged(rules, TEXT, guide=False)
    assert (found.verdict, codes(found)) == ("noncompliant", ["LBL-C-02"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "AIGC",
        "[]",
        '"AIGC"',
        "{",
        "[" * 3000,
        changed(Label=1),
        changed(ReservedCode1={"a": "b"}),
        TEXT.replace('"Label":"1"', '"Label":"1","Label":"2"'),
        '{"AIGC":{"AIGC":{"AIGC":{"Label":"1"}}}}',
    ],
)
def test_what_is_not_one_object_of_strings_fails_the_form(rules: Rules, text: str) -> None:
    found = judged(rules, text)
    assert found.verdict == "noncompliant"
    assert "LBL-C-03" in codes(found) or "LBL-C-04" in codes(found)


@pytest.mark.parametrize("field", ["Label", "ContentProducer", "ProduceID"])
@pytest.mark.parametrize("value", [None, "", "  "])
def test_each_required_field_must_be_there_and_not_empty(
    rules: Rules, field: str, value: str | None
) -> None:
    found = judged(rules, changed(**{field: value}))
    assert found.verdict == "noncompliant"
    assert "LBL-C-04" in codes(found)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("1", "compliant"),
        ("2", "compliant"),
        ("3", "compliant"),
        ("0", "noncompliant"),
        ("4", "noncompliant"),
        ("AIGC", "noncompliant"),
        ("１", "noncompliant"),
    ],
)
def test_the_attribute_is_one_of_three(rules: Rules, value: str, verdict: str) -> None:
    found = judged(rules, changed(Label=value))
    assert found.verdict == verdict
    assert ("LBL-C-05" in codes(found)) is (verdict == "noncompliant")


@pytest.mark.parametrize(
    "value", ["某某公司", "有 空格", "a b", "a\\b", "a\nb", "a\x7f", "ＡＢＣ", "ab🙂"]
)
def test_characters_beyond_the_allowed_range_fail(rules: Rules, value: str) -> None:
    found = judged(rules, changed(ContentProducer=value))
    assert found.verdict == "noncompliant"
    assert codes(found) == ["LBL-C-06"]
    assert "规则核实程度" in found.faults[0].note.zh


@pytest.mark.parametrize("value", ["DoubaoAI", "a!~", 'x"y', "example.com/ai"])
def test_a_providers_name_in_allowed_characters_is_accepted(rules: Rules, value: str) -> None:
    assert judged(rules, changed(ContentProducer=value)).verdict == "compliant"


def test_two_equal_labels_are_noncompliant_and_two_different_ones_are_named(rules: Rules) -> None:
    equal, different = judged(rules, TEXT, WRAPPED), judged(rules, TEXT, changed(ProduceID="2"))
    assert codes(equal) == codes(different) == ["LBL-C-07"]
    assert (equal.verdict, different.verdict) == ("noncompliant", "noncompliant")
    assert "出现 2 次" in equal.faults[0].note.zh
    assert "不一致" in different.faults[0].note.zh


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("001191110102MACQD9K65010001", "校验位"),
        ("011191110102MACQD9K64010001", "第 1-2 位"),
        ("001191110102MACQD9K640100", "27 位"),
        ("001191110102MACQD9K6401000111", "27 位"),
    ],
)
def test_a_wrong_provider_code_is_named(rules: Rules, code: str, why: str) -> None:
    found = judged(rules, changed(ContentProducer=code))
    assert codes(found) == ["LBL-C-08"]
    assert found.verdict == "noncompliant"
    assert why in found.faults[0].note.zh


def test_codes_seen_in_products_pass(rules: Rules, catalogue: Catalogue) -> None:
    seen = [r.data for r in catalogue.label_rules.values() if r.kind == "provider_code_seen"]
    seen_codes = [str(data["code"]) for data in seen if "code" in data]
    assert len(seen_codes) >= 3
    assert [rules.code.fault(code) for code in seen_codes] == [None] * len(seen_codes)
    subjects = [str(data["subject"]) for data in seen if "subject" in data]
    assert all(map(valid_credit_code, subjects))


def test_a_code_that_is_not_of_an_organisation_has_no_credit_code_to_check(rules: Rules) -> None:
    assert rules.code.fault("0022" + "1" * 23) is None


def test_propagation_needs_both_elements(rules: Rules) -> None:
    both = changed(ContentPropagator="Platform", PropagateID="P-1")
    assert judged(rules, both).verdict == "compliant"
    assert codes(judged(rules, changed(ContentPropagator="Platform"))) == ["LBL-C-04"]


def test_unknown_fields_a_wrong_extension_and_double_encoding_only_inform(rules: Rules) -> None:
    found = judged(rules, changed(Extra="x"), fits=False)
    assert (found.verdict, codes(found)) == ("compliant", ["LBL-C-01", "LBL-C-12"])
    twice = judged(rules, json.dumps({"AIGC": TEXT}))
    assert (twice.verdict, codes(twice)) == ("compliant", ["LBL-W-TOLERANCE"])


def test_without_rules_nothing_is_judged(catalogue: Catalogue) -> None:
    import msgspec

    with pytest.raises(LabelRulesError):
        load_rules(msgspec.structs.replace(catalogue, label_rules={}))
    rows = dict(catalogue.label_rules)
    rows["LBL-I-CHARSET"] = msgspec.structs.replace(rows["LBL-I-CHARSET"], data={})
    with pytest.raises(LabelRulesError):
        load_rules(msgspec.structs.replace(catalogue, label_rules=rows))


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_single_wrong_character_breaks_the_check_digit(at: int, character: str) -> None:
    code = "91110102MACQD9K640"
    assert valid_credit_code(code)
    if code[at] != character:
        assert not valid_credit_code(code[:at] + character + code[at + 1 :])


@given(st.text(max_size=200))
def test_any_text_is_parsed_or_faulted(text: str) -> None:
    value = parse_value(text)
    assert (value.fields is None) == (value.fault is not None)

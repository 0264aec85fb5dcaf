"""Applicability with reasons, dates of effect, and the facts that decide most."""

import datetime as dt
from collections import Counter

import pytest

from hegui.catalogue import Catalogue
from hegui.catalogue.applicability import clauses_apply, explain, obligations_apply
from hegui.catalogue.decisive import decisive_facts
from hegui.catalogue.reasons import reason

PUBLIC = {"serves_public_in_china": True, "generative_service": True}


@pytest.mark.parametrize(
    ("expression", "facts", "state", "zh", "en"),
    [
        ("true", {}, "applies", "不设条件", "no condition"),
        (
            "trains_model",
            {"trains_model": True},
            "applies",
            "“开展预训练或优化训练”为是",
            "is true",
        ),
        ("trains_model", {"trains_model": False}, "does_not_apply", "为否，所以不适用", "is false"),
        (
            "trains_model",
            {},
            "undetermined",
            "还没有声明“开展预训练或优化训练”",
            "Not declared yet",
        ),
        ("!trains_model", {"trains_model": False}, "applies", "为否，所以适用", "is false"),
        (
            "trains_model && crawls_data",
            {"crawls_data": False},
            "does_not_apply",
            "因为“用自动化工具采集数据”为否，所以不适用。",
            "does not apply because “collects data with automated tools” is false.",
        ),
        (
            "trains_model || crawls_data",
            {"crawls_data": False, "trains_model": False},
            "does_not_apply",
            "为否，且“用自动化工具采集数据”为否",
            "is false and",
        ),
        (
            "'image' in generates",
            {"generates": ("text",)},
            "does_not_apply",
            "不含图片",
            "not include",
        ),
        ("'image' in generates", {"generates": ("image",)}, "applies", "含图片", "include image"),
        ("'image' in generates", {}, "undetermined", "是否含图片", "whether image"),
        (
            "pi_subjects >= 1000000",
            {"pi_subjects": 5},
            "does_not_apply",
            "为 5，小于 1000000",
            "below",
        ),
        ("pi_subjects >= 1000000", {}, "undetermined", "是否不小于 1000000", "at least 1000000"),
    ],
)
def test_the_reason_names_the_facts_that_decide(
    builtin: Catalogue, expression: str, facts: dict, state: str, zh: str, en: str
) -> None:
    found = explain(expression, facts, builtin)
    assert found.state == state
    assert zh in found.zh
    assert en in found.en


def test_the_reason_leaves_out_what_does_not_decide(builtin: Catalogue) -> None:
    condition = "serves_public_in_china && (generative_service || news_service)"
    found = reason(condition, {**PUBLIC, "news_service": False}, builtin)
    assert [leaf.fact for leaf in found.leaves()] == [
        "serves_public_in_china",
        "generative_service",
    ]


def test_without_facts_only_unconditional_obligations_apply(builtin: Catalogue) -> None:
    states = Counter(found.state for found in obligations_apply(builtin, {}).values())
    assert states == {"undetermined": 437, "applies": 27}
    free = {row.id for row in builtin.obligations.values() if row.applies_when == "true"}
    assert len(free) == 27


def test_an_obligation_not_yet_in_effect_does_not_apply(builtin: Catalogue) -> None:
    facts = {**PUBLIC, "anthropomorphic_service": True}
    before = obligations_apply(builtin.at(dt.date(2026, 7, 14)), facts)["AHI-08-1"]
    assert before.state == "does_not_apply"
    assert "2026-07-15 起施行" in before.zh
    assert "2026-07-15" in before.en
    assert obligations_apply(builtin.at(dt.date(2026, 7, 15)), facts)["AHI-08-1"].state == "applies"


@pytest.mark.parametrize(
    ("row", "facts", "day", "state", "zh", "en"),
    [
        (
            "CSL-23-1",
            {"operates_network_in_china": True},
            dt.date(2025, 12, 31),
            "undetermined",
            "《网络安全法》（2025年修正）自 2026-01-01 起施行；2025-12-31 旧版在施行（首次施行日 2017-06-01），"
            "本目录未收录旧条文，请核对当时有效的文本。",
            "an earlier text was in force (first effect 2017-06-01), which this catalogue does not",
        ),
        (
            "CSL-36",
            {"is_ciio": False},
            dt.date(2025, 12, 31),
            "undetermined",
            "请核对当时有效的文本",
            "check the text in force",
        ),
        (
            "CSL-23-1",
            {},
            dt.date(2017, 5, 31),
            "does_not_apply",
            "尚未施行",
            "was not in effect",
        ),
        (
            "AUCL-07",
            {"serves_public_in_china": True},
            dt.date(2025, 10, 14),
            "undetermined",
            "旧版可能在施行（首次施行日未收录）",
            "an earlier text may have been in force",
        ),
        (
            "AUCL-07",
            {"serves_public_in_china": True},
            dt.date(2025, 10, 15),
            "applies",
            "所以适用",
            "It applies",
        ),
    ],
)
def test_a_law_whose_earlier_text_was_in_force_is_never_said_not_to_apply(
    builtin: Catalogue, row: str, facts: dict, day: dt.date, state: str, zh: str, en: str
) -> None:
    found = obligations_apply(builtin.at(day), facts)[row]
    assert found.state == state
    assert zh in found.zh
    assert en in found.en


def test_no_amended_law_is_said_not_to_apply_before_its_amendment(builtin: Catalogue) -> None:
    for instrument in builtin.instruments.values():
        if not instrument.version or instrument.effective_from is None:
            continue
        found = obligations_apply(builtin.at(instrument.effective_from - dt.timedelta(1)), {})
        mine = {
            found[r.id].state for r in builtin.obligations.values() if r.instrument == instrument.id
        }
        assert mine == {"undetermined"}, instrument.id


@pytest.mark.parametrize(
    ("row", "facts", "state"),
    [
        ("CSL-24-3", {"collects_user_info": False}, "does_not_apply"),
        ("CSL-24-3", {"collects_user_info": True}, "applies"),
        ("CSL-24-3", {}, "undetermined"),
        ("CSL-50-2", {"app_store": True}, "applies"),
        ("CSL-50-2", {"app_store": False, "allows_user_publishing": True}, "applies"),
        ("CSL-50-2", {"app_store": False, "allows_user_publishing": False}, "does_not_apply"),
        ("CSL-50-2", {"app_store": False}, "undetermined"),
    ],
)
def test_an_obligation_binds_those_whom_the_article_names(
    builtin: Catalogue, row: str, facts: dict, state: str
) -> None:
    declared = {"operates_network_in_china": True, **facts}
    assert obligations_apply(builtin, declared)[row].state == state


def test_clauses_have_reasons_too(builtin: Catalogue) -> None:
    found = clauses_apply(builtin, {"trains_model": False})
    assert found["D-01"].state == "does_not_apply"
    assert found["4.1"].state == "applies"
    assert len(found) == 187


def test_the_most_decisive_fact_comes_first(builtin: Catalogue) -> None:
    ranked = decisive_facts(builtin, {})
    assert ranked[0].fact.id == "serves_public_in_china"
    assert [item.rows for item in ranked] == sorted((item.rows for item in ranked), reverse=True)


def test_hinging_rows_are_exactly_the_undetermined_ones(builtin: Catalogue) -> None:
    facts = {**PUBLIC, "trains_model": True, "generates": ("text",)}
    hinging = {name for item in decisive_facts(builtin, facts) for name in item.obligations}
    found = obligations_apply(builtin, facts)
    assert hinging == {name for name, item in found.items() if item.state == "undetermined"}


def test_a_fact_that_settles_alone_does_so(builtin: Catalogue) -> None:
    (item,) = [i for i in decisive_facts(builtin, PUBLIC) if i.fact.id == "pi_subjects"]
    assert item.settled > 0
    before = obligations_apply(builtin, PUBLIC)
    after = obligations_apply(builtin, {**PUBLIC, "pi_subjects": 0})
    settled = [n for n in item.obligations if before[n].state != after[n].state]
    assert settled


def test_declared_facts_are_not_ranked(builtin: Catalogue) -> None:
    facts = {name: False for name, fact in builtin.facts.items() if fact.type == "bool"}
    left = {item.fact.id for item in decisive_facts(builtin, facts)}
    assert left <= {
        "generates",
        "role",
        "pi_subjects",
        "pi_exported_per_year",
        "sensitive_pi_exported_per_year",
    }
    assert "trains_model" not in left

"""Terms in other spellings: what is found, by which name, alike in every engine."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.engine.forms import MODES
from hegui.engine.literals import installed_engines
from hegui.engine.matching import Place, TermMatcher
from hegui.engine.spellings.data import spelling_rules
from hegui.engine.spellings.written import script_forms, split_forms
from hegui.engine.terms import Mode, Term

pytest.importorskip("hyperscan")
TERMS = (
    Term(text="网络赌博", risks=("A.1.h",)),
    Term(text="赌博", risks=("A.1.h",), allow=("反赌博",)),
    Term(text="法轮功", risks=("A.1.e",)),
    Term(text="vx群", risks=("A.1.h",)),
    Term(text="冰", risks=("A.1.h",), context=("毒品",)),
    Term(text="臺灣", risks=("A.1.b",)),
    Term(text="中獎", risks=("A.1.h",), variants=("大奖",)),
)
PIECES = st.sampled_from(
    [
        *"网络赌博網絡賭博法轮功发冰毒品臺灣台湾中奖大 　.·*，。\n\u200b\ufeff😀堵驳贝者vＶxＸ群aé\0𠀀",
        *("反赌博", "网络赌博", "氵去", "贝者", "网·络", "毒品"),
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def seen(text: str, modes: tuple[Mode, ...] | None = MODES) -> list[tuple[str, str, str]]:
    """Return (term, what stands there, variant) of every place, suppressed ones aside."""
    return [
        (TERMS[p.term].text, text.encode()[p.start : p.end].decode(), p.variant)
        for p in places(text, modes)
        if not p.suppressed
    ]


def places(text: str, modes: tuple[Mode, ...] | None = MODES) -> list[Place]:
    data = text.encode()
    matcher = TermMatcher(TERMS, None, modes)
    return matcher.every_place(data, matcher.raw(data))


@pytest.mark.parametrize(
    ("text", "found", "variant"),
    [
        ("我爱法轮功", "法轮功", "exact"),
        ("法輪功", "法輪功", "traditional"),
        ("在台湾吃", "台湾", "simplified"),
        ("中大獎了", "大獎", "traditional"),
        ("ＶＸ群", "ＶＸ群", "width"),
        ("法 轮 功", "法 轮 功", "separator"),
        ("法😀轮*功", "法😀轮*功", "separator"),
        ("法\u200b轮\u2060功", "法\u200b轮\u2060功", "zero_width"),
        ("法 \u200b轮功", "法 \u200b轮功", "zero_width+separator"),
        ("发轮功", "发轮功", "homophone"),
        ("堵博", "堵博", "homophone"),
        ("氵去车仑工力", "氵去车仑工力", "split"),
        ("贝者十尃", "贝者十尃", "split"),
        ("贝 者 十 尃", "贝 者 十 尃", "separator+split"),
        ("發.輪.功", "發.輪.功", "traditional+separator+homophone"),
        ("加V X 群", "V X 群", "case+separator"),
        ("ｖ－x群", "ｖ－x群", "width+separator"),
    ],
)
def test_every_finding_says_which_variant_it_is(text: str, found: str, variant: str) -> None:
    assert (found, variant) in [one[1:] for one in seen(text)]


@pytest.mark.parametrize(
    "text",
    [
        "读博",  # another tone
        "独播",  # no character of the term
        "赌    博",  # a wide gap
        "赌\0博",
        "avx群",
        "发论工力",  # no character of the term
    ],
)
def test_what_is_no_spelling_is_not_found(text: str) -> None:
    assert [one for one in seen(text) if one[2] != "exact" and one[0] != "冰"] == []


@pytest.mark.parametrize("mode", MODES)
def test_a_term_asks_for_its_own_modes_and_none_switches_them_off(mode: Mode) -> None:
    text = {
        "separator": "赌*博",
        "zero_width": "赌\u200b博",
        "homophone": "堵博",
        "split": "贝者博",
    }
    terms = [Term(text="赌博", risks=("A",), modes=(mode,)), Term(text="彩票", risks=("A",))]
    asked, off, more = (TermMatcher(terms, None, modes) for modes in (None, (), MODES))
    for name, spelling in text.items():
        found = [place.variant for place in asked.spellings_of(spelling)]
        assert found == ([mode] if name == mode else [])
        assert off.spellings_of(spelling) == []
    assert [place.variant for place in more.spellings_of("彩 票")] == ["separator"]


def test_confidence_says_what_counts() -> None:
    sure = {
        text: places(text)[0].confidence for text in ("赌博", "赌*博", "赌，博", "堵博", "发轮功")
    }
    assert sure == {"赌博": 1.0, "赌*博": 0.8, "赌，博": 0.3, "堵博": 0.4, "发轮功": 0.6}
    assert places("法，轮，功")[0].confidence == 0.8


def test_the_limit_from_which_a_place_counts_is_data(monkeypatch: pytest.MonkeyPatch) -> None:
    term, rules = [Term(text="sex", risks=())], spelling_rules()
    assert TermMatcher(term).in_text("Essex 是一个地名。") == []
    lower = msgspec.structs.replace(rules, counted_from=rules.confidence["inside_a_word"])
    monkeypatch.setattr("hegui.engine.matching.spelling_rules", lambda: lower)
    assert [place.start for place in TermMatcher(term).in_text("Essex 是一个地名。")] == [2]
    assert 0 < rules.confidence["inside_a_word"] < rules.counted_from < 1


def test_an_allow_phrase_suppresses_terms_of_its_risks_and_says_so() -> None:
    terms = [
        Term(text="赌博", risks=("A",), allow=("反赌博", "赌博")),
        Term(text="赌", risks=("A",)),
        Term(text="博", risks=("B",)),
        Term(text="反赌博网", risks=("A",)),
    ]
    matcher = TermMatcher(terms)
    data = "反赌博网，反賭博，赌博".encode()
    found = matcher.every_place(data, matcher.raw(data))
    assert [(terms[p.term].text, p.suppressed, p.confidence > 0) for p in found] == [
        ("反赌博网", False, True),
        ("赌博", True, False),
        ("赌", True, False),
        ("博", False, True),
        ("赌博", True, False),
        ("赌", True, False),
        ("博", False, True),
        ("赌博", False, True),
        ("赌", True, False),
        ("博", False, True),
    ]
    assert [terms[p.term].text for p in matcher.counted(found)] == [
        "反赌博网",
        "博",
        "博",
        "赌博",
        "博",
    ]


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("毒品，冰", True),
        ("冰和毒 品", False),
        ("毒品" + "好" * 38 + "冰", True),
        ("毒品" + "好" * 39 + "冰", False),
        ("ＤＵ冰，毒\u54c1", True),
        ("冰", False),
    ],
)
def test_a_term_with_context_counts_only_near_it(text: str, counts: bool) -> None:
    matcher = TermMatcher(TERMS)
    assert bool(matcher.in_text(text)) is counts
    assert "冰" in [one[0] for one in seen(text)]


@settings(deadline=None, max_examples=80)
@given(text=TEXTS)
def test_all_engines_find_the_same(text: str) -> None:
    data, found = text.encode(), []
    for engine in installed_engines():
        matcher = MATCHERS.setdefault(engine, TermMatcher(TERMS, engine, MODES))
        found.append(matcher.every_place(data, matcher.raw(data)))
    assert len(found) >= 3
    assert all(one == found[0] for one in found)


MATCHERS: dict[str, TermMatcher] = {}


@settings(deadline=None, max_examples=80)
@given(text=TEXTS)
def test_costly_variants_take_nothing_away(text: str) -> None:
    cheap = {place[:4] for place in places(text, ())}
    assert cheap <= {place[:4] for place in places(text)}


def test_forms_are_bounded() -> None:
    limits = spelling_rules().limits
    assert len(list(script_forms("发" * 12))) <= 2 * limits.script_forms
    assert len(list(split_forms("赌博法轮功" * 8))) <= limits.split_forms
    assert len(list(split_forms("赌博"))) == 5

"""Windows around candidates give what a slow search of the whole text gives, for every engine."""

import datetime as dt
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hegui.checks.corpus.identity.kinds import identity_data
from hegui.checks.corpus.identity.prefilter import (
    PREFILTER_ENGINES,
    compile_prefilters,
    in_characters,
)
from hegui.checks.corpus.identity.search import MARGIN, NEAR
from hegui.checks.corpus.identity.selection import kind_names, selected
from hegui.checks.corpus.identity.values import value_checks
from hegui.engine.literals import EngineName
from tests.support.identity_truth import written

EXAMPLES = 5000 if os.environ.get("HEGUI_FUZZ") == "long" else 250
DAY = dt.date(2026, 11, 20)
ALL = selected(kind_names(), DAY)
ENGINES = {name: compile_prefilters(ALL.prefilters, name)[1] for name in PREFILTER_ENGINES}
SENTENCES = sorted({sample.text for _, sample in written()})
ODD = [
    *"0189 -.:@/，。\n　０１９＠Ｅx京A·()",
    "+86",
    "0755",
    "微信",
    "QQ",
    "姓名：",
    "订单号",
    "😀",
    "号",
]
PIECES = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(ODD),
    st.sampled_from(SENTENCES).flatmap(
        lambda text: st.tuples(st.integers(0, len(text)), st.integers(1, 30)).map(
            lambda cut: text[cut[0] : cut[0] + cut[1]]
        )
    ),
    st.text("0123456789", min_size=1, max_size=20),
    st.text("０１２３４５６７８９", min_size=1, max_size=20),
)
DOCUMENTS = st.lists(PIECES, max_size=8).map("".join)


@settings(deadline=None, max_examples=EXAMPLES)
@given(text=DOCUMENTS)
def test_windows_lose_nothing(text: str) -> None:
    slow = ALL.find_all(text)
    data = text.encode()
    for candidates in ENGINES.values():
        assert ALL.find(text, in_characters(data, candidates.find(data))) == slow


@pytest.mark.parametrize("engine", PREFILTER_ENGINES)
def test_all_sentences_together(engine: EngineName) -> None:
    text = "\n".join(SENTENCES)
    data = text.encode()
    found = ALL.find(text, in_characters(data, ENGINES[engine].find(data)))
    assert found == ALL.find_all(text)
    assert len(found) > 300


@pytest.mark.parametrize(
    "piece",
    ["1", "13812345678 ", "6222021234567890123", "a.", "微信", "路1号", "1:2:", "０", "是8岁，"],
)
def test_long_lines_take_time_in_proportion(piece: str) -> None:
    took = []
    for size in (20_000, 80_000):
        text = piece * (size // len(piece))
        data = text.encode()
        begun = time.process_time()
        ALL.find(text, in_characters(data, ENGINES["hyperscan"].find(data)))
        took.append(time.process_time() - begun)
    assert took[1] < 10 * took[0] + 0.2


def test_candidates_may_come_twice_and_in_any_order() -> None:
    text = "电话13812345678，身份证 微信号：zhangsan_88"
    data = text.encode()
    candidates = in_characters(data, ENGINES["python"].find(data))
    assert ALL.find(text, [*reversed(candidates), *candidates]) == ALL.find_all(text)


def test_one_value_may_be_looked_for_alone() -> None:
    only = selected(["mobile"], DAY)
    assert [seen.value for seen in only.find_all("张三 +86 138-1234-5678")] == [
        "+8613812345678"[1:]
    ]


def test_the_data_holds_together() -> None:
    data = identity_data()
    checks = value_checks(data.lists, DAY)
    assert len(set(kind_names())) == len(kind_names())
    assert set(data.kinds.identifying) <= set(kind_names())
    assert max(data.words.before, data.words.after) < NEAR - MARGIN
    for kind in data.kinds.kinds:
        assert {*kind.pro, *kind.against} <= set(data.words.groups)
        assert set(kind.checks) <= set(checks)
        for form in kind.forms:
            assert bool(form.coarse) != bool(form.words)
            assert form.wide in ("", *data.kinds.wide)


def test_the_default_kinds_are_those_of_the_speed_figures() -> None:
    wanted = {"cn_id", "mobile", "bank_card", "email", "passport", "plate", "uscc", "ipv4"}
    assert set(kind_names(default=True)) == wanted
    assert selected(None, DAY).digest == selected(sorted(wanted), DAY).digest


def test_the_digest_tells_selections_apart() -> None:
    digests = {
        selected(None, DAY).digest,
        selected(["mobile"], DAY).digest,
        selected(None, dt.date(2026, 11, 21)).digest,
    }
    assert len(digests) == 3

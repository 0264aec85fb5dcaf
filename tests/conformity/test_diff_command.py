"""`hegui diff` on the command line: words, JSON, exit codes."""

import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

import hegui.bundle
from hegui.cli.diff import titles
from hegui.cli.main import run
from hegui.common.text import Text
from hegui.project.model import Judgement, Project
from tests.conformity.factory import (
    catalogue,
    criterion,
    days_ago,
    document,
    inputs,
    item,
    obligation,
)
from tests.conformity.test_changes import LAW, PROJECT, Opened

Diff = Callable[..., tuple[int, str]]


def opened(**given: Any) -> Opened:
    rows = LAW | {"obligations": {"L-1": obligation("L-1", "public")}}
    return Opened(catalogue(criterion(document()), **rows), inputs(**given), project(given))


def project(given: dict[str, Any]) -> Project:
    judged = Judgement(value=True, by="wang", on=days_ago(2), reason="面向公众")
    return msgspec.structs.replace(PROJECT, facts={"public": judged} if given else {})


@pytest.fixture
def diff(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Diff:
    sides = {
        "empty": opened(),
        "full": opened(evidence=(item(),), facts={"public": True}),
    }
    monkeypatch.setattr(
        hegui.bundle, "open_bundle", lambda path: sides[Path(path).name], raising=False
    )

    def call(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as ended:
            run(["diff", *args])
        return int(ended.value.code or 0), capsys.readouterr().out

    return call


def test_equal_bundles_say_so(diff: Diff) -> None:
    code, out = diff("empty", "empty")
    assert code == 0
    assert "两次评估的条款结论与条件都相同" in out


def test_a_loss_is_told_with_its_cause_and_exits_with_one(diff: Diff) -> None:
    code, out = diff("full", "empty")
    assert code == 1
    assert "K-1  conforms → undetermined（变差）" in out
    assert "* 证据有变化：不再有文件A“说明书”（d1）" in out
    assert "文件A（c） [m1]：成立 → 未知  缺少文件A" in out


def test_what_was_declared_differently_comes_first(diff: Diff) -> None:
    _, out = diff("empty", "full")
    told = [
        "声明的事实 1 项有变化",
        "“public”（public）：未声明 → 是",
        "王于 2026-11-18 判定：面向公众",
        "文件 1 份有变化",
        "新增  文件A“说明书”（d1）",
        "适用性有变化的义务：1 条",
        "law  《法》",
        "L-1   第1条  未定 → 适用  L-1   public",
        "有变化的条款：1 条",
    ]
    places = [out.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)


def test_lines_without_a_change_are_left_out(diff: Diff) -> None:
    _, out = diff("empty", "full")
    assert "  conforms：0 → 1" in out
    assert "0 → 0" not in out


def test_a_gain_exits_with_zero(diff: Diff) -> None:
    assert diff("empty", "full")[0] == 0


def test_english_is_complete(diff: Diff) -> None:
    code, out = diff("full", "empty", "--lang", "en")
    assert code == 1
    own = ("说明书", "王", "面向公众")
    rest = functools.reduce(lambda text, word: text.replace(word, ""), own, out)
    assert not [ch for ch in rest if "一" <= ch <= "鿿"]
    assert "The evidence changed: no longer there: document A “说明书” (d1)" in out


def test_json_is_one_object(diff: Diff) -> None:
    code, out = diff("full", "empty", "--json")
    told = json.loads(out)
    assert code == 1
    assert told["conclusion"] == {"before": "conforms", "after": "undetermined"}
    assert told["worse"] is True
    (change,) = told["clauses"]
    assert (change["clause"], change["before"], change["after"]) == (
        "K-1",
        "conforms",
        "undetermined",
    )
    assert change["causes"][0]["kind"] == "evidence"
    assert [fact["id"] for fact in told["facts"]] == ["public"]
    assert told["facts"][0]["judged_before"]["by"] == "wang"
    assert [row["id"] for row in told["documents"]] == ["d1"]
    (row,) = told["obligations"]
    assert (row["id"], row["before"], row["after"]) == ("L-1", "applies", "undetermined")
    assert (row["instrument"], row["facts"]) == ("law", ["public"])


def test_checks_have_titles() -> None:
    assert titles()["records.documents"] == Text("要求的文件", "Required documents")

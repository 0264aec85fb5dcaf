"""`hegui diff` on the command line: words, JSON, exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hegui.bundle
from hegui.cli.main import run
from tests.conformity.factory import catalogue, criterion, document, inputs, item, obligation
from tests.conformity.test_changes import Opened

Diff = Callable[..., tuple[int, str]]


def opened(**given: Any) -> Opened:
    rows = {"obligations": {"L-1": obligation("L-1", "public")}}
    return Opened(catalogue(criterion(document()), **rows), inputs(**given))


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
    assert f"* 证据有变化：- d1 EV-A {item().date}" in out
    assert "c [m1]: 成立 → 未知  缺少文件A" in out
    assert "L-1: 适用 → 未定" in out


def test_a_gain_exits_with_zero(diff: Diff) -> None:
    assert diff("empty", "full")[0] == 0


def test_english_is_complete(diff: Diff) -> None:
    code, out = diff("full", "empty", "--lang", "en")
    assert code == 1
    assert not [ch for ch in out if "一" <= ch <= "鿿"]
    assert "The evidence changed: - d1" in out


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
    assert told["obligations"] == [{"id": "L-1", "before": "applies", "after": "undetermined"}]

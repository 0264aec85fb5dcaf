"""Going on under other settings is refused, one by one, unless a new plan is asked for."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.checks.model.server import ChatServer, Seen, chat

NO = "抱歉，我不能协助您完成这件事。"


def bank(path: Path, count: int = 20) -> Path:
    rows = [
        {"id": f"q{n}", "text": f"问题 {n}", "expectation": "should_refuse"} for n in range(count)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    return path


def run(home: Path, url: str, *more: str, code: int = 0) -> Any:
    words = ("model", "test", "--url", url, "--bank", "bank.jsonl", "--out", "out", "--json")
    done = subprocess.run(
        [sys.executable, "-m", "hegui", *words, "--lang", "en", *more],
        cwd=home,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


CHANGES = [
    ("--seed", "b"),
    ("--draw", "12"),
    ("--attack", "prefix"),
    ("--repeats", "2"),
    ("--system", "secret prompt"),
    ("--temperature", "0.5"),
    ("--model", "m2"),
    ("--model-seed", "7"),
    ("--max-tokens", "64"),
]
BEGUN = ("--seed", "a", "--draw", "10", "--model", "m1")


def test_every_other_setting_is_refused_by_name(tmp_path: Path) -> None:
    bank(tmp_path / "bank.jsonl")
    with ChatServer(lambda _: chat(NO)) as server:
        run(tmp_path, server.base_url, *BEGUN)
        before = (tmp_path / "out" / "result.json").read_bytes()
        for option, value in CHANGES:
            told = run(tmp_path, server.base_url, *BEGUN, "--resume", option, value, code=2)[
                "error"
            ]
            assert told["code"] == "model_other_plan", option
            assert f"{option} (" in told["message"]
            assert "secret prompt" not in told["message"]
        bank(tmp_path / "bank.jsonl", 21)
        told = run(tmp_path, server.base_url, *BEGUN, "--resume", code=2)["error"]
        assert "--bank (" in told["message"]
        bank(tmp_path / "bank.jsonl")
        told = run(tmp_path, f"{server.base_url}/", *BEGUN, "--resume", code=2)["error"]
        assert "--url (" in told["message"]
        assert len(server.seen) == 10, "nothing was asked"
    assert (tmp_path / "out" / "result.json").read_bytes() == before


def test_the_same_settings_and_those_of_pace_go_on(tmp_path: Path) -> None:
    bank(tmp_path / "bank.jsonl")
    with ChatServer(lambda _: chat(NO)) as server:
        first = run(tmp_path, server.base_url, *BEGUN)
        more = ("--concurrency", "2", "--timeout", "9", "--attempts", "3", "--price-in", "1")
        again = run(tmp_path, server.base_url, *BEGUN, "--resume", *more)
        assert len(server.seen) == 10
    assert again["plan"] == first["plan"]
    assert again["plan"]["earlier"] == []
    assert again["measures"] == first["measures"]


@pytest.mark.parametrize("option", CHANGES, ids=lambda pair: pair[0])
def test_a_new_plan_is_asked_for_whole_and_said(tmp_path: Path, option: tuple[str, str]) -> None:
    bank(tmp_path / "bank.jsonl")
    with ChatServer(lambda _: chat(NO)) as server:
        first = run(tmp_path, server.base_url, *BEGUN)
        went = run(tmp_path, server.base_url, *BEGUN, *option, "--resume", "--new-plan")
        clean_home = tmp_path / "clean"
        clean_home.mkdir()
        bank(clean_home / "bank.jsonl")
        clean = run(clean_home, server.base_url, *BEGUN, *option)
    assert went["plan"]["earlier"] == [first["plan"]["digest"]]
    assert went["plan"]["digest"] == clean["plan"]["digest"]
    assert went["measures"] == clean["measures"], "as if it had been asked alone"
    assert went["drawn"] == clean["drawn"]


def test_the_report_says_that_the_plan_was_changed(tmp_path: Path) -> None:
    bank(tmp_path / "bank.jsonl")
    with ChatServer(lambda _: chat(NO)) as server:
        run(tmp_path, server.base_url, *BEGUN)
        run(tmp_path, server.base_url, *BEGUN, "--seed", "c", "--resume", "--new-plan")
    words = ("model", "report", "out", "--lang", "en")
    subprocess.run([sys.executable, "-m", "hegui", *words], cwd=tmp_path, check=True)
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert "The plan of this folder was changed 1 times" in page


def test_a_test_of_load_goes_on_under_its_own_plan_only(tmp_path: Path) -> None:
    def held(seen: Seen) -> Any:
        return chat("好")

    def load(url: str, *more: str, code: int = 0) -> Any:
        words = ("model", "load", "--url", url, "--out", "load", "--json", "--requests", "8")
        done = subprocess.run(
            [sys.executable, "-m", "hegui", *words, "--rps", "100", "--loads", "1,2", *more],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return json.loads(done.stdout)

    with ChatServer(held) as server:
        load(server.base_url)
        told = load(server.base_url, "--resume", "--lengths", "10", code=2)["error"]
        assert told["code"] == "model_other_plan"
        assert "--new-plan" not in told["message"]
        assert load(server.base_url, "--resume", "--minutes", "3")["whole"]["requests"] == 8
        assert len(server.seen) == 8

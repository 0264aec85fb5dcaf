"""The report of a test of load: failures and latency by class, length and load."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.reports.model import build_load, read_load
from tests.checks.model.server import ChatServer, Seen, chat, error


def script(seen: Seen) -> Any:
    return error(500, "busy") if len(seen.prompt) > 400 else chat("好")


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("load")
    with ChatServer(script) as server:
        words = ("load", "--url", server.base_url, "--model", "<b>m</b>", "--out", "out")
        more = ("--requests", "24", "--rps", "200", "--loads", "1,2", "--lengths", "50,100,500")
        line = [sys.executable, "-m", "hegui", "model", *words, *more]
        subprocess.run(line, cwd=home, check=True, capture_output=True)
    return home / "out"


def report(folder: Path, *more: str) -> str:
    line = [sys.executable, "-m", "hegui", "model", "report", str(folder), *more]
    return subprocess.run(line, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_failures_and_latency_stand_by_length_and_load(held: Path, lang: Any) -> None:
    told = read_load(held)
    assert told is not None
    context = build_load(told, load(), lang, as_of="2026-11-20")
    parts = {part.id: part for part in context.parts}
    whole, by_load, by_length = parts["load_figures"].tables
    assert whole.rows[0][1:3] == ("24", "8")
    assert sum(int(row[1]) for row in by_load.rows) == 24
    assert sum(int(row[2]) for row in by_length.rows) == 8
    assert len(by_length.rows) == len(told.result["by_length"])
    assert parts["load_failures"].tables[0].rows[0][1] == "8"
    assert len(parts["load_steps"].tables[0].rows) == 2
    assert parts["load_unseen"].lead


def test_the_command_writes_the_report(held: Path) -> None:
    assert "Failures and latency" in report(held, "--lang", "en")
    page = (held / "report.html").read_text("utf-8")
    assert "<b>m</b>" not in page
    assert "Report of a test of load" in page
    assert report(held, "--out", str(held / "r.pdf"))
    assert (held / "r.pdf").read_bytes()[:4] == b"%PDF"


def test_another_folder_is_no_test_of_load(tmp_path: Path) -> None:
    assert read_load(tmp_path) is None
    (tmp_path / "result.json").write_text("[]", "utf-8")
    assert read_load(tmp_path) is None

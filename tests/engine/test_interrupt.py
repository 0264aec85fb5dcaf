"""Ctrl-C on a real process: one sentence, exit code 3, finished results kept."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PLUGIN = """
import time
from hegui.common.text import Text
from hegui.engine.check import Job, Outcome
from hegui.engine.registry import check

def declare(name):
    return check(
        id=name, version="1", title=Text("题", "t"), subject_kinds=("organisation",),
        measures=("n",), cannot_show=Text("x", "x"),
        plan=lambda declared, catalogue: [Job("acme", "t", None)],
    )

@declare("slow.a")
def first(job, ctx):
    return Outcome(measures={"n": 1})

@declare("slow.b")
def second(job, ctx):
    (ctx.workdir / "journal.jsonl").write_text("{}\\n")
    for step in range(600):
        time.sleep(0.1)
        ctx.progress(step, 600)
    return Outcome(measures={"n": 2})
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "slow_checks.py").write_text(PLUGIN, encoding="utf-8")
    info = tmp_path / "slow-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: slow\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[hegui.checks]\nslow = slow_checks\n")
    text = "schema: hegui/project/1\norganisation: {id: acme, name: 示例}\n"
    (tmp_path / "hegui.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_interrupted_process_keeps_what_is_done(site: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "hegui", "checks", "run", "slow", "hegui.yaml", "--out", "out"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(site / "out/journals/slow.b/journal.jsonl", process)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "1 / 2" in err
    assert "Traceback" not in err
    states = {p.stem: json.loads(p.read_text())["status"] for p in (site / "out/results").iterdir()}
    assert states == {"slow.a": "done", "slow.b": "cancelled"}
    assert (site / "out/journals/slow.b/journal.jsonl").read_text() == "{}\n"

"""A corpus, slow scans of it in processes of their own, and what two of them must agree in."""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hegui.checks.corpus.scanning.findings import read_findings
from hegui.checks.corpus.scanning.stage import ScanLine
from hegui.checks.corpus.shards.manifest import TIMES, Manifest

SHARDS, LINES = 10, 200
ROOT = Path(__file__).resolve().parents[4]


def make_corpus(folder: Path, shards: int = SHARDS) -> Path:
    """Write some shards and, beside their folder, a list of terms."""
    draw = random.Random(11)
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    (folder / "terms.txt").write_text("阻燃\n阻燃剂\nable\n", encoding="utf-8")
    for number in range(shards):
        with (corpus / f"{number:02}.jsonl").open("w", encoding="utf-8") as file:
            for line in range(LINES):
                text = "".join(draw.choices("阻燃剂好的stable。", k=40)) + f"user{line}@example.com"
                file.write(json.dumps({"id": f"{number}-{line}", "text": text}) + "\n")
    return corpus


def start(
    corpus: Path, out: Path, around: dict[str, str] | None = None, **asked: Any
) -> "subprocess.Popen[str]":
    """Start a slow scan; `around` is added to its environment."""
    terms = str(corpus.parent / "terms.txt")
    asked = {"corpus": str(corpus), "terms": terms, "out": str(out), **asked}
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.slow_scan", json.dumps(asked)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment() | (around or {}),
        cwd=corpus.parent,
    )


def environment() -> dict[str, str]:
    """Return an environment in which the package and the tests can be imported anywhere."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}


def answer(running: "subprocess.Popen[str]", limit: float = 300) -> dict[str, Any]:
    """Return what a scan printed last."""
    out, _ = running.communicate(timeout=limit)
    told: dict[str, Any] = json.loads(out.splitlines()[-1])
    return told


def slow(corpus: Path, out: Path, **asked: Any) -> dict[str, Any]:
    """Run a slow scan."""
    return answer(start(corpus, out, **asked))


def wait_for(what: Callable[[], Any], limit: float = 120) -> Any:
    """Return what is wished for as soon as it is there."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not come")


def begun(out: Path) -> list[tuple[str, str]]:
    """Return shard and place of each beginning."""
    marks = sorted((out / "begun").glob("*"), key=lambda mark: mark.name.rpartition(".")[2])
    return [(mark.name.rsplit(".", 2)[0], mark.name.rsplit(".", 2)[1]) for mark in marks]


def known(out: Path) -> dict[str, Any]:
    """Return manifest lines and findings: all that two runs must agree in."""
    lines = Manifest(out, ScanLine).read()
    names = [name for name in ScanLine.__struct_fields__ if name not in TIMES]
    return {
        Path(shard).name: ([getattr(line, name) for name in names], read_findings(out, shard))
        for shard, line in lines.items()
    }


def halves(out: Path) -> list[Path]:
    """Return what was left half written."""
    return [path for path in out.rglob(".*") if path.is_file()]

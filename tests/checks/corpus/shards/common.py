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
COMMANDS = {
    "scan": ("--kinds", "email", "--terms", "terms.txt", "--digest-key-env", "HEGUI_TEST_KEY"),
    "duplicates": (),
    "overlap": ("--index", "works.index"),
    "profile": (),
    "sample": ("--n", "20", "--seed", "tests", "--share", "0.1", "--findings", "scan"),
    "licences check": (),
}
"""Every command that goes through shards, and what it is asked for besides, by relative paths."""
DRAWN = (".svg", ".xlsx")
"""Files that are made of others, and hold the time they were made."""
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


def make_works(corpus: Path, index: Path) -> None:
    """Index a work of which every tenth document of a corpus is a piece."""
    work = corpus.parent / "work.txt"
    lines = (corpus / "00.jsonl").read_text(encoding="utf-8").splitlines()
    work.write_text("".join(json.loads(line)["text"] for line in lines[::10]), encoding="utf-8")
    command = [sys.executable, "-m", "hegui", "corpus", "index", str(work), "--out", str(index)]
    subprocess.run(command, check=True, env=environment(), capture_output=True)


def run_command(
    command: str, corpus: Path, out: Path, around: dict[str, str], *more: str
) -> dict[str, Any]:
    """Run a command of `hegui corpus` in a process of its own; return what it prints."""
    asked = ["corpus", *command.split(), str(corpus), "--out", str(out), *COMMANDS[command], *more]
    ran = subprocess.run(
        [sys.executable, "-m", "hegui", *asked, "--json", "--progress", "none"],
        stdout=subprocess.PIPE,
        text=True,
        env={**environment(), "HEGUI_TEST_KEY": "k" * 32, **around},
        cwd=corpus.parent,
        timeout=300,
    )
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def left(out: Path) -> dict[str, Any]:
    """Return all that a run left but times, by the place in its folder."""
    from pyarrow import parquet

    found: dict[str, Any] = {}
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        name = path.relative_to(out).as_posix()
        if path.name == "manifest.jsonl":
            lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            found[name] = [{k: v for k, v in line.items() if k not in TIMES} for line in lines]
        elif path.suffix == ".parquet":
            found[name] = parquet.read_table(path).to_pylist()
        elif path.suffix not in DRAWN:
            found[name] = path.read_bytes()
    return found


def halves(out: Path) -> list[Path]:
    """Return what was left half written."""
    return [path for path in out.rglob(".*") if path.is_file()]

"""Two workers against one, and what a worker needs.

Wall time says little on a shared machine, so each round runs, one after the other, the same scan
with one and with two workers and, just before, a plain loop in one and in two processes: what the
machine itself gave to two at that moment. The ratio of the best of all rounds is the figure.
"""

import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench_corpus import write_corpus

from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.stage import scan_stage
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.named import shards
from hegui.checks.corpus.shards.run import run
from hegui.engine.terms import Term
from hegui.project.model import FieldMap

MB = 1_000_000
COPIES, MEGABYTES = 96, 50
"""Large enough that what starting workers takes (a second) says little beside what they do."""
ROUNDS = int(os.environ.get("HEGUI_ROUNDS", "3"))
KINDS = ("cn_id", "mobile", "bank_card", "email", "passport", "plate", "uscc", "ipv4")
SPIN = "for _ in range(60_000_000): pass"


def spun(processes: int) -> float:
    """Return loops per second of wall time, in so many processes at once."""
    begun = time.perf_counter()
    loops = [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(processes)]
    for loop in loops:
        loop.wait()
    return processes / (time.perf_counter() - begun)


def scanned(corpus: Path, rules: Rules, out: Path, jobs: int) -> tuple[float, float, int]:
    """Return bytes a second of wall time and of the workers' processor time, and findings."""
    begun = time.perf_counter()
    done = run(scan_stage(rules, FieldMap(), out), shards([str(corpus)]), LocalEngine(jobs))
    wall = time.perf_counter() - begun
    size = done.total("size")
    return size / wall, size / done.total("cpu_seconds"), done.total("findings")


def bench(case: Any) -> None:
    """Measure."""
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as name:
        folder, terms = Path(name), prepared(Path(name))
        rules = Rules(terms=terms, kinds=KINDS, as_of=dt.date(2026, 11, 20), key=b"bench")
        best: dict[str, float] = {}
        findings: set[int] = set()
        with case(f"{ROUNDS} rounds with one and two workers", size=0) as figures:
            for number in range(ROUNDS):
                for jobs in (1, 2):
                    keep(best, f"loop {jobs}", spun(jobs))
                    wall, cpu, found = scanned(
                        folder / "corpus", rules, folder / f"out-{number}-{jobs}", jobs
                    )
                    keep(best, f"wall {jobs}", wall)
                    keep(best, f"cpu {jobs}", cpu)
                    findings.add(found)
            figures["findings"] = findings.pop()
        assert not findings, "one and two workers find the same"
    for jobs in (1, 2):
        case.ratio(f"MB / CPU second of a worker, {jobs} at work", best[f"cpu {jobs}"] / MB)
    case.ratio("plain loops, two against one", best["loop 2"] / best["loop 1"])
    case.ratio("two workers against one, wall", best["wall 2"] / best["wall 1"], at_least=1.8)
    print(json.dumps({name: round(value, 2) for name, value in best.items()}))


def prepared(folder: Path) -> tuple[Term, ...]:
    """Write a corpus of equal shards; return its terms."""
    corpus = folder / "corpus"
    corpus.mkdir()
    first = corpus / "00.jsonl"
    terms = tuple(write_corpus(first, MEGABYTES))
    for number in range(1, COPIES):
        (corpus / f"{number:02}.jsonl").hardlink_to(first)
    return terms


def keep(best: dict[str, float], name: str, rate: float) -> None:
    """Keep the best rate."""
    best[name] = max(rate, best.get(name, 0.0))

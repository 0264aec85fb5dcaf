"""`hegui corpus scan`: whole shards, findings included, against what searches the bytes alone.

The yardstick is Hyperscan's databases, whatever engine the scan has; what the scan itself searches
with stands beside it, and the scan without the native library where that is there.

The ratio is of the same bytes in the same run, turn by turn, best of several turns: on a shared
machine the figures of a minute differ by a factor of two, their ratio much less. Targets that are
not reached stand in the notes beside what is held.
"""

import dataclasses
import datetime as dt
import gc
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
DAY = dt.date(2026, 11, 20)
MB = 1_000_000
SIZE = 60
TURNS = 4
SLICE = 256 << 10
MANY = 100_000
CHILD = """
import gc, sys, datetime as dt, time
from pathlib import Path
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.scanning.asked import scan_terms
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.shard import scan_shard
from hegui.project.model import FieldMap
terms, path = map(Path, sys.argv[1:3])
begun = time.process_time()
looker = Looker(Rules(terms=scan_terms(terms), as_of=dt.date(2026, 11, 20), key=b"k"))
gc.collect()
gc.freeze()
ready = time.process_time() - begun
for _ in range(int(sys.argv[3])):
    scan_shard(described(path, path.name), FieldMap(), looker, lambda _: None)
status = Path("/proc/self/status")
own = [line.split()[1] for line in status.read_text().splitlines() if line[:6] == "VmHWM:"]
print(ready, own[0])  # what getrusage tells is that of the parent where that is more
"""


def bench(case: Any) -> None:
    """Measure shards of JSON lines and .zst, more kinds, more terms, memory and the second start."""
    sys.path.insert(0, str(ROOT / "benchmarks"))
    from bench_corpus import write_corpus

    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        path = Path(folder) / "corpus.jsonl"
        texts = [term.text for term in write_corpus(path, SIZE)]
        (Path(folder) / "terms.txt").write_text("\n".join(texts), encoding="utf-8")
        many = texts + more(set(texts))
        (Path(folder) / "many.txt").write_text("\n".join(many), encoding="utf-8")
        packed = pack(path)
        from hegui.checks.corpus.identity.selection import kind_names

        against_bare(case, "10,000 terms, eight kinds", path, texts, None, 300, 0.3)
        against_bare(case, "10,000 terms, all kinds", path, texts, kind_names(), 200, 0.25)
        against_bare(case, "100,000 terms, eight kinds", path, many, None, 150, 0.4)
        against_bare(case, "10,000 terms, eight kinds, .zst", packed, texts, None, 150, 0.2, path)
        every = ("separator", "zero_width", "homophone", "split")
        against_bare(
            case, "1,000 terms, all variants", path, texts[:1000], None, 100, 0.3, modes=every
        )
        memory(case, Path(folder), path)


def more(known: set[str]) -> list[str]:
    """Return terms to make a hundred thousand of them, none of which the text holds."""
    draw, letters = random.Random("many"), [chr(code) for code in range(0x4E00, 0x8000)]
    found = dict.fromkeys(
        "".join(draw.choices(letters, k=draw.choice((3, 4, 5)))) for _ in range(MANY)
    )
    return [term for term in found if term not in known][: MANY - len(known)]


def pack(path: Path) -> Path:
    """Return the same file packed with Zstandard."""
    import zstandard

    packed = path.with_name(path.name + ".zst")
    packed.write_bytes(zstandard.ZstdCompressor().compress(path.read_bytes()))
    return packed


def against_bare(
    case: Any,
    name: str,
    path: Path,
    terms: Sequence[str],
    kinds: tuple[str, ...] | None,
    target: int,
    at_least: float,
    unpacked: Path | None = None,
    modes: tuple[Any, ...] | None = None,
) -> None:
    """Measure a scan and what searches alone turn by turn; record rates, findings and ratio."""
    from hegui.checks.corpus.reading.files import described
    from hegui.checks.corpus.scanning.looking import Looker
    from hegui.checks.corpus.scanning.rules import Rules
    from hegui.checks.corpus.scanning.shard import scan_shard
    from hegui.engine.terms import Term
    from hegui.project.model import FieldMap

    rules = Rules(
        terms=tuple(Term(text=text, risks=()) for text in terms),
        kinds=kinds,
        as_of=DAY,
        key=b"k",
        modes=modes,
    )
    looker, plain = Looker(rules), Looker(dataclasses.replace(rules, engine="hyperscan"))
    gc.collect()
    gc.freeze()  # as a worker does
    data = (unpacked or path).read_bytes()
    seen: list[Any] = []

    def scan(looker: Looker = looker) -> None:
        seen.append(scan_shard(described(path, path.name), FieldMap(), looker, lambda _: None))

    def without() -> None:
        with mock.patch.dict(os.environ, HEGUI_NATIVE="0"):
            scan(plain)

    bare, own, slower, whole = turns(
        lambda: search(plain, data), lambda: search(looker, data), without, scan
    )
    more_figures = {
        "mb_per_cpu_second": round(len(data) / MB / whole, 1),
        "findings": len(seen[-1].rows),
        "target": f"{target} MB / CPU s",
    }
    case.figure(name, whole, **more_figures)
    others = {"Hyperscan's databases alone": bare, f"{looker.engine} alone": own}
    others["without the native library"] = slower
    for what, seconds in others.items():
        case.figure(
            f"{name}: {what}", seconds, mb_per_cpu_second=round(len(data) / MB / seconds, 1)
        )
    case.ratio(f"{name}: scan against databases (target 0.75)", bare / whole, at_least=at_least)


def search(looker: Any, data: bytes) -> None:
    """Search bytes with the compiled databases of a scan and do nothing with what is found."""
    from hegui.checks.corpus.scanning.search import raw_search
    from hegui.checks.corpus.scanning.shape import Shape

    names = () if "native" in looker.engine else Shape("text").names
    found = raw_search(looker, names)
    at = 0
    while at < len(data):  # at line ends: a character that is cut cannot be folded
        end = data.rfind(b"\n", at, at + SLICE) + 1 or len(data)
        found.databases_only(data[at:end])
        at = end


def turns(*measured: Callable[[], None]) -> list[float]:
    """Return the best processor seconds of each, measured turn by turn."""
    best = [float("inf")] * len(measured)
    for _ in range(TURNS):
        for number, function in enumerate(measured):
            begun = time.process_time()
            function()
            best[number] = min(best[number], time.process_time() - begun)
    return best


def memory(case: Any, folder: Path, path: Path) -> None:
    """Record resident memory of a process that scans once and ten times, and its second start."""
    for name, terms, limit in (("10,000", "terms.txt", 300), ("100,000", "many.txt", 450)):
        child(folder / terms, path, 0)  # compiles and keeps the library
        for times in (1, 10):
            ready, peak = child(folder / terms, path, times)
            case.figure(
                f"{name} terms: second start; memory after {times * SIZE} MB",
                ready,
                peak_mb=round(peak, 1),
                limit=limit,
                within=peak <= limit,
            )


def child(terms: Path, path: Path, times: int) -> tuple[float, float]:
    """Scan in a process of its own; return processor seconds until ready, and peak MB."""
    command = [sys.executable, "-c", CHILD, str(terms), str(path), str(times)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    ready, peak = done.stdout.split()
    return float(ready), int(peak) * 1024 / MB

"""Comparing with protected works: speed, memory, and what of planted passages is found.

The corpus is generated; passages of works are planted into a tenth of the documents, as they are or
written awkwardly (full width, traditional, spaces, emoji), and the truth is kept.
"""

import random
import resource
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MB = 1_000_000
WORKS_MB, CORPUS_MB = 12, 24
LEAST_MB = {"index": 5, "compare": 8}
"""Megabytes per processor second that are to be reached."""
LENGTHS = (25, 40, 80, 300)
"""Characters of the planted passages."""


def bench(case: Any) -> None:
    """Measure building and comparing, then recall and precision."""
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        root = Path(folder)
        works = make_works(root)
        truth = make_corpus(root, works)
        index = indexed(case, root)
        found = compared(case, root, index)
    scored(case, truth, found)


def make_works(root: Path) -> list[str]:
    """Write works of some 30,000 characters, one a line."""
    from tests.support.passages import text
    from tests.support.scans import jsonl

    draw, works, size = random.Random("works"), list[str](), 0
    while size < WORKS_MB * MB:
        works.append(text(draw, 30_000, draw.choice(("zh", "zh", "en"))))
        size += len(works[-1].encode())
    rows = [{"id": f"w{at}", "text": work} for at, work in enumerate(works)]
    (root / "works.jsonl").write_bytes(jsonl(rows))
    return works


def make_corpus(root: Path, works: list[str]) -> dict[str, tuple[str, int]]:
    """Write a corpus; return the work and the length planted in each document."""
    from tests.support.passages import awkward, text
    from tests.support.scans import jsonl

    draw, rows, size = random.Random("corpus"), list[dict[str, str]](), 0
    truth: dict[str, tuple[str, int]] = {}
    while size < CORPUS_MB * MB:
        name, whole = f"d{len(rows)}", text(draw, 600, draw.choice(("zh", "zh", "en")))
        if draw.random() < 0.1:
            at, length = draw.randrange(len(works)), draw.choice(LENGTHS)
            start = draw.randrange(25_000)
            length *= 3 if works[at].isascii() else 1
            passage = works[at][start : start + length]
            whole += passage if draw.random() < 0.5 else awkward(draw, passage)
            truth[name] = (f"w{at}", length // 3 if works[at].isascii() else length)
        rows.append({"id": name, "text": whole})
        size += len(whole.encode())
    (root / "corpus.jsonl").write_bytes(jsonl(rows))
    return truth


def indexed(case: Any, root: Path) -> Path:
    """Measure making an index."""
    from hegui.checks.corpus.overlap.building import build_index
    from hegui.checks.corpus.shards.named import shards

    source, path = root / "works.jsonl", root / "works.index"
    size = source.stat().st_size
    limit = size / MB / LEAST_MB["index"]
    with case(f"index {WORKS_MB} MB of works", size=size, limit=limit) as figures:
        built = build_index(shards([str(source)]), path, kind="work", name="works")
        figures["works"] = built.header.texts
        figures["index_bytes_per_letter"] = round(path.stat().st_size / built.header.letters, 2)
    return path


def compared(case: Any, root: Path, index: Path) -> dict[str, set[str]]:
    """Measure comparing; return the works found in each document."""
    from pyarrow import parquet

    from hegui.checks.corpus.overlap.stage import overlap_stage
    from hegui.checks.corpus.shards.local import LocalEngine
    from hegui.checks.corpus.shards.named import shards
    from hegui.checks.corpus.shards.run import run
    from hegui.project.model import FieldMap

    source = root / "corpus.jsonl"
    stage = overlap_stage([index], FieldMap(), None, root / "out")
    size = source.stat().st_size
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    limit = size / MB / LEAST_MB["compare"]
    with case(f"compare {CORPUS_MB} MB with the index", size=size, limit=limit) as figures:
        result = run(stage, shards([str(source)]), LocalEngine(1))
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        figures |= {"documents": result.total("docs"), "more_mb": round(more * 1024 / MB)}
    found: dict[str, set[str]] = {}
    for path in (root / "out" / "overlaps").glob("*.parquet"):
        for row in parquet.read_table(path, columns=["doc_id", "text"]).to_pylist():
            found.setdefault(row["doc_id"], set()).add(row["text"])
    return found


def scored(case: Any, truth: dict[str, tuple[str, int]], found: dict[str, set[str]]) -> None:
    """Record what share of the planted passages was found, by length, and what was planted."""
    for length in LENGTHS:
        planted = {name: work for name, (work, size) in truth.items() if size == length}
        met = sum(work in found.get(name, ()) for name, work in planted.items())
        name = f"recall, {len(planted):,} passages of {length} ideographs (or {3 * length} letters)"
        case.ratio(name, met / len(planted), at_least=0.95 if length >= 40 else None)
    rows = [(name, work) for name, works in found.items() for work in works]
    right = sum(truth.get(name, ("",))[0] == work for name, work in rows)
    case.ratio(f"precision, {len(rows):,} rows", right / len(rows), at_least=0.99)

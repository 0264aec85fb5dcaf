"""Duplicates: speed of both steps, bytes a document, and what of the planted ones is found.

A fifth of the generated documents is copied once, as it is, written awkwardly, or with an edit; the
truth is kept. Pairs near the limit are made by replacing more and more of a text.
"""

import random
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MB = 1_000_000
DOCS = 12_000
LEAST_MB = 5
"""Megabytes per processor second of both steps together that are to be reached."""
REPLACED = 1500
"""Pairs of which a growing part was replaced."""


def bench(case: Any) -> None:
    """Measure both steps, recall by the kind of edit, precision, and pairs near the limit."""
    sys.path.insert(0, str(ROOT))
    from tests.support.duplicates import planted

    made = planted("bench", DOCS)
    rows, size = duplicates(case, "planted", made.rows)
    case.ratio("sketches, bytes a document", size / len(made.rows))
    for kind, pairs in sorted(made.pairs.items()):
        together = sum(same(rows, *pair) for pair in pairs)
        name = f"recall, {len(pairs)} {kind}"
        case.ratio(name, together / len(pairs), at_least=0.95)
    found = [row for row in rows.values() if row["kind"] != "kept"]
    places = {(row["shard"], row["line"]): row["doc_id"] for row in rows.values()}
    right = sum(
        made.root[row["doc_id"]] == made.root[places[row["kept_shard"], row["kept_line"]]]
        for row in found
    )
    case.ratio(f"precision, {len(found):,} duplicates", right / len(found), at_least=0.99)
    near_the_limit(case)


def same(rows: dict[str, Any], one: str, other: str) -> bool:
    """Tell whether two documents are in one cluster."""
    return one in rows and other in rows and rows[one]["cluster"] == rows[other]["cluster"]


def duplicates(case: Any, name: str, given: list[dict[str, str]]) -> tuple[dict[str, Any], int]:
    """Measure both steps; return the rows by id, and the bytes of the sketches."""
    from pyarrow import parquet

    from hegui.checks.corpus.duplicates.merging import write_duplicates
    from hegui.checks.corpus.duplicates.rules import rules
    from hegui.checks.corpus.duplicates.stage import sketch_stage
    from hegui.checks.corpus.shards.local import LocalEngine
    from hegui.checks.corpus.shards.named import shards
    from hegui.checks.corpus.shards.run import run
    from hegui.project.model import FieldMap
    from tests.support.scans import jsonl

    with tempfile.TemporaryDirectory(prefix="hegui-bench-") as folder:
        source, out = Path(folder) / "corpus.jsonl", Path(folder) / "out"
        source.write_bytes(jsonl(given))
        size = source.stat().st_size
        stage = sketch_stage(FieldMap(), out)
        with case(f"{name}: sketches", size=size, items=len(given)) as first:
            run(stage, shards([str(source)]), LocalEngine(1))
        with case(f"{name}: finding", size=size, items=len(given)) as second:
            summary = write_duplicates(out, [source.as_posix()], rules())
            second |= {"exact": summary.exact, "near": summary.near, "compared": summary.compared}
        seconds = first["cpu_seconds"] + second["cpu_seconds"]
        case.ratio(f"{name}: both, MB / CPU s", size / MB / seconds, at_least=LEAST_MB)
        (table,) = (out / "duplicates").glob("*.parquet")
        rows = {row["doc_id"]: row for row in parquet.read_table(table).to_pylist()}
        return rows, sum(path.stat().st_size for path in (out / "sketches").iterdir())


def near_the_limit(case: Any) -> None:
    """Record how pairs around the limit are judged against their true resemblance."""
    from hegui.checks.corpus.duplicates.rules import rules
    from tests.support.passages import text

    draw, rows, true = random.Random("limit"), list[dict[str, str]](), dict[str, float]()
    for number in range(REPLACED):
        whole = text(draw, 600)
        cut = int(len(whole) * draw.uniform(0.02, 0.4))
        rows.append({"id": f"a{number}", "text": whole})
        rows.append({"id": f"b{number}", "text": text(draw, cut)[:cut] + whole[cut:]})
        one, other = (runs(row["text"], rules().gram) for row in rows[-2:])
        true[str(number)] = len(one & other) / len(one | other)
    found, _ = duplicates(case, f"{REPLACED} graded pairs", rows)
    taken = {name for name in true if same(found, f"a{name}", f"b{name}")}
    for low, high in ((0.5, 0.6), (0.6, 0.65), (0.65, 0.7), (0.7, 0.75), (0.75, 0.8), (0.8, 1.0)):
        there = [name for name, share in true.items() if low <= share < high]
        name = f"taken of {len(there)} with a true resemblance of {low} to {high}"
        case.ratio(name, sum(one in taken for one in there) / max(1, len(there)))


def runs(whole: str, gram: int) -> set[str]:
    """Return the runs of ideographs of a text."""
    letters = "".join(letter for letter in whole if letter.isalnum())
    return {letters[at : at + gram] for at in range(len(letters) - gram + 1)}

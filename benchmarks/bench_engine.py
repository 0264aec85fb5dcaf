"""The engine: starting, drawing, findings, bounds."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

IDS = 200_000
FINDINGS = 100_000


def bench(case: Any) -> None:
    """Measure the parts of the engine that corpora and question banks lean on."""
    with case("hegui --version", limit=0.25):
        subprocess.run(
            [sys.executable, "-m", "hegui", "--version"], check=True, capture_output=True
        )
    with case("hegui checks list"):
        subprocess.run([sys.executable, "-m", "hegui", "checks"], check=True, capture_output=True)
    draws(case)
    bounds(case)
    findings(case)


def draws(case: Any) -> None:
    """Measure drawing 4,000 of many, whole and merged from eight shards."""
    from hegui.engine.sampling import Sketch, draw

    ids = [f"corpus/part-{n % 40:05}.jsonl:{n}" for n in range(IDS)]
    with case("draw 4,000 ids", items=IDS):
        whole = draw(ids, 4000, "key")
    with case("draw 4,000 ids in 8 shards and merge", items=IDS):
        merged = Sketch(4000, "key")
        for shard in range(8):
            part = Sketch(4000, "key")
            part.update(ids[shard::8])
            merged.merge(part)
        assert merged.finish() == whole


def bounds(case: Any) -> None:
    """Measure a rate with all its answers."""
    from hegui.engine.statistics import rate

    with case("rate 3,840 of 4,000 with both answers", items=50):
        for _ in range(50):
            rate(3840, 4000, 0.96)
    with case("rate 285 of 300 from a bank of 500", items=50):
        for _ in range(50):
            rate(285, 300, 0.95, population=500)


def findings(case: Any) -> None:
    """Measure writing findings in order and in the worst order."""
    from hegui.engine.findings import FindingWriter
    from hegui.engine.model import Finding

    made = [
        Finding(
            check="corpus.terms",
            subject="c1",
            item=str(n),
            where=f"corpus/part-{n // 5000:03}.jsonl:{n}",
            kind="term",
            code="A.1",
            start=n % 100,
            end=n % 100 + 2,
            digest=f"{n:064x}",
            excerpt="某*",
        )
        for n in range(FINDINGS)
    ]
    with tempfile.TemporaryDirectory() as folder:
        for name, items in (("in order", made), ("backwards", made[::-1])):
            writer = FindingWriter(Path(folder) / "f.parquet")
            with case(f"findings to Parquet, {name}", items=FINDINGS):
                for item in items:
                    writer.add(item)
                writer.finish()

"""`hegui corpus scan` as a user runs it, and what it leaves behind."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pyarrow import parquet

from tests.bad_input.command import DONE, Ran, hegui

TERM = "阻燃剂"


def scan(
    folder: Path, *paths: str, code: int = DONE, out: str = "out", **env: str | None
) -> dict[str, Any]:
    """Scan for one term with one process; return the answer, or the error."""
    return ran_scan(folder, *paths, out=out, env=env).ended(code).json()


def ran_scan(
    folder: Path,
    *args: str,
    out: str = "out",
    terms: str = TERM,
    env: Mapping[str, str | None] | None = None,
) -> Ran:
    """Scan for terms and nothing else."""
    (folder / "terms.txt").write_text(terms, "utf-8")
    options = ["--terms", "terms.txt", "--kinds", "none", "--out", out, "--jobs", "1"]
    options += ["--as-of", "2026-11-20", "--json", "--lang", "en"]
    return hegui("corpus", "scan", *args, *options, cwd=folder, timeout=300, env=env)


def findings(folder: Path, out: str = "out") -> list[dict[str, Any]]:
    """Return all findings in order of place."""
    tables = sorted((folder / out / "findings").glob("*.parquet"))
    rows = [row for path in tables for row in parquet.read_table(path).to_pylist()]
    return sorted(rows, key=lambda row: (row["shard"], row["line"], row["start"], row["end"]))


def places(folder: Path, out: str = "out") -> list[tuple[int, str, int, int]]:
    """Return line, id and offsets of all findings."""
    return [(f["line"], f["doc_id"], f["start"], f["end"]) for f in findings(folder, out)]


def listed(folder: Path, out: str = "out") -> dict[str, str]:
    """Return what could not be read: place to reason, in English."""
    found: dict[str, str] = {}
    for path in (folder / out / "errors").glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            error = json.loads(line)
            found[error["where"]] = error["what"].split(" / ")[-1]
    return found

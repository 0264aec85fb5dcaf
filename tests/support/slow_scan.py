"""A slow scan by any engine, in a process of its own that tests can kill:
`python -m tests.support.slow_scan '{"corpus": …, "out": …, …}'`. Prints what came of it as JSON."""

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

from hegui.checks.corpus.scanning.asked import scan_terms
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.stage import scan_stage
from hegui.checks.corpus.shards.named import shards
from hegui.checks.corpus.shards.run import run
from hegui.common.errors import HeguiError
from hegui.project.model import FieldMap
from tests.support.slow_stage import SlowStage


def main(asked: dict[str, Any]) -> dict[str, Any]:
    """Scan; return counts and the shards that failed."""
    out = Path(asked["out"])
    terms = scan_terms(Path(asked["terms"]))
    rules = Rules(terms=terms, kinds=("email",), as_of=dt.date(2026, 11, 20), key=b"tests")
    stage = SlowStage(
        scan_stage(rules, FieldMap(), out), out, asked.get("rest", 0.3), asked.get("deadly", "")
    )
    told: list[int] = []
    files = shards([asked["corpus"]])
    done = run(
        stage, files, engine(asked), resume=True, progress=lambda read, _total: told.append(read)
    )
    return {
        "docs": done.total("docs"),
        "skipped": done.skipped,
        "failed": [one.error().as_dict() for one in done.failures],
        "read": told[-1] if told else 0,
        "size": sum(file.size for file in files),
    }


def engine(asked: dict[str, Any]) -> Any:
    """Return the engine asked for."""
    if asked.get("engine") == "ray":
        from hegui.checks.corpus.shards.cluster import RayEngine

        return RayEngine(asked.get("address", ""), asked.get("jobs"))
    from hegui.checks.corpus.shards.local import LocalEngine

    return LocalEngine(asked.get("jobs", 2))


if __name__ == "__main__":
    try:
        answer = main(json.loads(sys.argv[1]))
    except HeguiError as error:
        answer = {"error": error.as_dict()}
    print(json.dumps(answer))

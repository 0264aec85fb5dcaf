"""A finished test as a log of inspect_ai (JSON, version 2), so that its viewer opens it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hegui import __version__
from hegui.checks.model.interchange.reading import NotAResultError
from hegui.checks.model.journal import NAME
from hegui.checks.model.journal.lines import Entry, placed_lines
from hegui.checks.model.journal.sealing import opened
from hegui.checks.model.marks import JUDGED
from hegui.checks.model.trial.trial import FORMAT, RESULT
from hegui.common.hashing import canonical_json
from hegui.engine.sealing import Seal

SCORER = "hegui"


def inspect_log(folder: Path, seal: Seal | None = None) -> bytes:
    """Return the log of a test; it holds questions and answers word for word.

    Raises `NotAResultError` for a folder that is no finished test.
    """
    try:
        result = json.loads((folder / RESULT).read_bytes())
        said = [json.loads(line) for line in (folder / JUDGED).read_bytes().splitlines()]
        if result.get("format") != FORMAT:
            raise ValueError(FORMAT)
        entries = {entry.id: entry for entry in _answers(folder / NAME, seal)}
    except (OSError, ValueError, AttributeError) as error:
        raise NotAResultError(path=folder) from error
    model = result["endpoint"]["model"] or "model"
    times = sorted(entry.at for entry in entries.values()) or ["1970-01-01T00:00:00+00:00"]
    samples = [_sample(row, entries.get(row["id"]), model) for row in said]
    bank = result["bank"]
    return canonical_json(
        {
            "version": 2,
            "status": "success",
            "eval": {
                "created": times[0],
                "task": "hegui model test",
                "task_version": 0,
                "task_id": result["bank"]["sha256"][:22],
                "run_id": result["run"]["journal"]["head"][:22],
                "eval_id": result["run"]["journal"]["head"][22:44],
                "dataset": {
                    "name": bank["file"],
                    "samples": len(samples),
                    "sample_ids": [sample["id"] for sample in samples],
                },
                "model": f"openai-api/{model}",
                "model_base_url": result["endpoint"]["url"],
                "config": {},
                "packages": {"hegui": __version__},
                "metadata": {"measures": result["measures"], "seed": result["seed"]},
            },
            "plan": {"name": "plan", "steps": [], "config": {}},
            "results": {
                "total_samples": len(samples),
                "completed_samples": result["answered"],
                "scores": [_score(name, one) for name, one in result["measures"].items()],
            },
            "stats": {"started_at": times[0], "completed_at": times[-1], "model_usage": {}},
            "samples": samples,
        }
    )


def _answers(path: Path, seal: Seal | None) -> Iterator[Entry]:
    """Yield the entries, each with what was asked, an answer after the failures before it."""
    bodies: dict[str, dict[str, Any]] = {}
    with path.open("rb") as file:
        for line, _, _ in placed_lines(file, path.name):
            entry = opened(line, seal) if line.sealed and seal else line
            bodies.setdefault(entry.request, entry.body)
            yield type(entry)(
                **{n: getattr(entry, n) for n in type(entry).__struct_fields__ if n != "body"},
                body=bodies[entry.request],
            )


def _score(name: str, one: dict[str, Any]) -> dict[str, Any]:
    values = {key: one[key] for key in ("n", "k", "unanswered", "rate", "bound")}
    metrics = {
        key: {"name": key, "value": value, "params": {}}
        for key, value in values.items()
        if value is not None
    }
    return {"name": name, "scorer": SCORER, "params": {}, "metrics": metrics}


def _sample(row: dict[str, Any], entry: Entry | None, model: str) -> dict[str, Any]:
    turns = list(entry.body.get("messages", [])) if entry else []
    text = entry.text if entry and entry.answered else ""
    answer = {"role": "assistant", "content": text, "source": "generate", "model": model}
    why = row.get("why", "")
    sample: dict[str, Any] = {
        "id": row["id"],
        "epoch": 1,
        "input": turns or "",
        "target": row["expectation"],
        "messages": [*turns, answer] if text else turns,
        "output": {
            "model": model,
            "choices": [{"message": answer, "stop_reason": "stop"}] if text else [],
        },
        "scores": {SCORER: _value(row)} if row.get("verdict") else {},
        "metadata": {"check": row.get("check", ""), "unanswered": why},
    }
    return sample


def _value(row: dict[str, Any]) -> dict[str, Any]:
    return {"value": row["verdict"], "explanation": " ".join(row.get("rules", ()))}

"""A finished test as a log of inspect_ai (JSON, version 2), so that its viewer opens it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hegui import __version__
from hegui.checks.model.journal import NAME
from hegui.checks.model.journal.lines import Entry, placed_lines
from hegui.checks.model.journal.sealing import opened
from hegui.checks.model.marks import GROUPED, JUDGED, RECORD
from hegui.checks.model.parts import said_in
from hegui.checks.model.trial.trial import FORMAT, RESULT
from hegui.common.errors import WrongUseError
from hegui.common.text import Text
from hegui.engine.sealing import Seal

SCORER = "hegui"


class NotATestFolderError(WrongUseError):
    """A folder is not what a finished test left, or its journal is missing."""

    code = "model_export_folder"
    text = Text(
        "“{path}”不是一次完成的模型测试的文件夹（缺 result.json、judged.jsonl 或 journal.jsonl，或已损坏）；"
        "请先运行 hegui model test。",
        "“{path}” is not the folder of a finished test of a model (result.json, judged.jsonl or "
        "journal.jsonl is missing or damaged); run hegui model test first.",
    )


def inspect_log(folder: Path, seal: Seal | None = None) -> bytes:
    """Return the log of a test; it holds questions and answers word for word.

    Keys stand in the order in which inspect writes them: its viewer reads all that comes before the
    samples, and finds no version in a log that has them in another order.
    Raises `NotATestFolderError` for a folder that is no finished test.
    """
    try:
        result = json.loads((folder / RESULT).read_bytes())
        said = [json.loads(line) for line in (folder / JUDGED).read_bytes().splitlines()]
        if result.get("format") != FORMAT:
            raise ValueError(FORMAT)
        entries = dict(_answers(folder / NAME, seal))
    except (OSError, ValueError, AttributeError) as error:
        raise NotATestFolderError(path=folder) from error
    model = result["endpoint"]["model"] or "model"
    times = sorted(entry.at for entry in entries.values()) or ["1970-01-01T00:00:00+00:00"]
    members: dict[str, list[tuple[str, Entry | None]]] = {}
    samples = []
    for row in said:
        own = [(row["id"], entries.get(row.get("record") or row["id"]))]
        if row.get("group"):
            members.setdefault(row["group"], []).extend(own)
        samples.append(_sample(row, members.get(row["id"], own), model))
    bank = result["bank"]
    return msgspec.json.encode(
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


def _answers(path: Path, seal: Seal | None) -> Iterator[tuple[str, Entry]]:
    """Yield the entries, each with what was asked, by id and by how the hash of its line begins."""
    bodies: dict[str, dict[str, Any]] = {}
    with path.open("rb") as file:
        for line, _, _ in placed_lines(file, path.name):
            entry = opened(line, seal) if line.sealed and seal else line
            bodies.setdefault(entry.request, entry.body)
            whole = type(entry)(
                **{n: getattr(entry, n) for n in type(entry).__struct_fields__ if n != "body"},
                body=bodies[entry.request],
            )
            yield line.id, whole
            yield line.sha256[:RECORD], whole


def _score(name: str, one: dict[str, Any]) -> dict[str, Any]:
    values = {key: one[key] for key in ("n", "k", "unanswered", "rate", "bound")}
    metrics = {
        key: {"name": key, "value": value, "params": {}}
        for key, value in values.items()
        if value is not None
    }
    return {"name": name, "scorer": SCORER, "params": {}, "metrics": metrics}


def _sample(
    row: dict[str, Any], asked: list[tuple[str, Entry | None]], model: str
) -> dict[str, Any]:
    """Return one question; the row of a group holds the questions of all its members in order."""
    turns: list[dict[str, Any]] = []
    messages: list[dict[str, Any]] = []
    for _, entry in asked:
        own = [_turn(turn) for turn in entry.body.get("messages", [])] if entry else []
        turns += own
        messages += own
        if entry and entry.answered and entry.text:
            answer = {"role": "assistant", "content": entry.text}
            messages.append({**answer, "source": "generate", "model": model})
    last = messages[-1:] if messages and messages[-1]["role"] == "assistant" else []
    about = {"check": row.get("check", ""), "unanswered": row.get("why", "")}
    if row.get("group"):
        about = {**about, "unanswered": about["unanswered"].replace(GROUPED, "")}
        about["judged_with"] = row["group"]
    elif row.get("members"):
        about["questions"] = " ".join(name for name, _ in asked)
    return {
        "id": row["id"],
        "epoch": 1,
        "input": turns or "",
        "target": row["expectation"],
        "messages": messages,
        "output": {
            "model": model,
            "choices": [{"message": one, "stop_reason": "stop"} for one in last],
        },
        "scores": {SCORER: _value(row)} if row.get("verdict") else {},
        "metadata": about,
    }


def _turn(turn: dict[str, Any]) -> dict[str, Any]:
    """Return a turn in words: of media a journal holds the digests, so that they are only named."""
    content = turn.get("content")
    return {**turn, "content": said_in(content)} if isinstance(content, list) else turn


def _value(row: dict[str, Any]) -> dict[str, Any]:
    return {"value": row["verdict"], "explanation": " ".join(row.get("rules", ()))}

"""Small projects on disk."""

import json
from pathlib import Path
from typing import Any

HEAD: dict[str, Any] = {
    "schema": "hegui/project/1",
    "as_of": "2026-11-20",
    "organisation": {"id": "acme", "name": "小公司"},
}
DATASET = {"id": "data", "kind": "dataset", "name": "语料", "version": "1"}
LINES = '{"id": "1", "source": "a", "text": "今天天气很好"}\n'
QUICK = ("--reports", "none", "--progress", "none")
"""Options that make a run short."""


def write(folder: Path, **parts: Any) -> Path:
    """Write hegui.yaml with these parts (JSON is YAML) and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "hegui.yaml"
    path.write_text(json.dumps({**HEAD, **parts}, ensure_ascii=False, indent=1), "utf-8")
    return path


def with_corpus(folder: Path, **parts: Any) -> Path:
    """Write a project with one sound corpus."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    (folder / "corpus" / "a.jsonl").write_text(LINES, "utf-8")
    targets = {"corpora": [{"id": "data", "subject": "data", "files": ["corpus"]}]}
    return write(folder, subjects=[DATASET], targets=targets, **parts)


def results(bundle: Path) -> dict[str, dict[str, Any]]:
    """Return the results of a bundle by target."""
    found = [json.loads(path.read_text("utf-8")) for path in (bundle / "results").glob("*.json")]
    return {result.get("target", ""): result for result in found}

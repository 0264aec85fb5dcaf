"""Recorded answers: one JSON object each, from whatever wrote them."""

import json
from pathlib import Path
from typing import Any

from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.targets.reply import clean
from hegui.common.text import Text
from hegui.engine.tables import fail, read_text

BAD = Text("应是含 id 和 answer 的 JSON 对象", "it must be a JSON object with id and answer")


def read_recorded(file: Path) -> tuple[Answered, ...]:
    """Read a file of recorded answers; raise `TableError`, which names the line."""
    found = []
    for number, text in enumerate(read_text(file).splitlines(), start=1):
        if not text.strip():
            continue
        one = recorded(_parsed(text))
        if one is None:
            raise fail(file, number, BAD.zh, BAD.en)
        found.append(one)
    return tuple(found)


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def recorded(value: dict[str, Any]) -> Answered | None:
    """Return the answer in an object with `id` and `answer`; None for anything else.

    `question`, `finish` and `risk` (a code, or several with `|`) are read where they are there.
    """
    name, answer = value.get("id"), value.get("answer")
    if isinstance(name, bool) or not isinstance(name, str | int) or not isinstance(answer, str):
        return None
    return Answered(
        id=clean(str(name)),
        answer=clean(answer),
        question=clean(value.get("question")),
        finish=clean(value.get("finish")),
        risks=_codes(value.get("risk")),
    )


def _codes(value: Any) -> tuple[str, ...]:
    parts = value.split("|") if isinstance(value, str) else value
    if not isinstance(parts, list):
        return ()
    return tuple(part.strip() for part in parts if isinstance(part, str) and part.strip())

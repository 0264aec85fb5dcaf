"""Recorded answers: one JSON object each, from whatever wrote them."""

from typing import Any

from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.targets.reply import clean


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

"""Recorded answers: one JSON object each, from whatever wrote them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.model.journal import NAME
from hegui.checks.model.journal.lines import placed_lines
from hegui.checks.model.journal.sealing import opened
from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.parts import said_in
from hegui.checks.model.targets.reply import clean
from hegui.common.text import Text
from hegui.engine.sealing import Seal
from hegui.engine.tables import fail, read_text

SEALED = Text("日志是加密的，请给出密钥", "the journal is encrypted; give its key")
NO_JOURNAL = Text("没有日志", "there is no journal")
BAD = Text("应是含 id 和 answer 的 JSON 对象", "it must be a JSON object with id and answer")


def read_recorded(file: Path, seal: Seal | None = None) -> tuple[Answered, ...]:
    """Read a file of recorded answers; raise `TableError`, which names the line.

    A folder is that of a finished `hegui model test`: its journal holds the answers.
    """
    if file.is_dir():
        return read_answers(file / NAME, seal)
    found = []
    for number, text in enumerate(read_text(file).splitlines(), start=1):
        if not text.strip():
            continue
        one = recorded(_parsed(text))
        if one is None:
            raise fail(file, number, BAD.zh, BAD.en)
        found.append(one)
    return tuple(found)


def read_answers(journal: Path, seal: Seal | None) -> tuple[Answered, ...]:
    """Read the last answer to every question of a journal; `seal` opens an encrypted one."""
    asked: dict[str, str] = {}
    found: dict[str, Answered] = {}
    try:
        with journal.open("rb") as file:
            for line, _, _ in placed_lines(file, journal.name):
                if line.sealed and seal is None:
                    raise fail(journal, 0, SEALED.zh, SEALED.en)
                entry = opened(line, seal) if line.sealed and seal else line
                asked.setdefault(entry.request, _question(entry.body))
                if entry.answered:
                    found[entry.id] = Answered(
                        id=entry.id,
                        answer=clean(entry.text),
                        question=clean(asked[entry.request]),
                        finish=clean(entry.finish),
                    )
    except OSError as error:
        raise fail(journal, 0, NO_JOURNAL.zh, NO_JOURNAL.en) from error
    return tuple(found.values())


def together(name: str, parts: Sequence[Answered]) -> Answered:
    """Return answers that are judged as one: those of a group stand numbered in one text."""
    if len(parts) == 1:
        return msgspec.structs.replace(parts[0], id=name)
    return Answered(
        id=name,
        question="\n".join(f"({at}) {one.question}" for at, one in enumerate(parts, start=1)),
        answer="\n".join(f"({at}) {one.answer}" for at, one in enumerate(parts, start=1)),
        risks=tuple(dict.fromkeys(risk for one in parts for risk in one.risks)),
        check=parts[0].check if parts else "",
    )


def _question(body: dict[str, Any]) -> str:
    """Return the last turn of what was asked; empty where another form was sent."""
    turns = body.get("messages")
    last = turns[-1] if isinstance(turns, list) and turns else {}
    content = last.get("content") if isinstance(last, dict) else ""
    return said_in(content)


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

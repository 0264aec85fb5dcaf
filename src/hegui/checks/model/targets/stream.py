"""Reading a reply that came as a stream of events, asked for or not: some endpoints only stream.

Events are those of the HTML standard's section on server-sent events,
their data the chunks of the OpenAI chat protocol; `[DONE]` ends the stream.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from hegui.checks.model.targets.reply import Answer, UnusableReplyError, clean, count, spoken

LINE_END = re.compile(r"\r\n|\n|\r")
DONE = "[DONE]"
AT_END = re.compile(rb"(?:\A|[\r\n])data: ?\[DONE\]\s*\Z")
TAIL = 64
"""Bytes at the end of a stream in which its end is looked for."""


def is_stream(content_type: str, data: bytes | bytearray) -> bool:
    """Tell whether a reply is a stream of events, by its type or by how it begins."""
    return content_type.lower().startswith("text/event-stream") or data[:5] == b"data:"


def ended(data: bytes | bytearray) -> bool:
    """Tell whether a stream has said that it is done; some servers leave the line open then."""
    return AT_END.search(data[-TAIL:]) is not None


def parse_stream(data: bytes) -> Answer:
    """Return the answer that the chunks of a stream make together.

    Raises `UnusableReplyError`: `not_stream` when the events are no chat chunks, `not_utf8` for other bytes, `dropped` when
    the stream stops before it says that it is at its end.
    """
    text, finish, model, tokens, asked = [], "", "", None, None
    done = False
    for event in _events(data):
        if event.strip() == DONE:
            done = True
            break
        chunk = _chunk(event)
        model = model or clean(chunk.get("model"))
        tokens = count(chunk.get("usage")) or tokens
        asked = count(chunk.get("usage"), "prompt_tokens") or asked
        for choice in _first_choice(chunk):
            text.append(_words(choice))
            finish = clean(choice.get("finish_reason")) or finish
    if not done and not finish:
        raise UnusableReplyError("dropped")
    said = clean("".join(text))
    return Answer(text=said, finish=finish, model=model, tokens=tokens, asked_tokens=asked)


def _events(data: bytes) -> Iterator[str]:
    """Yield the data of each event; comments and other fields say nothing here."""
    try:
        lines = LINE_END.split(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise UnusableReplyError("not_utf8") from error
    held: list[str] = []
    for line in (*lines, ""):
        if line.startswith("data:"):
            held.append(line[5:].removeprefix(" "))
        elif not line and held:
            yield "\n".join(held)
            held = []


def _chunk(event: str) -> dict[str, Any]:
    try:
        value = json.loads(event)
    except (ValueError, RecursionError) as error:
        raise UnusableReplyError("not_stream") from error
    if not isinstance(value, dict) or not isinstance(value.get("choices"), list):
        raise UnusableReplyError("not_stream")
    return value


def _first_choice(chunk: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what a chunk says for the first choice; the last chunk may hold usage only."""
    choices = chunk["choices"]
    if not all(isinstance(choice, dict) for choice in choices):
        raise UnusableReplyError("not_stream")
    return [choice for choice in choices if choice.get("index", 0) == 0]


def _words(choice: dict[str, Any]) -> str:
    """Return the words that a chunk adds."""
    delta = choice.get("delta") or {}
    if not isinstance(delta, dict):
        raise UnusableReplyError("not_stream")
    try:
        return spoken(delta)
    except UnusableReplyError as error:
        raise UnusableReplyError("not_stream") from error

"""What a turn is in a request: its text, or content parts where media go with it.

The parts are those of the chat API (`text`, `image_url`, `input_audio`) and `video_url` as vLLM and
SGLang take it. A journal has the same parts with the digests in place of the bytes.
"""

import base64
from collections.abc import Callable
from typing import Any

from hegui.engine.banks import Message
from hegui.engine.media import Kind, Media, told_of
from hegui.engine.media.inline import split
from hegui.engine.media.model import told

Load = Callable[[Media], bytes]
"""Returns the bytes of a medium; raises `MediaChangedError`."""
DIGEST = "sha256:"
HELD: tuple[tuple[Kind, str, str], ...] = (
    ("image", "image_url", "url"),
    ("video", "video_url", "url"),
    ("audio", "input_audio", "data"),
)
"""Kinds of media, the type of their parts, and where a part holds them."""


def turn_of(turn: Message, load: Load | None = None) -> dict[str, Any]:
    """Return a turn as it is sent; without `load` as a journal holds it, by digests."""
    return {"role": turn.role, "content": content_of(turn, load) if turn.media else turn.content}


def content_of(turn: Message, load: Load | None) -> list[dict[str, Any]]:
    """Return the parts of a turn with media, in the order of the bank."""
    return [
        {"type": "text", "text": one} if isinstance(one, str) else _part(one, load)
        for one in split(turn.content, turn.media)
    ]


def base64_of(media: Media, load: Load) -> str:
    """Return the bytes of a medium in Base64."""
    return base64.b64encode(load(media)).decode()


def _part(media: Media, load: Load | None) -> dict[str, Any]:
    held = DIGEST + media.sha256 if load is None else base64_of(media, load)
    if media.kind == "audio":
        part: dict[str, Any] = {
            "type": "input_audio",
            "input_audio": {"data": held, "format": media.format},
        }
    else:
        url = held if load is None else f"data:{media.type};base64,{held}"
        detail = {"detail": media.detail} if media.detail else {}
        name = f"{media.kind}_url"
        part = {"type": name, name: {"url": url, **detail}}
    if load is None:
        part["media"] = {"type": media.type, "bytes": media.size}
    return part


def asked_with(turn: Message) -> str:
    """Return a turn's text for judges and people, which says what media went with it."""
    return "\n".join(filter(None, (turn.content, *(line.both() for line in told_of(turn.media)))))


def said_in(content: Any) -> str:
    """Return the text of a turn of a journal's body, which says what media went with it."""
    if not isinstance(content, list):
        return content if isinstance(content, str) else ""
    return "\n".join(filter(None, map(_said, content)))


def _said(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    if part.get("type") == "text":
        return str(part.get("text", ""))
    for kind, name, key in HELD:
        value, about = part.get(name), part.get("media")
        if isinstance(value, dict) and isinstance(about, dict):
            digest = str(value.get(key, "")).removeprefix(DIGEST)
            return told(kind, str(about.get("type")), about.get("bytes", 0), digest).both()
    return ""

"""Reading the JSON of an OpenAI-compatible chat reply."""

import json
from typing import Any

import msgspec

from hegui.common.struct import Record

CUT_OFF = "unexpected end of data"
"""What the decoder says of text that ends within a character."""


class Answer(Record, frozen=True, kw_only=True):
    """What an endpoint said, word for word; `text` may be empty.

    `tokens` were answered and `asked_tokens` asked, where the endpoint told. `earlier` are its
    answers to the earlier turns of a dialogue.
    """

    text: str
    finish: str = ""
    model: str = ""
    tokens: int | None = None
    asked_tokens: int | None = None
    earlier: tuple[str, ...] = ()


class UnusableReplyError(Exception):
    """A reply that is no chat answer; `failure` is its kind."""

    def __init__(self, failure: str) -> None:
        self.failure = failure
        super().__init__(failure)


def loaded(data: bytes) -> Any:
    """Return the JSON of a reply's body; raise `UnusableReplyError`: `not_utf8` or `not_json`."""
    try:
        return json.loads(data)
    except UnicodeDecodeError as error:
        broken = data.lstrip()[:1] in (b"{", b"[") and error.reason != CUT_OFF
        raise UnusableReplyError("not_utf8" if broken else "not_json") from error
    except (ValueError, RecursionError) as error:
        raise UnusableReplyError("not_json") from error


class Usage(msgspec.Struct):
    """Tokens as most endpoints count them."""

    completion_tokens: int | None = None
    prompt_tokens: int | None = None


class Said(msgspec.Struct):
    """The message of an ordinary reply."""

    content: str


class Choice(msgspec.Struct):
    """One answer of an ordinary reply."""

    message: Said
    finish_reason: str | None = None


class Ordinary(msgspec.Struct):
    """A reply as most endpoints write it; other fields are let pass."""

    choices: list[Choice]
    model: str | None = None
    usage: Usage | None = None


ORDINARY = msgspec.json.Decoder(Ordinary).decode
NO_USAGE = Usage()


def parse_answer(data: bytes) -> Answer:
    """Return the answer in a reply's body; raise `UnusableReplyError` for anything else."""
    return ordinary(data) or any_answer(data)


def ordinary(data: bytes) -> Answer | None:
    """Return the answer of a reply in the ordinary form, None for any other, which takes longer.

    The whole must be UTF-8, also what is let pass.
    """
    try:
        reply = ORDINARY(data.decode())
    except (ValueError, RecursionError):
        return None
    if not reply.choices or not reply.choices[0].message.content:
        return None
    choice, usage = reply.choices[0], reply.usage or NO_USAGE
    return Answer(
        text=choice.message.content,
        finish=choice.finish_reason or "",
        model=reply.model or "",
        tokens=usage.completion_tokens,
        asked_tokens=usage.prompt_tokens,
    )


def any_answer(data: bytes) -> Answer:
    """Return the answer in a reply of any form, in the same words."""
    value = loaded(data)
    match value:
        case {"choices": [{"message": dict(message)} as choice, *_]}:
            return Answer(
                text=clean(spoken(message)),
                finish=clean(choice.get("finish_reason")),
                model=clean(value.get("model")),
                tokens=count(value.get("usage")),
                asked_tokens=count(value.get("usage"), "prompt_tokens"),
            )
    raise UnusableReplyError("not_chat")


def spoken(message: dict[str, Any]) -> str:
    """Return the words of a message: its content, text parts joined, or its refusal."""
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(_part(part) for part in content)
    if content is None or content == "":
        content = message.get("refusal") or ""
    if not isinstance(content, str):
        raise UnusableReplyError("not_chat")
    return content


def _part(part: Any) -> str:
    match part:
        case {"type": "text", "text": str(text)} | {"type": "refusal", "refusal": str(text)}:
            return text
    return ""


def clean(value: Any) -> str:
    """Return text that can be written as UTF-8: half surrogates become U+FFFD."""
    if not isinstance(value, str):
        return ""
    if value.isascii():
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def count(usage: Any, name: str = "completion_tokens") -> int | None:
    """Return a number of tokens, if the endpoint told; by default that of the answer."""
    tokens = usage.get(name) if isinstance(usage, dict) else None
    return tokens if isinstance(tokens, int) and not isinstance(tokens, bool) else None


def error_text(data: bytes) -> str:
    """Return the machine-readable part of an error reply: its code, type and message."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return ""
    match value:
        case {"error": dict(error)}:
            parts = [error.get("code"), error.get("type"), error.get("message")]
        case {"error": str(message)} | {"message": str(message)} | {"detail": str(message)}:
            parts = [message]
        case _:
            parts = []
    return " ".join(clean(part) for part in parts if isinstance(part, str))

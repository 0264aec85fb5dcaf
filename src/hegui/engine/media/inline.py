"""Content parts of a turn as a bank may hold them: the shapes of the chat API, with files or data."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from hegui.engine.media.model import Kind, Media

DATA = re.compile(r"data:[\w.+-]+/[\w.+-]+(;[\w.+-]+=[\w.+-]+)*;base64,", re.IGNORECASE)
REMOTE = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
URL_PARTS: dict[str, Kind] = {"image_url": "image", "video_url": "video"}
KNOWN = ("text", "image_url", "input_audio", "video_url")
DETAILS = ("auto", "low", "high")


class Source(NamedTuple):
    """Where a medium is: a path, or its bytes in Base64; `kind` is what it must be, empty for any."""

    kind: Kind | None
    path: str = ""
    base64: str = ""
    at: int = -1
    detail: str = ""


class Spoken(NamedTuple):
    """What a turn says: its text, and the media in it."""

    text: str
    media: tuple[Source, ...]


class BadPartError(ValueError):
    """A content part is none that can be sent; says what is wrong in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def source_of(text: str, kind: Kind | None, at: int = -1, detail: str = "") -> Source:
    """Return where a medium is that is named by a path or a data URI; refuse remote addresses."""
    if found := DATA.match(text):
        return Source(kind, "", text[found.end() :], at, detail)
    if text.lower().startswith("data:"):
        raise BadPartError(
            "data URI 应写成 data:类型;base64,内容", "write a data URI as data:TYPE;base64,DATA"
        )
    if REMOTE.match(text):
        raise BadPartError(
            "媒体不能是网址：内容会变，测试时也不下载；请下载到题库旁边，写相对路径",
            "media cannot be an address on the network: what is there can change and nothing is fetched; "
            "put the file beside the bank and name it by a relative path",
        )
    return Source(kind, text, "", at, detail)


def spoken(content: Any) -> Spoken:
    """Return the text and media of a turn's content; raise `BadPartError` for another shape."""
    if isinstance(content, str):
        return Spoken(content, ())
    if not isinstance(content, list) or not content:
        raise BadPartError(
            "content 应是文字或内容部分的列表", "content must be text or a list of parts"
        )
    texts: list[str] = []
    media: list[Source] = []
    for part in content:
        own = part if isinstance(part, dict) else {}
        if own.get("type") == "text" and isinstance(own.get("text"), str):
            texts.append(own["text"])
        else:
            media.append(_medium(own, len("\n".join(texts))))
    text = "\n".join(texts)
    # Behind the text is where media go by themselves.
    placed = (one._replace(at=-1 if one.at == len(text) else one.at) for one in media)
    return Spoken(text, tuple(placed))


def split(text: str, media: Sequence[Media]) -> Iterator[str | Media]:
    """Yield the pieces of a turn's text and its media in their order."""
    done = 0
    for one in media:
        at = len(text) if one.at < 0 else min(one.at, len(text))
        if piece := text[done:at].strip("\n"):
            yield piece
        done = max(done, at)
        yield one
    if piece := text[done:].strip("\n"):
        yield piece


def bank_turn(
    role: str, text: str, media: Sequence[Media], place: Callable[[Media], str]
) -> dict[str, Any]:
    """Return a turn as a bank holds it; `place` tells where a medium is: a path or a data URI."""
    if not media:
        return {"role": role, "content": text}
    return {"role": role, "content": [_bank_part(one, place) for one in split(text, media)]}


def _bank_part(one: str | Media, place: Callable[[Media], str]) -> dict[str, Any]:
    if isinstance(one, str):
        return {"type": "text", "text": one}
    if one.kind == "audio":
        return {"type": "input_audio", "input_audio": {"data": place(one), "format": one.format}}
    detail = {"detail": one.detail} if one.detail else {}
    return {"type": f"{one.kind}_url", f"{one.kind}_url": {"url": place(one), **detail}}


def _medium(part: dict[str, Any], at: int) -> Source:
    told = part.get("type")
    name = told if isinstance(told, str) else ""
    value = part.get(name)
    if name in URL_PARTS:
        own = value if isinstance(value, dict) else {"url": value}
        url, detail = own.get("url"), own.get("detail", "")
        if isinstance(url, str) and url.strip() and detail in ("", *DETAILS):
            return source_of(url.strip(), URL_PARTS[name], at, detail)
    if name == "input_audio" and isinstance(value, dict):
        data = value.get("data")
        if isinstance(data, str) and data.strip():
            return _sound(data.strip(), at)
    known = ", ".join(KNOWN)
    raise BadPartError(
        f"不认识的内容部分，可用 {known}，写法与对话接口相同",
        f"a content part is of no known shape; use {known} as the chat API writes them",
    )


def _sound(data: str, at: int) -> Source:
    """Return a sound: Base64 as the chat API has it, or a path, which has a dot in it."""
    if "." in data or data.lower().startswith("data:"):
        return source_of(data, "audio", at)
    return Source("audio", "", data, at)

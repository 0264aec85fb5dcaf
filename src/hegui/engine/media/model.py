"""A medium of a question, and the rules about media (`media.yaml`)."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text

Kind = Literal["image", "audio", "video"]
SHOWN = 12
"""Hexadecimal digits of a digest that people are shown."""


class Media(Record, frozen=True, kw_only=True):
    """One picture, sound or film of a question.

    `format` is a name of `media.yaml`, known by the content; `sha256` and `size` are those of the file
    when the bank was read. It stands behind the character `at` of the turn's text, at the end without.
    `detail` is how closely an endpoint is to look at a picture. The file is at `path`, or it is held in
    `data` where a bank holds it itself; neither is part of what the question is.
    """

    kind: Kind
    format: str
    sha256: str
    size: int
    at: int = -1
    detail: str = ""
    path: str = ""
    data: bytes = b""

    @property
    def type(self) -> str:
        """Return the MIME type."""
        return media_rules().formats[self.format].type

    def bare(self) -> "Media":
        """Return what is part of the question: not where the bytes are."""
        return msgspec.structs.replace(self, path="", data=b"")


class Limits(Record, frozen=True, kw_only=True):
    """How large media may be, in bytes."""

    grade: str
    image_bytes: int
    audio_bytes: int
    video_bytes: int
    per_question: int
    under_way_bytes: int
    sealed_bytes: int

    def of(self, kind: Kind) -> int:
        """Return the limit of a kind."""
        limits = {"image": self.image_bytes, "audio": self.audio_bytes, "video": self.video_bytes}
        return limits[kind]


class Signs(Record, frozen=True, kw_only=True):
    """How a format is known: by its first bytes (and those from 8), or its brand; hexadecimal."""

    starts: tuple[str, ...] = ()
    inner: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()


class Format(Signs, frozen=True, kw_only=True):
    """A format that can be asked with."""

    kind: Kind
    type: str
    suffixes: tuple[str, ...]
    frame: str = ""


class Words(Record, frozen=True, kw_only=True):
    """A text in both languages."""

    zh: str
    en: str


class MediaRules(Record, frozen=True, kw_only=True):
    """All of `media.yaml`."""

    schema: str
    source: str
    grade: str
    limits: Limits
    formats: dict[str, Format]
    others: dict[str, Signs]
    names: dict[Kind, Words]
    told: Words

    def known(self, kind: Kind) -> str:
        """Return the names of the formats of a kind, for sentences."""
        return ", ".join(name for name, one in self.formats.items() if one.kind == kind)


@cache
def media_rules() -> MediaRules:
    """Return the rules about media."""
    data = Path(__file__).with_name("media.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=MediaRules)


def told_of(media: Iterable[Media]) -> list[Text]:
    """Return a line for each medium: kind, type, size and the beginning of the digest, no content."""
    return [told(one.kind, one.type, one.size, one.sha256) for one in media]


def told(kind: Kind, mime: str, size: int, sha256: str) -> Text:
    """Return the line that tells of a medium."""
    rules = media_rules()
    name, own = rules.names[kind], rules.told
    values = {"type": mime, "size": size, "sha256": sha256[:SHOWN]}
    return Text(own.zh.format(name=name.zh, **values), own.en.format(name=name.en, **values))

"""The table of metadata entries that matter, from `tags.yaml`."""

import re
from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record

PARTS = re.compile(r"[^a-z0-9_]+")


class Names(Record, frozen=True, kw_only=True):
    """Entries by what they tell."""

    location: tuple[str, ...]
    device: tuple[str, ...]
    model: tuple[str, ...]


class Numbers(Record, frozen=True, kw_only=True):
    """Numbered entries by what they tell."""

    location: tuple[int, ...]
    device: tuple[int, ...]
    model: tuple[int, ...]


class MediaTags(Record, frozen=True, kw_only=True):
    """The whole file; see its comments."""

    schema: str
    grade: str
    exif: Numbers
    xmp: Names
    boxes: Names
    names: Names
    generated: tuple[str, ...]
    generator_keywords: tuple[str, ...]


@cache
def media_tags() -> MediaTags:
    """Return the table."""
    data = Path(__file__).with_name("tags.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=MediaTags)


def told_by(name: str, names: Names) -> str:
    """Return what an entry of exactly this name tells: location, device, model, or nothing."""
    for what in ("location", "device", "model"):
        if name in getattr(names, what):
            return what
    return ""


def told_by_parts(name: str) -> str:
    """Return what a key such as `com.apple.quicktime.location.ISO6709` tells by its parts."""
    parts = set(PARTS.split(name.lower()))
    names = media_tags().names
    for what in ("location", "device", "model"):
        if parts & set(getattr(names, what)):
            return what
    return ""

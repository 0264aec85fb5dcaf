"""Labels in EXIF: UserComment and ImageDescription that hold a wrapped label."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.site import KEY, Site

IMAGE_DESCRIPTION, EXIF_IFD, USER_COMMENT = 0x010E, 0x8769, 0x9286
MAX_ENTRIES = 4096
NAMES = {IMAGE_DESCRIPTION: "ImageDescription", USER_COMMENT: "UserComment"}
WIDTHS = {1: 1, 2: 1, 4: 4, 7: 1}
"""Bytes per value of the types that matter: BYTE, ASCII, LONG, UNDEFINED."""


class _Entry(NamedTuple):
    tag: int
    at: int
    value: bytes


def exif_sites(data: bytes, place: str, base: int = 0) -> list[Site]:
    """Return labels from a TIFF structure; text without the word AIGC is no label."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        raise UnreadableMediaError(DAMAGED, place=place)
    (first,) = struct.unpack_from(f"{order}I", data, 4)
    sites: list[Site] = []
    for entry in _entries(data, order, first, place):
        if entry.tag == EXIF_IFD and len(entry.value) == 4:
            (offset,) = struct.unpack(f"{order}I", entry.value)
            for inner in _entries(data, order, offset, place):
                sites += label_in(inner.tag, inner.value, order, place, base + inner.at)
        sites += label_in(entry.tag, entry.value, order, place, base + entry.at)
    return sites


def blanked(data: bytes, place: str) -> bytes:
    """Return the structure with the values that hold a label filled with zeros."""
    out = bytearray(data)
    for site in exif_sites(data, place):
        out[site.start : site.end] = bytes(site.end - site.start)
    return bytes(out)


def _entries(data: bytes, order: str, offset: int, place: str) -> Iterator[_Entry]:
    """Yield the entries of one directory whose type matters."""
    try:
        (count,) = struct.unpack_from(f"{order}H", data, offset)
        if count > MAX_ENTRIES:
            raise UnreadableMediaError(DAMAGED, place=place)
        for at in range(offset + 2, offset + 2 + 12 * count, 12):
            tag, kind, number = struct.unpack_from(f"{order}HHI", data, at)
            size = WIDTHS.get(kind, 0) * number
            (start,) = struct.unpack_from(f"{order}I", data, at + 8)
            start = at + 8 if size <= 4 else start
            if size and (tag in NAMES or tag == EXIF_IFD):
                if start + size > len(data):
                    raise UnreadableMediaError(DAMAGED, place=place)
                yield _Entry(tag, start, data[start : start + size])
    except struct.error as error:
        raise UnreadableMediaError(DAMAGED, place=place) from error


def label_in(tag: int, value: bytes, order: str, place: str, at: int) -> list[Site]:
    """Return the label in the value of one entry that stands at `at`."""
    if tag not in NAMES:
        return []
    text = _comment(value, order) if tag == USER_COMMENT else value.decode("utf-8", "replace")
    text = text.strip("\0 \t\r\n")
    if KEY not in text:
        return []
    return [Site(f"{place} {NAMES[tag]}", text, True, at, at + len(value))]


def _comment(value: bytes, order: str) -> str:
    """Return a UserComment; its first eight bytes name the character code."""
    code, body = value[:8].rstrip(b"\0 "), value[8:]
    if code == b"UNICODE":
        other = {"<": ">", ">": "<"}[order]
        for endian in (order, other):
            text = body.decode("utf-16-le" if endian == "<" else "utf-16-be", "replace")
            if KEY in text:
                return text
        return ""
    return (body if code in (b"ASCII", b"") else value).decode("utf-8", "replace")

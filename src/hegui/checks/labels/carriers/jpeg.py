"""Labels in JPEG: XMP in APP1 (the guide's place), EXIF text, and bare blobs in APP segments."""

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import (
    CUT_OFF,
    DAMAGED,
    EXTENDED,
    UnreadableMediaError,
)
from hegui.checks.labels.carriers.exif import exif_sites
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.carriers.xmp import xmp_sites

SIGNATURE = b"\xff\xd8\xff"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_HEADER = b"http://ns.adobe.com/xmp/extension/\0"
EXIF_HEADER = b"Exif\0\0"
APP0, APP1, APP15 = 0xE0, 0xE1, 0xEF
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})


class Segment(NamedTuple):
    """One segment: its marker, where the marker stands, and its payload's place and length."""

    marker: int
    at: int
    start: int
    length: int


def jpeg_segments(source: Source) -> Iterator[Segment]:
    """Yield the segments before the image data; labels stand only there."""
    position = 2
    while True:
        source.count()
        mark, marker = source.at(position, 2, "JPEG")
        if mark != 0xFF:
            raise UnreadableMediaError(DAMAGED, place="JPEG")
        if marker == 0xFF:
            position += 1
            continue
        if marker in (START_OF_SCAN, END_OF_IMAGE):
            return
        if marker in STANDALONE:
            position += 2
            continue
        (length,) = source.unpack(">H", position + 2, "JPEG")
        if length < 2 or position + 2 + length > source.size:
            raise UnreadableMediaError(CUT_OFF, place=f"JPEG {marker:02X}")
        yield Segment(marker, position, position + 4, length - 2)
        position += 2 + length


def jpeg_sites(source: Source) -> list[Site]:
    """Return the labels of a JPEG file.

    Extended XMP is not put together; when it is there and no label is seen elsewhere, the file
    cannot be judged.
    """
    sites: list[Site] = []
    extended = False
    for segment in jpeg_segments(source):
        if APP0 <= segment.marker <= APP15:
            payload = source.at(segment.start, segment.length, "JPEG")
            extended = extended or payload.startswith(EXTENDED_HEADER)
            sites += _app_sites(segment.marker, payload)
    if extended and not sites:
        raise UnreadableMediaError(EXTENDED)
    return sites


def _app_sites(marker: int, payload: bytes) -> list[Site]:
    place = f"JPEG APP{marker - APP0}"
    if payload.startswith(XMP_HEADER):
        return xmp_sites(payload[len(XMP_HEADER) :], f"{place} XMP")
    if payload.startswith(EXIF_HEADER):
        return exif_sites(payload[len(EXIF_HEADER) :], f"{place} EXIF")
    if payload.startswith(EXTENDED_HEADER):
        return []
    return blob_sites(payload, place)


def blob_sites(payload: bytes, place: str) -> list[Site]:
    """Return a bare label: the word AIGC with a JSON object around or behind it."""
    at = payload.find(KEY.encode())
    open_at, close_at = payload.find(b"{"), payload.rfind(b"}")
    if at < 0 or open_at < 0 or close_at < open_at:
        return []
    text = payload[open_at : close_at + 1].decode("utf-8", "replace")
    return [Site(f"{place} {KEY}", text)]

"""Labels in JPEG: XMP in APP1 (the guide's place), EXIF text, and bare blobs in APP segments."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, TOO_LARGE, UnreadableMediaError
from hegui.checks.labels.carriers.exif import blanked, exif_sites
from hegui.checks.labels.carriers.packet import packet, relabelled
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    replaced,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM, NOT_MERGED, NOT_REMOVED
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import MAX_FIELD, Source
from hegui.checks.labels.carriers.xmp import xmp_sites

SIGNATURE = b"\xff\xd8\xff"
XMP_HEADER = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED_HEADER = b"http://ns.adobe.com/xmp/extension/\0"
EXIF_HEADER = b"Exif\0\0"
MULTI_PICTURE = b"MPF\0"
APP0, APP1, APP2, APP15 = 0xE0, 0xE1, 0xE2, 0xEF
START_OF_SCAN, END_OF_IMAGE = 0xDA, 0xD9
STANDALONE = frozenset({0x01, *range(0xD0, 0xD8)})
PLACE, EXTENDED_PLACE = "JPEG APP1 XMP", "JPEG APP1 extended XMP"
MAX_PAYLOAD = 65_533


class Segment(NamedTuple):
    """One segment: its marker, where the marker stands, and its payload's place and length."""

    marker: int
    at: int
    start: int
    length: int

    @property
    def end(self) -> int:
        """Where the next segment begins."""
        return self.start + self.length


def jpeg_segments(source: Source) -> list[Segment]:
    """Return the segments before the image data; labels stand only there."""
    return source.once("jpeg", lambda: list(_segments(source)))


def _segments(source: Source) -> Iterator[Segment]:
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


def _apps(source: Source) -> Iterator[tuple[Segment, bytes]]:
    for segment in jpeg_segments(source):
        if APP0 <= segment.marker <= APP15:
            yield segment, source.at(segment.start, segment.length, "JPEG")


def jpeg_sites(source: Source) -> list[Site]:
    """Return the labels of a JPEG file."""
    sites: list[Site] = []
    extended: list[tuple[Segment, bytes]] = []
    for segment, data in _apps(source):
        if data.startswith(EXTENDED_HEADER):
            extended.append((segment, data))
        else:
            sites += _app_sites(segment, data)
    return sites + (_extended_sites(extended) if extended else [])


def _extended_sites(parts: list[tuple[Segment, bytes]]) -> list[Site]:
    """Return the labels of a packet that was too long for one segment (XMP, part 3)."""
    head = len(EXTENDED_HEADER)
    packets: dict[bytes, bytearray] = {}
    for _segment, data in parts:
        if len(data) < head + 40:
            raise UnreadableMediaError(DAMAGED, place=EXTENDED_PLACE)
        size, at = struct.unpack_from(">II", data, head + 32)
        body = data[head + 40 :]
        if size > MAX_FIELD:
            raise UnreadableMediaError(TOO_LARGE, place=EXTENDED_PLACE, limit=MAX_FIELD >> 10)
        if at + len(body) > size:
            raise UnreadableMediaError(DAMAGED, place=EXTENDED_PLACE)
        whole = packets.setdefault(data[head : head + 32], bytearray(size))
        whole[at : at + len(body)] = body
    start, end = parts[0][0].at, parts[-1][0].end
    return [
        site._replace(start=start, end=end)
        for whole in packets.values()
        for site in xmp_sites(bytes(whole), EXTENDED_PLACE)
    ]


def _app_sites(segment: Segment, data: bytes) -> list[Site]:
    place = f"JPEG APP{segment.marker - APP0}"
    for header, read, kind in ((XMP_HEADER, xmp_sites, "XMP"), (EXIF_HEADER, exif_sites, "EXIF")):
        if data.startswith(header):
            return read(data[len(header) :], f"{place} {kind}", segment.start + len(header))
    return blob_sites(data, place, segment.start)


def blob_sites(data: bytes, place: str, base: int = 0) -> list[Site]:
    """Return a bare label: the word AIGC with a JSON object around or behind it."""
    at = data.find(KEY.encode())
    open_at, close_at = data.find(b"{"), data.rfind(b"}")
    if at < 0 or open_at < 0 or close_at < open_at:
        return []
    text = data[open_at : close_at + 1].decode("utf-8", "replace")
    return [Site(f"{place} {KEY}", text, True, base + open_at, base + close_at + 1)]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the packet that is there, else behind the leading APP0 and APP1."""
    changes: list[tuple[int, int, bytes]] = []
    wanted = text
    insertion, multi = 2, False
    for segment, data in _apps(source):
        if segment.marker in (APP0, APP1) and segment.at == insertion:
            insertion = segment.end
        multi = multi or (segment.marker == APP2 and data.startswith(MULTI_PICTURE))
        new = _changed(segment, data, wanted)
        if data.startswith(XMP_HEADER):
            wanted = None
        if new != data:
            body = _segment(segment.marker, new) if new else b""
            if multi and len(body) != segment.end - segment.at:
                # The index of pictures counts from its own place to pictures behind this segment.
                raise RefusedError(NOT_MERGED, place=PLACE)
            changes.append((segment.at, segment.end, body))
    if wanted is not None:
        changes.append((insertion, insertion, _segment(APP1, XMP_HEADER + packet(wanted))))
    return replaced(source.size, changes)


def _changed(segment: Segment, data: bytes, text: str | None) -> bytes:
    """Return the payload of a segment without its label or with the wanted one."""
    if data.startswith(XMP_HEADER):
        return XMP_HEADER + relabelled(data[len(XMP_HEADER) :], text, PLACE)
    if data.startswith(EXTENDED_HEADER):
        if KEY.encode() in data:
            raise RefusedError(NOT_REMOVED, place=EXTENDED_PLACE)
        return data
    if data.startswith(EXIF_HEADER):
        return EXIF_HEADER + blanked(data[len(EXIF_HEADER) :], "JPEG EXIF")
    return b"" if blob_sites(data, "JPEG") else data


def _segment(marker: int, data: bytes) -> bytes:
    if len(data) > MAX_PAYLOAD:
        raise RefusedError(NO_ROOM, place=PLACE)
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data


def payload(source: Source) -> Iterator[Piece]:
    """Yield everything but labels and XMP packets."""
    position = 0
    for segment, data in _apps(source):
        if data.startswith(EXTENDED_HEADER):
            continue
        if data.startswith(EXIF_HEADER):
            yield Copy(position, segment.at)
            yield blanked(data[len(EXIF_HEADER) :], "JPEG EXIF")
        elif data.startswith(XMP_HEADER) or blob_sites(data, "JPEG"):
            yield Copy(position, segment.at)
        else:
            continue
        position = segment.end
    yield Copy(position, source.size)


CARRIER = Carrier(
    name="jpeg",
    family="image",
    extensions=(".jpg", ".jpeg", ".jfif"),
    sniff=lambda source: source.head(3) == SIGNATURE,
    sites=jpeg_sites,
    edit=edit,
    payload=payload,
    guide="PG20259A",
    place="APP1 XMP, property TC260:AIGC",
)

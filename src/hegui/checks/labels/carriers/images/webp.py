"""Labels in WebP: a chunk XMP (the guide's place), announced in VP8X; EXIF is read too."""

import struct
from collections.abc import Iterator

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.exif import blanked, exif_sites
from hegui.checks.labels.carriers.packet import packet, relabelled
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, replaced
from hegui.checks.labels.carriers.riff import (
    HEADER,
    Chunk,
    body_end,
    chunk,
    chunks,
    resized,
    riff_kind,
)
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.carriers.xmp import xmp_sites

PLACE, EXIF_PLACE = "WebP XMP", "WebP EXIF"
EXIF_HEADER = b"Exif\0\0"
HAS_XMP, HAS_ALPHA = 0x04, 0x10


def _chunks(source: Source) -> list[Chunk]:
    found = list(chunks(source, HEADER, body_end(source), "WebP"))
    if not found:
        raise UnreadableMediaError(DAMAGED, place="WebP")
    return found


def _data(source: Source, part: Chunk, place: str) -> bytes:
    return source.at(part.start, part.stop - part.start, place)


def webp_sites(source: Source) -> list[Site]:
    """Return the labels of a WebP file."""
    sites: list[Site] = []
    for part in _chunks(source):
        if part.kind == b"XMP ":
            sites += xmp_sites(_data(source, part, PLACE), PLACE, part.start)
        elif part.kind == b"EXIF":
            data = _data(source, part, EXIF_PLACE)
            head = len(data) - len(data.removeprefix(EXIF_HEADER))
            sites += exif_sites(data[head:], EXIF_PLACE, part.start + head)
    return sites


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the packet that is there, else into a chunk at the end."""
    found = _chunks(source)
    changes: list[tuple[int, int, bytes]] = []
    wanted = text
    for part in found:
        if part.kind == b"XMP ":
            new = relabelled(_data(source, part, PLACE), wanted, PLACE)
            changes.append((part.at, part.end, chunk(b"XMP ", new)))
            wanted = None
        elif part.kind == b"EXIF":
            changes.append((part.at, part.end, chunk(b"EXIF", _quiet(source, part))))
    if wanted is not None:
        end = found[-1].end
        filled = min(end, source.size)
        pad = b"\0" * (end - filled)
        changes.append((filled, filled, pad + chunk(b"XMP ", packet(wanted))))
        changes += _announced(source, found)
    grown = sum(len(data) - (end - start) for start, end, data in changes)
    return replaced(source.size, [*changes, *resized(source, grown)])


def _announced(source: Source, found: list[Chunk]) -> list[tuple[int, int, bytes]]:
    """Return the changes that make the first chunk say that there is a packet."""
    first = found[0]
    if first.kind == b"VP8X":
        flags = source.at(first.start, 1, "WebP VP8X")[0] | HAS_XMP
        return [(first.start, first.start + 1, bytes([flags]))]
    width, height, alpha = _canvas(source, first)
    data = bytes([HAS_XMP | alpha, 0, 0, 0])
    data += struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]
    return [(first.at, first.at, chunk(b"VP8X", data))]


def _canvas(source: Source, first: Chunk) -> tuple[int, int, int]:
    """Return width, height and the flag for transparency of a simple WebP."""
    if first.kind == b"VP8L":
        mark, bits = source.unpack("<BI", first.start, "WebP VP8L")
        if mark == 0x2F:
            alpha = HAS_ALPHA if bits >> 28 & 1 else 0
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, alpha
    elif first.kind == b"VP8 ":
        mark, width, height = source.unpack("<3sHH", first.start + 3, "WebP VP8")
        if mark == b"\x9d\x01\x2a" and width & 0x3FFF and height & 0x3FFF:
            return width & 0x3FFF, height & 0x3FFF, 0
    raise UnreadableMediaError(DAMAGED, place="WebP")


def _quiet(source: Source, part: Chunk) -> bytes:
    data = _data(source, part, EXIF_PLACE)
    head = len(data) - len(data.removeprefix(EXIF_HEADER))
    return data[:head] + blanked(data[head:], EXIF_PLACE)


def payload(source: Source) -> Iterator[Piece]:
    """Yield all chunks but XMP and what announces it, and what stands behind the end."""
    for part in _chunks(source):
        if part.kind == b"EXIF":
            yield _quiet(source, part)
        elif part.kind == b"VP8X":
            yield from _canvas_of(source, part)
        elif part.kind != b"XMP ":
            yield Copy(part.at, part.stop)
    yield Copy(body_end(source), source.size)


def _canvas_of(source: Source, part: Chunk) -> Iterator[Piece]:
    """Yield VP8X without the flag; one that announces nothing else is as good as none."""
    data = bytearray(_data(source, part, "WebP VP8X"))
    if data:
        data[0] &= ~HAS_XMP
    if data and data[0] & ~HAS_ALPHA:
        yield bytes(data)


CARRIER = Carrier(
    name="webp",
    family="image",
    extensions=(".webp",),
    sniff=lambda source: riff_kind(source) == b"WEBP",
    sites=webp_sites,
    edit=edit,
    payload=payload,
    guide="PG20259A",
    place="RIFF chunk XMP, announced in VP8X",
)

"""Labels in PNG: iTXt XMP (the guide's place), tEXt/zTXt AIGC, and others that are merely seen."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.exif import blanked, exif_sites
from hegui.checks.labels.carriers.packet import packet, relabelled
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, replaced
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded, inflate
from hegui.checks.labels.carriers.xmp import xmp_sites

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = b"XML:com.adobe.xmp"
PLACE = "PNG iTXt XMP"
TEXTS = (b"iTXt", b"tEXt", b"zTXt")
HOLDERS = frozenset({*TEXTS, b"eXIf"})
"""Chunks that may hold a label."""
MAX_KEYWORD = 80


class Chunk(NamedTuple):
    """One chunk: its type, where its data begins, and how long they are."""

    kind: bytes
    start: int
    length: int

    @property
    def at(self) -> int:
        """Where the chunk itself begins."""
        return self.start - 8

    @property
    def end(self) -> int:
        """Where the next chunk begins."""
        return self.start + self.length + 4


def png_chunks(source: Source) -> list[Chunk]:
    """Return all chunks up to and with IEND; raise where the file is cut off or not a PNG."""
    return source.once("png", lambda: list(_chunks(source)))


def _chunks(source: Source) -> Iterator[Chunk]:
    position = len(SIGNATURE)
    while True:
        source.count()
        length, kind = source.unpack(">I4s", position, "PNG")
        if not kind.isalpha():
            raise UnreadableMediaError(DAMAGED, place="PNG")
        if position + 12 + length > source.size:
            raise UnreadableMediaError(CUT_OFF, place=f"PNG {kind.decode()}")
        yield Chunk(kind, position + 8, length)
        if kind == b"IEND":
            return
        position += 12 + length


def png_sites(source: Source) -> list[Site]:
    """Return the labels of a PNG file."""
    return [
        site
        for chunk in png_chunks(source)
        if chunk.kind in HOLDERS
        for site in _chunk_sites(source, chunk)
    ]


def _chunk_sites(source: Source, chunk: Chunk) -> list[Site]:
    if chunk.kind == b"eXIf":
        sites = exif_sites(chunk_data(source, chunk), "PNG eXIf", chunk.start)
        return [site._replace(guide=False) for site in sites]
    # A large text chunk with another keyword is no label; it is not read at all.
    if _keyword(source, chunk) not in (KEY.encode(), XMP_KEYWORD):
        return []
    return _text_sites(chunk, chunk_data(source, chunk))


def _keyword(source: Source, chunk: Chunk) -> bytes:
    """Return the keyword of a text chunk, empty for others."""
    if chunk.kind not in TEXTS:
        return b""
    head = source.at(chunk.start, min(chunk.length, MAX_KEYWORD), "PNG")
    keyword, end, _ = head.partition(b"\0")
    return keyword if end else b""


def chunk_data(source: Source, chunk: Chunk) -> bytes:
    """Return the data of a chunk after checking its CRC."""
    place = f"PNG {chunk.kind.decode()}"
    data = source.at(chunk.start, chunk.length, place)
    (crc,) = source.unpack(">I", chunk.start + chunk.length, place)
    if zlib.crc32(chunk.kind + data) != crc:
        raise UnreadableMediaError(DAMAGED, place=place)
    return data


def _text_sites(chunk: Chunk, data: bytes) -> list[Site]:
    keyword, _, rest = data.partition(b"\0")
    place = f"PNG {chunk.kind.decode()} {keyword.decode('latin-1')}"
    begin, end = chunk.start, chunk.start + chunk.length
    if chunk.kind == b"iTXt":
        text = itxt_text(rest, place)
        if keyword == XMP_KEYWORD:
            if rest[:1] == b"\0":
                return xmp_sites(text, place, end - len(text))
            return [site._replace(start=begin, end=end) for site in xmp_sites(text, place)]
        return [Site(place, decoded(text, "utf-8", place), False, begin, end)]
    if keyword == XMP_KEYWORD:
        return []
    text = inflate(rest[1:], place) if chunk.kind == b"zTXt" else rest
    return [Site(place, decoded(text, "utf-8", place), True, begin, end)]


def itxt_text(rest: bytes, place: str) -> bytes:
    """Return the text of an iTXt chunk from what follows its keyword, unpacked if needed."""
    compressed, method = rest[:1], rest[1:2]
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3 or compressed not in (b"\0", b"\1") or method != b"\0":
        raise UnreadableMediaError(DAMAGED, place=place)
    return inflate(parts[2], place) if compressed == b"\1" else parts[2]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the packet that is there, else right behind the header."""
    changes: list[tuple[int, int, bytes]] = []
    header = 0
    wanted = text
    for chunk in png_chunks(source):
        if chunk.kind == b"IHDR":
            header = chunk.end
        elif is_xmp(source, chunk):
            old = itxt_text(chunk_data(source, chunk)[len(XMP_KEYWORD) + 1 :], PLACE)
            changes.append((chunk.at, chunk.end, _itxt(relabelled(old, wanted, PLACE))))
            wanted = None
        elif _keyword(source, chunk) == KEY.encode():
            changes.append((chunk.at, chunk.end, b""))
        elif chunk.kind == b"eXIf":
            data = blanked(chunk_data(source, chunk), "PNG eXIf")
            changes.append((chunk.at, chunk.end, _chunk(b"eXIf", data)))
    if wanted is not None:
        changes.append((header, header, _itxt(packet(wanted))))
    return replaced(source.size, changes)


def payload(source: Source) -> Iterator[Piece]:
    """Yield everything but labels and XMP packets."""
    end = 0
    for chunk in png_chunks(source):
        if chunk.kind == b"eXIf":
            yield blanked(chunk_data(source, chunk), "PNG eXIf")
        elif chunk.kind not in TEXTS or not _holds_label(source, chunk):
            yield Copy(chunk.at, chunk.end)
        end = chunk.end
    yield Copy(end, source.size)


def _holds_label(source: Source, chunk: Chunk) -> bool:
    return is_xmp(source, chunk) or _keyword(source, chunk) == KEY.encode()


def is_xmp(source: Source, chunk: Chunk) -> bool:
    """Tell whether a chunk is the XMP packet."""
    return chunk.kind == b"iTXt" and _keyword(source, chunk) == XMP_KEYWORD


def _itxt(xmp: bytes) -> bytes:
    return _chunk(b"iTXt", XMP_KEYWORD + b"\0" * 5 + xmp)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


CARRIER = Carrier(
    name="png",
    family="image",
    extensions=(".png", ".apng"),
    sniff=lambda source: source.head(8) == SIGNATURE,
    sites=png_sites,
    edit=edit,
    payload=payload,
    guide="PG20259A",
    place="iTXt XML:com.adobe.xmp, property TC260:AIGC",
)

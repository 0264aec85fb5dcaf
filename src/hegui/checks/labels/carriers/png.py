"""Labels in PNG: iTXt XMP (the guide's place), tEXt/zTXt AIGC, and others that are merely seen."""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.exif import exif_sites
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded, inflate
from hegui.checks.labels.carriers.xmp import xmp_sites

SIGNATURE = b"\x89PNG\r\n\x1a\n"
XMP_KEYWORD = b"XML:com.adobe.xmp"
MAX_KEYWORD = 80


class Chunk(NamedTuple):
    """One chunk: its type, where its data begins, and how long they are."""

    kind: bytes
    start: int
    length: int


def png_chunks(source: Source) -> Iterator[Chunk]:
    """Yield all chunks up to and with IEND; raise where the file is cut off or not a PNG."""
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
    return [site for chunk in png_chunks(source) for site in _chunk_sites(source, chunk)]


def _chunk_sites(source: Source, chunk: Chunk) -> list[Site]:
    if chunk.kind == b"eXIf":
        sites = exif_sites(chunk_data(source, chunk), "PNG eXIf")
        return [site._replace(guide=False) for site in sites]
    if chunk.kind not in (b"iTXt", b"tEXt", b"zTXt"):
        return []
    # A large text chunk with another keyword is no label; it is not read at all.
    head = source.at(chunk.start, min(chunk.length, MAX_KEYWORD), "PNG")
    keyword, end, _ = head.partition(b"\0")
    if not end or keyword not in (KEY.encode(), XMP_KEYWORD):
        return []
    return _text_sites(chunk.kind, chunk_data(source, chunk))


def chunk_data(source: Source, chunk: Chunk) -> bytes:
    """Return the data of a chunk after checking its CRC."""
    place = f"PNG {chunk.kind.decode()}"
    data = source.at(chunk.start, chunk.length, place)
    (crc,) = source.unpack(">I", chunk.start + chunk.length, place)
    if zlib.crc32(chunk.kind + data) != crc:
        raise UnreadableMediaError(DAMAGED, place=place)
    return data


def _text_sites(kind: bytes, data: bytes) -> list[Site]:
    keyword, _, rest = data.partition(b"\0")
    place = f"PNG {kind.decode()} {keyword.decode('latin-1')}"
    if kind == b"iTXt":
        text = itxt_text(rest, place)
        if keyword == XMP_KEYWORD:
            return xmp_sites(text, place)
        return [Site(place, decoded(text, "utf-8", place), guide=False)]
    if keyword == XMP_KEYWORD:
        return []
    text = inflate(rest[1:], place) if kind == b"zTXt" else rest
    return [Site(place, decoded(text, "utf-8", place))]


def itxt_text(rest: bytes, place: str) -> bytes:
    """Return the text of an iTXt chunk from what follows its keyword, unpacked if needed."""
    compressed, method = rest[:1], rest[1:2]
    parts = rest[2:].split(b"\0", 2)
    if len(parts) != 3 or compressed not in (b"\0", b"\1") or method != b"\0":
        raise UnreadableMediaError(DAMAGED, place=place)
    return inflate(parts[2], place) if compressed == b"\1" else parts[2]

"""The label in PNG: an iTXt chunk with an XMP packet."""

import hashlib
import struct
import zlib
from typing import BinaryIO

from hegui.checks.labels.carriers.png import (
    SIGNATURE,
    XMP_KEYWORD,
    Chunk,
    chunk_data,
    itxt_text,
    png_chunks,
)
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write.packet import joined, packet

PLACE = "PNG iTXt XMP"


def write(source: Source, out: BinaryIO, text: str, name: str) -> None:
    """Write the file with the label right behind its header, or in the packet that is there."""
    chunks = list(png_chunks(source))
    old = next((c for c in chunks if is_xmp(source, c)), None)
    out.write(SIGNATURE)
    for chunk in chunks:
        if chunk is old:
            rest = chunk_data(source, chunk)[len(XMP_KEYWORD) + 1 :]
            out.write(_itxt(joined(itxt_text(rest, PLACE), text, name, PLACE)))
            continue
        for data in source.stream(chunk.start - 8, chunk.start + chunk.length + 4):
            out.write(data)
        if chunk.kind == b"IHDR" and old is None:
            out.write(_itxt(packet(text)))


def essence(source: Source) -> str:
    """Return a digest of all chunks except the XMP packet."""
    digest = hashlib.sha256()
    for chunk in png_chunks(source):
        if not is_xmp(source, chunk):
            for data in source.stream(chunk.start - 8, chunk.start + chunk.length + 4):
                digest.update(data)
    return digest.hexdigest()


def is_xmp(source: Source, chunk: Chunk) -> bool:
    """Tell whether a chunk is the XMP packet."""
    size = len(XMP_KEYWORD) + 1
    if chunk.kind != b"iTXt" or chunk.length < size:
        return False
    return source.at(chunk.start, size, PLACE) == XMP_KEYWORD + b"\0"


def _itxt(xmp: bytes) -> bytes:
    data = b"iTXt" + XMP_KEYWORD + b"\0" * 5 + xmp
    return struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))

"""bzip2 and xz, as a stream: several archives in a row are one, and memory is bounded."""

import bz2
import lzma
from collections.abc import Callable, Iterator
from typing import Any, Literal

PIECE = 1 << 20
"""Bytes that are unpacked at a time."""
DICTIONARY = 256 << 20
"""Memory that an xz archive may ask for; the strongest preset takes 65 MB."""


def unpacked(
    packing: Literal["bz2", "xz"], pieces: Iterator[bytes], damaged: Callable[[str], Exception]
) -> Iterator[bytes]:
    """Yield the content of an archive; raises `damaged(why)`."""
    archive, begun = _fresh(packing), False
    for piece in pieces:
        data = piece
        while data or (begun and not archive.needs_input):
            try:
                found = archive.decompress(data, PIECE)
            except (OSError, lzma.LZMAError, ValueError) as error:
                raise damaged(packing) from error
            begun, data = True, b""
            if found:
                yield found
            if archive.eof:
                data, begun = archive.unused_data.lstrip(b"\0"), False
                archive = _fresh(packing)
    if begun:
        raise damaged(f"{packing}: unexpected end")


def _fresh(packing: str) -> Any:
    return bz2.BZ2Decompressor() if packing == "bz2" else lzma.LZMADecompressor(memlimit=DICTIONARY)

"""Whether a file carries a C2PA manifest, so that nobody breaks its signature unawares.

Places by the C2PA technical specification 2.1, appendix A (embedding manifests into files). A
manifest signs the bytes of its file: a label written afterwards makes it invalid, a label written
before is covered by it. Nothing is verified here.
"""

import re
from pathlib import Path
from typing import NamedTuple

UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""Box of ISO base media files that holds the manifest store."""
PIECE = 1 << 20
LIMIT = 64 << 20
"""Manifests stand near the start or the end; larger files are searched this far from both."""


class Manifest(NamedTuple):
    """A sign of a manifest: its place in words of the format, and the byte at which it was seen."""

    place: str
    offset: int


SIGNS: tuple[tuple[str, re.Pattern[bytes]], ...] = (
    ("JPEG APP11 JUMBF", re.compile(rb"\xff\xeb..JP.{6}.{4}jumb", re.DOTALL)),
    ("PNG caBX", re.compile(rb"caBX.{4}jumb", re.DOTALL)),
    ("uuid box", re.compile(b"uuid" + re.escape(UUID))),
    ("RIFF C2PA", re.compile(rb"C2PA.{4}.{4}jumb", re.DOTALL)),
    ("GIF C2PA_GIF", re.compile(rb"\x21\xff\x0bC2PA_GIF")),
    ("ID3 GEOB", re.compile(rb"GEOB.{6}.application/(?:x-)?c2pa", re.DOTALL)),
    ("PDF C2PA_Manifest", re.compile(rb"/AFRelationship\s*/C2PA_Manifest")),
    (
        "JUMBF c2pa",
        re.compile(rb"jumd.{0,8}c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71", re.DOTALL),
    ),
)
OVERLAP = 256


def find_c2pa(path: Path) -> Manifest | None:
    """Return the first sign of a C2PA manifest in a file; raises `OSError`."""
    size = path.stat().st_size
    with path.open("rb") as file:
        at, tail = 0, b""
        while at < size:
            if LIMIT < at < size - LIMIT:
                at, tail = size - LIMIT, b""
                file.seek(at)
            piece = file.read(PIECE)
            if not piece:
                return None
            data = tail + piece
            if (found := _first(data, at - len(tail))) is not None:
                return found
            at += len(piece)
            tail = data[-OVERLAP:]
    return None


def _first(data: bytes, offset: int) -> Manifest | None:
    for place, pattern in SIGNS:
        if match := pattern.search(data):
            return Manifest(place, offset + match.start())
    return None

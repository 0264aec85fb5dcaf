"""Whether a file carries a C2PA manifest, so that nobody breaks its signature unawares.

Places by the C2PA technical specification 2.1, appendix A (embedding manifests into files). A
manifest signs the bytes of its file: a label written afterwards makes it invalid, a label written
before is covered by it. Only the structure is walked, at the places where the container can hold a
manifest; nothing is verified here (`manifests` does that).
"""

import re
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from hegui.checks.labels.carriers.av.id3 import UNSYNC, frames, read_tag, synchronised
from hegui.checks.labels.carriers.documents.pdf_file import PdfFile
from hegui.checks.labels.carriers.documents.zip import read_archive
from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.images.gif import blocks
from hegui.checks.labels.carriers.images.jpeg import APP0, jpeg_segments
from hegui.checks.labels.carriers.images.png import png_chunks
from hegui.checks.labels.carriers.images.tiff import directory, first_directory
from hegui.checks.labels.carriers.isobmff import boxes
from hegui.checks.labels.carriers.registry import carrier_of
from hegui.checks.labels.carriers.riff import HEADER, MANIFEST, body_end, chunks
from hegui.checks.labels.carriers.source import MAX_FIELD, Source

UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
"""Box of ISO base media files that holds the manifest store."""
JUMBF_C2PA = b"c2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x00\x38\x9b\x71"
"""Type of the JUMBF superbox that is a manifest store; JPEG may hold other JUMBF boxes."""
APP11 = APP0 + 11
TIFF_TAG, TIFF_PLACE = 0xCD41, "TIFF tag 52545"
MIME = (b"application/c2pa", b"application/x-c2pa-manifest-store")
GIF_HEADER = b"\x21\xff\x0bC2PA_GIF"
ZIP_MEMBER = "META-INF/content_credential.c2pa"
PDF_WORD = b"C2PA_Manifest"
PDF_RELATION = re.compile(rb"/AFRelationship\s*/\Z")
PDF_PLACE = "PDF C2PA_Manifest"
TEXT_MAGIC = (
    "\ufeff"
    + "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in b"C2PATXT\0")
).encode()
"""Begins a manifest in plain text: bytes as variation selectors behind a zero-width mark."""


class Manifest(NamedTuple):
    """A sign of a manifest: its place in words of the format, and the bytes that hold it."""

    place: str
    offset: int
    end: int


def find_c2pa(path: Path) -> Manifest | None:
    """Return the first sign of a C2PA manifest in a file.

    Raises `OSError`, and `UnreadableMediaError` when the file is of an unknown kind or damaged.
    """
    with Source.open(path) as source:
        return next(manifests_in(source), None)


def manifests_in(source: Source) -> Iterator[Manifest]:
    """Yield the parts of an open file that hold a manifest; kinds that can hold none yield none."""
    look = PLACES.get(carrier_of(source).name)
    return look(source) if look else iter(())


def _jpeg(source: Source) -> Iterator[Manifest]:
    known: set[bytes] = set()
    for segment in jpeg_segments(source):
        if segment.marker != APP11 or segment.length < 16:
            continue
        data = source.at(segment.start, min(segment.length, 64), "JPEG APP11")
        if data[:2] != b"JP" or data[12:16] != b"jumb":
            continue
        # A box is cut into segments of one number; only the first shows what it is.
        if JUMBF_C2PA in data:
            known.add(data[2:4])
        if data[2:4] in known:
            yield Manifest("JPEG APP11 JUMBF", segment.at, segment.end)


def _png(source: Source) -> Iterator[Manifest]:
    for chunk in png_chunks(source):
        if chunk.kind == b"caBX":
            yield Manifest("PNG caBX", chunk.at, chunk.end)


def _boxes(source: Source) -> Iterator[Manifest]:
    for box in boxes(source, 0, source.size):
        if box.kind == b"uuid" and box.end - box.start >= 16 and _is_manifest(source, box.start):
            yield Manifest("uuid box", box.at, box.end)


def _is_manifest(source: Source, at: int) -> bool:
    return source.at(at, 16, "uuid box") == UUID


def _riff(source: Source) -> Iterator[Manifest]:
    for chunk in chunks(source, HEADER, body_end(source), "RIFF"):
        if chunk.kind == MANIFEST:
            yield Manifest("RIFF C2PA", chunk.at, min(chunk.end, source.size))


def _gif(source: Source) -> Iterator[Manifest]:
    for block in blocks(source):
        head = source.at(block.at, min(len(GIF_HEADER), block.end - block.at), "GIF")
        if head == GIF_HEADER:
            yield Manifest("GIF C2PA_GIF", block.at, block.end)


def _tiff(source: Source) -> Iterator[Manifest]:
    layout, found = first_directory(source)
    seen = {0}
    while True:
        for entry in found.entries:
            if entry.tag == TIFF_TAG:
                yield Manifest(TIFF_PLACE, entry.start, entry.start + entry.size)
                yield Manifest(TIFF_PLACE, entry.at, entry.at + len(entry.raw))
        if found.following in seen:
            return
        seen.add(found.following)
        source.count()
        found = directory(source, layout, found.following)


def _id3(source: Source) -> Iterator[Manifest]:
    tag = read_tag(source)
    if tag is None:
        return
    whole = tag.version < 4 and bool(tag.flags & UNSYNC)
    held, inner = synchronised(source, tag) if whole else (source, tag)
    for frame in frames(held, inner):
        if frame.id in ("GEOB", "GEO"):
            head = held.at(frame.start, min(frame.length, 256), "ID3 GEOB")
            if any(kind in head for kind in MIME):
                at = frame.start - (6 if tag.version == 2 else 10)
                held_by = (0, tag.end) if whole else (at, frame.start + frame.length)
                yield Manifest("ID3 GEOB", *held_by)


def _zip(source: Source) -> Iterator[Manifest]:
    if member := read_archive(source).member(ZIP_MEMBER):
        yield Manifest(f"ZIP {ZIP_MEMBER}", member.at, member.end)


def _pdf(source: Source) -> Iterator[Manifest]:
    """Yield where the relation stands in clear, else whether the catalogue names such a file."""
    for start in _words(source, PDF_WORD):
        before = source.at(max(0, start - 40), min(40, start), "PDF")
        if PDF_RELATION.search(before):
            yield Manifest(PDF_PLACE, start, start + len(PDF_WORD))
            return
    if _attached(PdfFile(source)):
        yield Manifest(PDF_PLACE, 0, source.size)


def _words(source: Source, word: bytes) -> Iterator[int]:
    """Yield where a word stands in a file, read in pieces."""
    at, tail = 0, b""
    while at < source.size:
        data = tail + source.at(at, min(MAX_FIELD, source.size - at), "file")
        found = data.find(word)
        while found >= 0:
            yield at - len(tail) + found
            found = data.find(word, found + 1)
        at += len(data) - len(tail)
        tail = data[-(len(word) - 1) :]


def _attached(pdf: PdfFile) -> bool:
    """Tell whether an associated file of the document, packed in a stream, is a manifest."""
    root = pdf.resolved(pdf.trailer.get(b"Root"))
    files = pdf.resolved(root.get(b"AF")) if isinstance(root, dict) else None
    specifications = [pdf.resolved(one) for one in files] if isinstance(files, list) else []
    return any(
        isinstance(one, dict) and one.get(b"AFRelationship") == PDF_WORD for one in specifications
    )


def _text(source: Source) -> Iterator[Manifest]:
    for start in _words(source, TEXT_MAGIC):
        yield Manifest("C2PATXT", start, start + len(TEXT_MAGIC))
        return


def _guarded(
    look: Callable[[Source], Iterator[Manifest]],
) -> Callable[[Source], Iterator[Manifest]]:
    """Return a look whose failures on damaged numbers are `UnreadableMediaError` like all others."""

    def looked(source: Source) -> Iterator[Manifest]:
        try:
            yield from look(source)
        except (struct.error, OverflowError, RecursionError) as error:
            raise UnreadableMediaError(DAMAGED, place="C2PA") from error

    return looked


PLACES: dict[str, Callable[[Source], Iterator[Manifest]]] = {
    "jpeg": _jpeg,
    "png": _png,
    "heif": _boxes,
    "mp4": _boxes,
    "webp": _riff,
    "wav": _riff,
    "avi": _riff,
    "gif": _gif,
    "tiff": _guarded(_tiff),
    "mp3": _id3,
    "flac": _id3,
    "ooxml": _zip,
    "pdf": _guarded(_pdf),
    "markdown": _text,
    "text": _text,
}
"""By carrier. The specification knows no place in MKV, FLV, OGG, HTML and JSON."""

"""MP4, MOV, M4A, HEIF and AVIF: boxes with places, keys, XMP, and the EXIF item of pictures."""

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.corpus.media.images import claim, exif
from hegui.checks.corpus.media.pieces import (
    DAMAGED,
    MAX_FIELD,
    Pieces,
    Seen,
    UnreadableFileError,
)
from hegui.checks.corpus.media.tags import media_tags, told_by, told_by_parts
from hegui.checks.corpus.media.xmp import read_xmp

XMP_UUID = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA_UUID = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
HOLDERS = (b"moov", b"trak", b"udta", b"mdia", b"minf")
DEEPEST = 12
TO_END, LARGE = 0, 1
"""Sizes with a meaning of their own: the box reaches to the end, or its size follows in 8 bytes."""


class Box(NamedTuple):
    """One box: its type and what is inside."""

    kind: bytes
    body: Pieces


def boxes(file: Pieces, start: int = 0) -> Iterator[Box]:
    """Yield the boxes of a file or of another box."""
    at = start
    while at + 8 <= file.size:
        file.count()
        size, kind = file.unpack(">I4s", at, "MP4")
        head = 8
        if size == LARGE:
            (size,) = file.unpack(">Q", at + 8, "MP4")
            head = 16
        elif size == TO_END:
            size = file.size - at
        if size < head:
            if kind == b"\0\0\0\0":  # QuickTime ends a list of user data with zeros
                return
            raise UnreadableFileError(DAMAGED, place="MP4")
        yield Box(kind, file.window(at + head, size - head, "MP4"))
        at += size


def read_boxes(file: Pieces, seen: Seen, depth: int = 0) -> None:
    """Walk the boxes that lead to metadata; media data is stepped over."""
    if depth > DEEPEST:
        raise UnreadableFileError(DAMAGED, place="MP4")
    tags = media_tags().boxes
    for kind, body in boxes(file):
        name = kind.decode("latin-1")
        if kind in HOLDERS:
            read_boxes(body, seen, depth + 1)
        elif kind == b"meta":
            _meta(body, seen)
        elif kind == b"uuid":
            _uuid(body, seen)
        elif kind == b"XMP_":
            read_xmp(body.at(0, body.size, "XMP"), seen)
        elif (told := told_by(name, tags)) and body.upto(0, 4096).strip(b"\0 "):
            seen(told)


def _uuid(body: Pieces, seen: Seen) -> None:
    name = body.upto(0, 16)
    if name == XMP_UUID:
        read_xmp(body.at(16, body.size - 16, "XMP"), seen)
    elif name == C2PA_UUID:
        claim(body.upto(16, MAX_FIELD), seen)


def _meta(body: Pieces, seen: Seen) -> None:
    """Read keys of QuickTime, entries of iTunes, and the EXIF item of a picture."""
    # ISO has four bytes of version and flags before the boxes, QuickTime has none.
    start = 4 if body.upto(4, 4) != b"hdlr" else 0
    found = {box.kind: box.body for box in boxes(body, start)}
    if keys := found.get(b"keys"):
        for key in _keys(keys):
            if told := told_by_parts(key):
                seen(told)
    if entries := found.get(b"ilst"):
        _entries(entries, seen)
    if b"iinf" in found and b"iloc" in found:
        _items(body, found, seen)


def _keys(body: Pieces) -> Iterator[str]:
    (count,) = body.unpack(">I", 4, "MP4 keys")
    at = 8
    for _ in range(count):
        body.count()
        (size,) = body.unpack(">I", at, "MP4 keys")
        if size < 8:
            raise UnreadableFileError(DAMAGED, place="MP4 keys")
        yield body.at(at + 8, size - 8, "MP4 keys").decode("utf-8", "replace")
        at += size


def _entries(body: Pieces, seen: Seen) -> None:
    """Read free-form entries (`----` with a `name`) and the short names of iTunes."""
    for kind, entry in boxes(body):
        name = kind.decode("latin-1")
        if kind == b"----":
            for inner in boxes(entry):
                if inner.kind == b"name":
                    name = inner.body.upto(4, 256).decode("utf-8", "replace")
        if told := told_by(name, media_tags().boxes) or told_by_parts(name):
            seen(told)


def _items(meta: Pieces, found: dict[bytes, Pieces], seen: Seen) -> None:
    """Read the EXIF item of HEIF and AVIF, and their XMP."""
    kinds = dict(_item_kinds(found[b"iinf"]))
    for item, offset, length in _item_places(found[b"iloc"]):
        if kinds.get(item) not in (b"Exif", b"mime") or not length:
            continue
        # Offsets count from the begin of the file, not of the box.
        whole = meta.whole()
        data = whole.window(offset, length, "HEIF")
        if kinds[item] == b"mime":
            packet = data.at(0, data.size, "HEIF XMP")
            if b"x:xmpmeta" in packet[:4096]:
                read_xmp(packet, seen)
            continue
        (skip,) = data.unpack(">I", 0, "HEIF")
        exif(data.window(4 + skip, data.size - 4 - skip, "HEIF"), seen)


def _item_kinds(body: Pieces) -> Iterator[tuple[int, bytes]]:
    version = body.at(0, 1, "HEIF")[0]
    for box in boxes(body, 6 if version == 0 else 8):
        if box.kind != b"infe" or (form := box.body.at(0, 1, "HEIF")[0]) < 2:
            continue
        size = 2 if form == 2 else 4
        (item,) = box.body.unpack(">H" if form == 2 else ">I", 4, "HEIF")
        yield item, box.body.at(4 + size + 2, 4, "HEIF")


def _item_places(body: Pieces) -> Iterator[tuple[int, int, int]]:
    """Yield item, offset and length of the first extent of each item that lies in the file."""
    reader = _Numbers(body)
    version = reader.take(1)
    reader.take(3)
    sizes = reader.take(2)
    offset_size, length_size = sizes >> 12 & 15, sizes >> 8 & 15
    base_size, index_size = sizes >> 4 & 15, sizes & 15 if version in (1, 2) else 0
    for _ in range(reader.take(2 if version < 2 else 4)):
        body.count()
        item = reader.take(2 if version < 2 else 4)
        method = reader.take(2) & 15 if version in (1, 2) else 0
        reader.take(2)
        base = reader.take(base_size)
        for extent in range(reader.take(2)):
            body.count()
            reader.take(index_size)
            offset, length = reader.take(offset_size), reader.take(length_size)
            if extent == 0 and method == 0:
                yield item, base + offset, length


class _Numbers:
    """Big-endian numbers one after the other."""

    def __init__(self, body: Pieces) -> None:
        self._body, self._at = body, 0

    def take(self, size: int) -> int:
        """Return the next number of `size` bytes; 0 bytes are 0."""
        data = self._body.at(self._at, size, "HEIF")
        self._at += size
        return int.from_bytes(data, "big")

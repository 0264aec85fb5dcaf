"""The label in MP4 and MOV: a key and an item in moov.udta.meta with the handler mdta.

Media data are never moved inside the file's order: where the movie box stands before them, the
chunk offsets are shifted by as many bytes as the box grows.
"""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from hegui.checks.labels.carriers.mp4 import Box, boxes
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write.boxes import (
    chunk_offsets,
    shifted,
    with_label,
    without_label_and_offsets,
)
from hegui.checks.labels.write.errors import FRAGMENTED, NO_ROOM, NOT_MERGED, LabelWriteError

MAX_MOVIE = 256 << 20
ABSOLUTE = frozenset({b"moof", b"sidx", b"ssix", b"mfra", b"meta"})
"""Boxes at the top that hold offsets into the file which are not rewritten."""


def write(source: Source, out: BinaryIO, text: str, name: str) -> None:
    """Write the file with the label in its movie box."""
    top = list(boxes(source, 0, source.size))
    moov = _movie(top, name)
    old = source.at(moov.start, moov.end - moov.start, "MP4 moov", MAX_MOVIE)
    new = with_label(old, text, name)
    growth = len(new) + 8 - (moov.end - moov.at)
    if any(box.kind == b"mdat" and box.at > moov.at for box in top):
        new = shifted(new, growth, moov.end, name)
    if len(new) + 8 > 0xFFFFFFFF:
        raise LabelWriteError(name, NO_ROOM, place="MP4 moov")
    _copy(source, out, 0, moov.at)
    out.write((len(new) + 8).to_bytes(4, "big") + b"moov" + new)
    _copy(source, out, moov.end, source.size)


def _movie(top: list[Box], name: str) -> Box:
    """Return the one movie box; refuse files whose other boxes hold absolute offsets."""
    movies = [box for box in top if box.kind == b"moov"]
    for box in top:
        if box.kind in ABSOLUTE:
            raise LabelWriteError(name, FRAGMENTED, place=box.kind.decode())
    if len(movies) != 1:
        raise LabelWriteError(name, NOT_MERGED, place="MP4 moov")
    return movies[0]


def _copy(source: Source, out: BinaryIO, start: int, end: int) -> None:
    for data in source.stream(start, end):
        out.write(data)


def essence(source: Source) -> str:
    """Return a digest of the media data and of what every chunk offset points to.

    Offsets are taken relative to the box they point into, so that a shifted file has the same
    digest as long as every offset still points to the same bytes.
    """
    digest = hashlib.sha256()
    top = list(boxes(source, 0, source.size))
    media = [box for box in top if box.kind == b"mdat"]
    for box in media:
        for data in source.stream(box.start, box.end):
            digest.update(data)
    for box in top:
        if box.kind == b"moov":
            movie = source.at(box.start, box.end - box.start, "MP4 moov", MAX_MOVIE)
            digest.update(without_label_and_offsets(movie))
            for place in _relative(chunk_offsets(movie), media):
                digest.update(place)
    return digest.hexdigest()


def _relative(offsets: Iterator[int], media: list[Box]) -> Iterator[bytes]:
    for offset in offsets:
        number, start = next(
            ((i, box.start) for i, box in enumerate(media) if box.at <= offset < box.end), (-1, 0)
        )
        yield f"{number}:{offset - start};".encode()

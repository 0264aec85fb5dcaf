"""Matroska and WebM: the names of tags; clusters with media data are stepped over."""

from collections.abc import Iterator

from hegui.checks.corpus.media.pieces import DAMAGED, Pieces, Seen, UnreadableFileError
from hegui.checks.corpus.media.tags import told_by_parts

SEGMENT, TAGS, TAG, SIMPLE_TAG, TAG_NAME = 0x18538067, 0x1254C367, 0x7373, 0x67C8, 0x45A3
HOLDERS = (SEGMENT, TAGS, TAG, SIMPLE_TAG)
DEEPEST = 12
LONGEST_NAME = 256


def read_matroska(file: Pieces, seen: Seen, depth: int = 0) -> None:
    """Walk the elements that lead to tags (RFC 9559)."""
    if depth > DEEPEST:
        raise UnreadableFileError(DAMAGED, place="Matroska")
    for name, body in _elements(file):
        if name in HOLDERS:
            read_matroska(body, seen, depth + 1)
        elif name == TAG_NAME and (
            told := told_by_parts(body.upto(0, LONGEST_NAME).decode("utf-8", "replace"))
        ):
            seen(told)


def _elements(file: Pieces) -> Iterator[tuple[int, Pieces]]:
    """Yield id and body; an element of unknown size (a live recording) reaches to the end."""
    at = 0
    while at < file.size:
        file.count()
        name, at = _number(file, at, keep_mark=True)
        first = at
        size, at = _number(file, at, keep_mark=False)
        if size == (1 << 7 * (at - first)) - 1:
            size = file.size - at
        yield name, file.window(at, size, "Matroska")
        at += size


def _number(file: Pieces, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """Return a number of variable length and the place behind it; the first bit set is its length."""
    first = file.at(at, 1, "Matroska")[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise UnreadableFileError(DAMAGED, place="Matroska")
    value = int.from_bytes(file.at(at, length, "Matroska"), "big")
    return (value if keep_mark else value & ((1 << 7 * length) - 1)), at + length

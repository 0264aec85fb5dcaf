"""Whole lines of a file in blocks that fit a core's cache, with as little copying as possible."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hegui.checks.corpus.reading.streams import CHUNK, MAX_LINE

Fill = Callable[[memoryview], int]
"""Puts the next bytes into a buffer and tells how many; 0 at the end."""


class Lines(NamedTuple):
    """Some whole lines; the memory is used again for the next block.

    `data` is None for a line too long to be read; the last line of a file may lack its end.
    """

    data: memoryview | None


def line_blocks(fill: Fill, size: int = CHUNK, limit: int = MAX_LINE) -> Iterator[Lines]:
    """Yield blocks of whole lines of at most about `size` bytes, longer only for a longer line."""
    buffer, held, searched = bytearray(size), 0, 0
    while True:
        if held == len(buffer):
            if held > limit:
                yield Lines(None)
                held, searched = _skip_line(fill, buffer), 0
                continue
            buffer = _grown(buffer)
        with memoryview(buffer) as view:
            got = fill(view[held:])
        held += got
        cut = buffer.rfind(b"\n", searched, held) + 1
        if cut:
            with memoryview(buffer) as view, view[:cut] as lines:
                yield Lines(lines)
            buffer = _kept(buffer, cut, held, size)
            held -= cut
        searched = held
        if not got:
            break
    if held:
        with memoryview(buffer) as view, view[:held] as lines:
            yield Lines(lines if held <= limit else None)


def _grown(buffer: bytearray) -> bytearray:
    grown = bytearray(2 * len(buffer))
    grown[: len(buffer)] = buffer
    return grown


def _kept(buffer: bytearray, cut: int, held: int, size: int) -> bytearray:
    """Move what follows the last whole line to the front; give back what one long line took."""
    tail = buffer[cut:held]
    if len(buffer) > size and len(tail) < size:
        buffer = bytearray(size)
    buffer[: len(tail)] = tail
    return buffer


def _skip_line(fill: Fill, buffer: bytearray) -> int:
    """Read on to the end of the line; return how many bytes of the next lines the buffer holds."""
    while True:
        with memoryview(buffer) as view:
            got = fill(view)
        if not got:
            return 0
        cut = buffer.find(b"\n", 0, got) + 1
        if cut:
            tail = buffer[cut:got]
            buffer[: len(tail)] = tail
            return len(tail)

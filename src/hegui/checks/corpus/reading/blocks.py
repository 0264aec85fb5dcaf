"""Whole lines of a file in blocks of memory that is used again, with as little copying as possible."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from hegui.checks.corpus.reading.streams import CHUNK, MAX_LINE

Fill = Callable[[memoryview], int]
"""Puts the next bytes into a buffer and tells how many; 0 at the end."""


class Lines(NamedTuple):
    """Some whole lines; the memory is used again for the next block, so no view of it may be kept.

    `data` is None for a line too long to be read; the last line of a file may lack its end.
    """

    data: bytearray | None


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
        with memoryview(buffer) as view, view[held:] as room:
            got = fill(room)  # an error may keep the view, so it is released by name
        held += got
        cut = buffer.rfind(b"\n", searched, held) + 1
        if cut:
            whole, tail = len(buffer), buffer[cut:held]
            del buffer[cut:]
            yield Lines(buffer)
            buffer = _refilled(buffer, tail, whole, size)
            held -= cut
        searched = held
        if not got:
            break
    if held:
        del buffer[held:]
        yield Lines(buffer if held <= limit else None)


def _grown(buffer: bytearray) -> bytearray:
    grown = bytearray(2 * len(buffer))
    grown[: len(buffer)] = buffer
    return grown


def _refilled(buffer: bytearray, tail: bytearray, whole: int, size: int) -> bytearray:
    """Return memory with what followed the last whole line; give back what one long line took."""
    if whole > size and len(tail) < size:
        buffer = bytearray(size)
    else:
        buffer += bytes(whole - len(buffer))  # it was cut, not moved, so that nothing is copied
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

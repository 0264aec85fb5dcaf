"""JSON lines at the speed of the matcher: only lines that may hold a finding are decoded.

Every line is still checked: one native call cuts a block into records and refuses what is not
JSON or has no text, another tells whether the text is UTF-8. A block in which anything is out of
order is read line by line, so that every bad line is counted and named.
"""

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import msgspec
import numpy as np

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.layout import raw_layout
from hegui.checks.corpus.reading.lines import LineReader
from hegui.project.model import FieldMap

NEWLINE = 10
QUOTE = ord('"')
PLAIN = np.ones(256, dtype=bool)
PLAIN[[*range(0x21), QUOTE, ord("\\"), 0xC2, 0xE1, 0xE2, 0xE3]] = False
"""First bytes after the quote with which a text is certainly neither empty nor blank."""
DENSE = 0.5
"""Share of lines worth decoding from which all are decoded without looking first."""


class QuickLines:
    """Finds the documents of a file of JSON lines that are worth a look."""

    def __init__(
        self, fields: FieldMap, reader: LineReader, ends: Callable[[bytes], list[int]]
    ) -> None:
        kind, self._text = raw_layout(fields)
        self._decoder = msgspec.json.Decoder(kind)
        self._reader = reader
        self._ends = ends
        self._dense = 0.0

    def look(self, first: int, data: memoryview) -> tuple[int, int, Batch | None]:
        """Return (lines, documents, documents worth a look) of a block beginning at `first`."""
        lines = count_lines(data)
        numbers = self._worth(data, lines) if self._dense < DENSE else None
        self._dense *= 0.98
        if numbers is None:
            batch = self._reader.batch(first, lines, bytes(data))
            return lines, len(batch) if batch else 0, batch
        self._dense += 0.02 * len(numbers) / lines
        if not numbers:
            return lines, lines, None
        batch = self._reader.chosen(first, bytes(data).split(b"\n"), numbers)
        return lines, lines - len(numbers) + (len(batch) if batch else 0), batch

    def _worth(self, data: memoryview, lines: int) -> list[int] | None:
        """Return the lines worth decoding, counted from 0; None when all must be read."""
        try:
            records = self._decoder.decode_lines(data)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        if len(records) != lines:
            return None
        raws = [self._text(record) for record in records]
        buffer = b"\n".join(raws)
        starts = [0, *accumulate(len(raw) + 1 for raw in raws)]
        if not is_utf8(buffer):
            return None
        worth = {bisect_right(starts, end - 1) - 1 for end in self._ends(buffer)}
        return sorted(worth.union(odd_values(buffer, starts[:-1])))


def count_lines(data: memoryview) -> int:
    """Return the number of lines, the last one also when it has no end."""
    ends = int(np.count_nonzero(np.frombuffer(data, np.uint8) == NEWLINE))
    return ends if data[-1] == NEWLINE else ends + 1


def odd_values(buffer: bytes, starts: list[int]) -> list[int]:
    """Return the numbers of the values that are no strings, or may be empty or blank."""
    values, places = np.frombuffer(buffer + b"  ", np.uint8), np.array(starts)
    plain = (values[places] == QUOTE) & PLAIN[values[places + 1]]
    odd: list[int] = np.flatnonzero(~plain).tolist()
    return odd


def is_utf8(buffer: bytes) -> bool:
    """Tell whether the bytes are UTF-8, several times as fast as decoding them."""
    import pyarrow

    offsets = np.array([0, len(buffer)], np.int64)
    buffers = [None, pyarrow.py_buffer(offsets), pyarrow.py_buffer(buffer)]
    array: Any = pyarrow.Array.from_buffers(pyarrow.large_string(), 1, buffers)
    try:
        array.validate(full=True)
    except pyarrow.ArrowInvalid:
        return False
    return True

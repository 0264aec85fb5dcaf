"""JSON lines at the speed of the matcher: only lines that may hold a finding are decoded.

A block of whole lines is searched as it lies on disk. Every line is still checked (see `texts`):
what is not JSON is refused, and what follows the name of the text shows whether there is text. Lines that are refused, or that hold an escape which may hide something, go the long way:
they are decoded and searched alone, and a bad one is counted and named. Texts of
other lines are decoded only where a value or a Latin term may stand in them.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TypeVar, cast

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.lines import LineReader
from hegui.checks.corpus.scanning.looking import Found, Looker
from hegui.checks.corpus.scanning.rows import Taker
from hegui.checks.corpus.scanning.search import raw_search
from hegui.checks.corpus.scanning.strings import BACKSLASH, Candidate, Match, RawString
from hegui.checks.corpus.scanning.texts import finder
from hegui.engine.native.lines import Lines

DENSE = 0.5
"""Share of lines worth decoding from which all of the next blocks are decoded at once."""
SKIPPED = 4
"""Blocks that are decoded at once before the next one is searched first."""

Seen = TypeVar("Seen", Match, Candidate)
Owned = tuple[Batch, int]
"""A document as number of a batch."""


Worth = dict[int, RawString | None]
"""Lines to look at, by number in the block, with what was seen; None where all is to be seen."""


class QuickLines:
    """Finds and looks at the documents of a file of JSON lines that are worth it."""

    def __init__(
        self, field: str, reader: LineReader, looker: Looker, rows: Taker, counts: Counter[str]
    ) -> None:
        self._texts = finder(field)
        self._search = raw_search(looker, self._texts.names)
        self._reader, self._looker = reader, looker
        self._rows, self._counts = rows, counts
        self._skip = 0
        self._in_place = not self._texts.names and (looker.terms is None or looker.terms.in_place)

    def documents(self, first: int, block: bytearray) -> tuple[int, int]:
        """Look at a block that begins at line `first`; return how many lines and documents."""
        data = cast(bytes, block) if self._in_place else bytes(block)
        if self._skip or (first == 1 and data[:1] != b"{"):
            self._skip = max(0, self._skip - 1)
            lines = line_count(data)
            return lines, self._whole(first, lines, bytes(data))
        ends, worth = self._worth(data)
        lines = len(ends)
        raw = self._beside(first, data, ends, worth)
        long_way = [number for number in sorted(worth) if number not in raw]
        if len(long_way) > DENSE * lines:
            self._skip = SKIPPED
        decoded = self._decoded(first, data, ends, long_way)
        self._look(worth, raw | decoded)
        return lines, lines - len(long_way) + len(decoded)

    def _whole(self, first: int, lines: int, data: bytes) -> int:
        """Decode a whole block and look at it; return how many documents there were."""
        batch = self._reader.batch(first, lines, data)
        if not batch:
            return 0
        self._looker.look(batch, self._rows, self._counts)
        return len(batch)

    def _worth(self, data: bytes) -> tuple[list[int], Worth]:
        """Return where lines end, in whose text something was seen, and which must be decoded."""
        hits = self._search.find(data)
        lines = self._texts.find(data, hits.names)
        ends, texts, _ = lines
        for end in hits.hidden:
            texts[bisect_left(ends, end)] = 0
        worth: Worth = {line: None for line, text in enumerate(texts) if not text}
        seen: dict[int, RawString] = {}
        for line, match in _inside(lines, hits.matches):
            if match[1] < texts[line]:
                continue
            hit = seen.get(line) or seen.setdefault(line, _string(data, lines, line))
            if data[match[1] - 1] == BACKSLASH:
                texts[line], worth[line] = 0, None
            elif match[2] <= hit.end:
                hit.matches.append(match)
        self._add_candidates(data, lines, hits.candidates, seen)
        for line, hit in seen.items():
            if texts[line] and (hit.matches or hit.candidates):
                worth[line] = hit
        return ends, worth

    def _add_candidates(
        self, data: bytes, lines: Lines, found: list[Candidate], seen: dict[int, RawString]
    ) -> None:
        """Add to what was seen in lines where values may be; numbers beside texts are many."""
        identities = self._looker.identities
        if not identities or not found:
            return
        inside = [candidate for _, candidate in _inside(lines, found)]
        for candidate in identities.possible(data, inside):
            line = bisect_left(lines.ends, candidate[1])
            hit = seen.get(line) or seen.setdefault(line, _string(data, lines, line))
            hit.candidates.append(candidate)
        for hit in seen.values():
            if hit.candidates:
                hit.candidates = identities.likely(hit)

    def _beside(self, first: int, data: bytes, ends: list[int], worth: Worth) -> dict[int, Owned]:
        """Return the documents whose raw texts are enough to look at."""
        if not self._looker.rows_only:
            return {}
        numbers = [number for number in sorted(worth) if worth[number]]
        lines = b"".join(data[ends[n - 1] if n else 0 : ends[n]] for n in numbers)
        batch = self._reader.beside([first + number for number in numbers], lines)
        if batch is None:
            return {}
        return {number: (batch, at) for at, number in enumerate(numbers)}

    def _decoded(
        self, first: int, data: bytes, ends: list[int], numbers: list[int]
    ) -> dict[int, Owned]:
        """Decode lines; return the documents."""
        lines = ((n, bytes(data[ends[n - 1] if n else 0 : ends[n]])) for n in numbers)
        parts = [(n, line.removesuffix(b"\n")) for n, line in lines]
        batch = self._reader.numbered([(first + n, part) for n, part in parts if part.strip()])
        if not batch:
            return {}
        return {line - first: (batch, at) for at, line in enumerate(batch.lines)}

    def _look(self, worth: Worth, owned: dict[int, Owned]) -> None:
        """Add the findings of documents in order of lines."""
        looker, rows = self._looker, self._rows
        for number in sorted(owned):
            hit, (batch, at) = worth[number], owned[number]
            if hit and not batch.data:
                looker.look_raw(batch, at, hit, rows)
                continue
            if hit:
                found = Found(hit.decoded_matches(), hit.decoded_candidates())
            else:
                found = looker.search(batch.document(at))
            looker.exactly(batch, at, found, rows, self._counts)


def _inside(lines: Lines, found: Iterable[Seen]) -> Iterator[tuple[int, Seen]]:
    """Yield the line and the place of what ends in a text, or behind one whose end is not known."""
    ends, texts, closes = lines
    for place in found:
        line, end = bisect_left(ends, place[-1]), place[-1]
        if (text := texts[line]) and text < end <= (closes[line] or end):
            yield line, place


def _string(data: bytes, lines: Lines, line: int) -> RawString:
    return RawString(data, lines.texts[line], lines.closes[line])


def line_count(data: bytes) -> int:
    """Return how many lines there are; the last one may have no newline."""
    return data.count(b"\n") + (data[-1:] != b"\n")

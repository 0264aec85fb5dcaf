"""JSON lines at the speed of the matcher: only lines that may hold a finding are decoded.

A block of whole lines is searched as it lies on disk. Every line is still checked: a native parser
refuses what is not JSON, and what follows the name of the text shows whether there is text (see
`shape`). Lines that are refused, or that hold an escape which may hide something, go the long way:
they are decoded and searched alone, and a bad one is counted and named.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from hegui.checks.corpus.identity.prefilter import Candidate, Prefilter, compile_prefilters
from hegui.checks.corpus.reading.lines import LineReader
from hegui.checks.corpus.scanning.looking import Found, Looker
from hegui.checks.corpus.scanning.raw import ANY_ESCAPE, decoded_length
from hegui.checks.corpus.scanning.rows import Taker
from hegui.checks.corpus.scanning.shape import Shape
from hegui.checks.corpus.scanning.terms import Match

DENSE = 0.5
"""Share of lines worth decoding from which all of the next blocks are decoded at once."""
SKIPPED = 4
"""Blocks that are decoded at once before the next one is searched first."""
BACKSLASH = b"\\"[0]
GROUP = "marks"
"""Patterns of names and escapes are fast in one database with these of identity."""


@dataclass(slots=True)
class Hits:
    """What a search of a raw block saw: places that count, and places that hide what they are."""

    matches: list[Match] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    names: list[list[int]] = field(default_factory=list)


class RawSearch:
    """Searches raw blocks for terms, values, escapes and the names of fields in one go."""

    def __init__(self, looker: Looker, names: Sequence[bytes]) -> None:
        self._terms, self._identities = looker.terms, looker.identities
        prefilters = list(looker.identities.prefilters) if looker.identities else []
        self._escape = len(prefilters)
        prefilters += [Prefilter(pattern, GROUP, ()) for pattern in (ANY_ESCAPE, *names)]
        self._names = len(names)
        self._patterns = compile_prefilters(prefilters, "hyperscan")[1]

    def databases_only(self, data: bytes) -> int:
        """Search with the compiled databases and nothing else, to know what they cost."""
        matches = len(self._terms.in_raw(data)[0]) if self._terms else 0
        return matches + len(self._patterns.find(data))

    def find(self, data: bytes) -> Hits:
        """Return what is seen in a block."""
        hits = Hits(names=[[] for _ in range(self._names)])
        if self._terms:
            hits.matches, hits.hidden = self._terms.in_raw(data)
        escape, candidates = self._escape, hits.candidates
        for number, end in self._patterns.find(data):
            if number > escape:
                hits.names[number - escape - 1].append(end)
            elif number == escape:
                hits.hidden.append(end)
            else:
                candidates.append((number, end))
        if self._identities and candidates:
            hits.candidates = self._identities.possible(data, candidates)
        return hits


@lru_cache(maxsize=4)
def raw_search(looker: Looker, names: tuple[bytes, ...]) -> RawSearch:
    """Return the search of a looker, compiled once."""
    return RawSearch(looker, names)


class QuickLines:
    """Finds and looks at the documents of a file of JSON lines that are worth it."""

    def __init__(
        self, field: str, reader: LineReader, looker: Looker, rows: Taker, counts: Counter[str]
    ) -> None:
        self._shape = Shape(field)
        self._search = raw_search(looker, self._shape.names)
        self._reader, self._looker = reader, looker
        self._rows, self._counts = rows, counts
        self._skip = 0

    def documents(self, first: int, data: bytes) -> tuple[int, int]:
        """Look at a block that begins at line `first`; return how many lines and documents."""
        ends = line_ends(data)
        lines = len(ends)
        if self._skip or (first == 1 and data[:1] != b"{"):
            self._skip = max(0, self._skip - 1)
            return lines, self._whole(first, lines, data)
        worth = self._worth(data, ends)
        if len(worth) > DENSE * lines:
            self._skip = SKIPPED
        return lines, lines - len(worth) + self._decoded(first, data, ends, worth)

    def _whole(self, first: int, lines: int, data: bytes) -> int:
        """Decode a whole block and look at it; return how many documents there were."""
        batch = self._reader.batch(first, lines, data)
        if not batch:
            return 0
        self._looker.look(batch, self._rows, self._counts)
        return len(batch)

    def _worth(self, data: bytes, ends: list[int]) -> dict[int, "Hit | None"]:
        """Return the lines to decode with what was seen in them; None where all is to be seen."""
        hits = self._search.find(data)
        texts = self._shape.texts(data, ends, hits.names)
        worth: dict[int, Hit | None] = {}
        for match in hits.matches:
            line = bisect_left(ends, match[2])
            hit = worth.setdefault(line, Hit(texts[line], [], []))
            if hit is None:
                continue
            if data[match[1] - 1] == BACKSLASH:
                worth[line] = None
            else:
                hit.matches.append(match)
        for candidate in hits.candidates:
            line = bisect_left(ends, candidate[1])
            hit = worth.setdefault(line, Hit(texts[line], [], []))
            if hit:
                hit.candidates.append(candidate)
        for end in hits.hidden:
            worth[bisect_left(ends, end)] = None
        for line, text in enumerate(texts):
            if not text:
                worth[line] = None
        return worth

    def _decoded(
        self, first: int, data: bytes, ends: list[int], worth: dict[int, "Hit | None"]
    ) -> int:
        """Decode lines and look at them; return how many documents there were."""
        numbers = sorted(worth)
        lines = ((n, data[ends[n - 1] if n else 0 : ends[n]]) for n in numbers)
        parts = [(n, line.removesuffix(b"\n")) for n, line in lines]
        batch = self._reader.numbered([(first + n, part) for n, part in parts if part.strip()])
        if not batch:
            return 0
        for number, line in enumerate(batch.lines):
            hit, document = worth[line - first], batch.document(number)
            found = hit.decoded(data, len(document)) if hit else self._looker.search(document)
            self._looker.exactly(batch, number, found, self._rows, self._counts)
        return len(batch)


@dataclass(slots=True)
class Hit:
    """What was seen in a raw line whose text begins at `text`; places are those of the block."""

    text: int
    matches: list[Match]
    candidates: list[Candidate]

    def decoded(self, data: bytes, length: int) -> Found:
        """Return the same with places in the decoded text, which is `length` bytes long."""
        base, found = self.text, Found([], [])
        for key, start, end in self.matches:
            last = decoded_length(data[base:end])
            if start >= base and last <= length:
                found.matches.append((key, last - (end - start), last))
        for number, end in self.candidates:
            last = decoded_length(data[base:end])
            if end > base and last <= length:
                found.candidates.append((number, last))
        return found


def line_ends(data: bytes) -> list[int]:
    """Return where each line ends, its newline included; the last line may have none."""
    ends = []
    find = data.find
    end = find(b"\n") + 1
    while end:
        ends.append(end)
        end = find(b"\n", end) + 1
    if not ends or ends[-1] < len(data):
        ends.append(len(data))
    return ends

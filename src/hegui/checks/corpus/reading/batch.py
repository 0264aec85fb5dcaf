"""Documents on their way through a scan: many texts in one buffer, so that one native call does."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

SEPARATOR = b"\0"
"""Between documents; no term and no pattern contains it."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents of one file: ids, lines (or rows), sources, and their text as UTF-8.

    Document `i` is `data[starts[i]:ends[i]]`. With `by_line` a document is a whole file and places
    in it are told by the line inside; otherwise every document has its own line or row. `meta`
    holds the metadata that was asked for, one value a document, "" where there is none; `fields`
    the field of each document, empty where all are of the one text field.
    """

    file: str
    ids: list[str]
    lines: list[int]
    sources: list[str]
    data: bytes
    starts: list[int]
    ends: list[int]
    by_line: bool = False
    meta: Mapping[str, list[str]] = field(default_factory=dict)
    fields: Sequence[str] = ()

    def __len__(self) -> int:
        return len(self.ids)

    def document(self, number: int) -> bytes:
        """Return the text of a document."""
        return self.data[self.starts[number] : self.ends[number]]

    def field(self, number: int) -> str:
        """Return the field of a document; "" for the one text field."""
        return self.fields[number] if self.fields else ""

    def where(self, number: int, offset: int = 0) -> str:
        """Return `file:line` of a byte offset in a document."""
        return f"{self.file}:{self.line(number, offset)}"

    def line(self, number: int, offset: int = 0) -> int:
        """Return the line (or row) of a byte offset in a document."""
        if not self.by_line:
            return self.lines[number]
        start = self.starts[number]
        return self.lines[number] + self.data.count(b"\n", start, start + offset)

    def by_document(
        self, matches: Iterable[tuple[int, int, int]]
    ) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
        """Yield (document, matches with offsets inside it), documents in order."""
        groups: dict[int, list[tuple[int, int, int]]] = {}
        for key, start, end in matches:
            number = bisect_right(self.starts, start) - 1
            base = self.starts[number]
            groups.setdefault(number, []).append((key, start - base, end - base))
        for number in sorted(groups):
            yield number, groups[number]


def make_batch(
    file: str,
    ids: list[str],
    lines: list[int],
    sources: list[str],
    texts: Iterable[str],
    *,
    by_line: bool = False,
    meta: Mapping[str, list[str]] | None = None,
    fields: Sequence[str] = (),
) -> Batch:
    """Join texts into a batch; what cannot be UTF-8 (lone surrogates) becomes `?`."""
    parts = [text.encode("utf-8", "replace") for text in texts]
    starts, ends, at = [], [], 0
    for part in parts:
        starts.append(at)
        ends.append(at + len(part))
        at += len(part) + 1
    data = SEPARATOR.join(parts)
    return Batch(file, ids, lines, sources, data, starts, ends, by_line, meta or {}, fields)

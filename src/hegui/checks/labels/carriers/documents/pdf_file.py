"""The skeleton of a PDF file: cross-reference sections, trailer, and single objects."""

import re
import zlib
from typing import Any, NamedTuple

from hegui.checks.labels.carriers.documents.pdf_syntax import Parser, Ref
from hegui.checks.labels.carriers.errors import DAMAGED, TOO_LARGE, UnreadableMediaError
from hegui.checks.labels.carriers.source import MAX_FIELD, Source

TAIL = 2048
MAX_SECTIONS = 1000
MAX_STREAM = 16 << 20
START = re.compile(rb"startxref\s+(\d+)\s")
OBJECT = re.compile(rb"\s*(\d+)\s+(\d+)\s+obj\b")
SUBSECTION = re.compile(rb"\s*(\d+)[ \t]+(\d+)[ \t]*\r?\n?")
ENTRY = 20


class Section(NamedTuple):
    """One cross-reference section: where it stands, its trailer, and where objects stand.

    `tables` are (first number, count, offset of the entries) of a classical table; `entries` are
    (kind, place, index) by number of a cross-reference stream.
    """

    at: int
    trailer: dict[bytes, Any]
    tables: tuple[tuple[int, int, int], ...]
    entries: dict[int, tuple[int, int, int]]

    @property
    def is_stream(self) -> bool:
        """Whether this section is a stream."""
        return not self.tables and self.trailer.get(b"Type") is not None


def damaged(place: str = "PDF xref") -> UnreadableMediaError:
    """Return the error that a part of the file is damaged."""
    return UnreadableMediaError(DAMAGED, place=place)


class PdfFile:
    """A PDF file: its sections, newest first, and its objects."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.base = source.head(1024).find(b"%PDF-")
        if self.base < 0:
            raise damaged("PDF header")
        self.sections = self._sections()
        self.trailer = self.sections[0].trailer

    def _sections(self) -> list[Section]:
        tail = self.source.at(max(0, self.source.size - TAIL), min(TAIL, self.source.size), "PDF")
        starts = START.findall(tail)
        if not starts:
            raise damaged("PDF startxref")
        waiting = [int(starts[-1])]
        seen: set[int] = set()
        out: list[Section] = []
        while waiting:
            at = waiting.pop()
            if at in seen or len(seen) > MAX_SECTIONS:
                raise damaged()
            seen.add(at)
            section = self._section(at + self.base)
            out.append(section)
            for key in (b"Prev", b"XRefStm"):
                if isinstance(more := section.trailer.get(key), int):
                    waiting.append(more)
        return out

    def window(self, at: int, size: int = MAX_FIELD) -> bytes:
        """Return the bytes from an offset on, up to a limit."""
        return self.source.at(at, max(0, min(size, self.source.size - at)), "PDF")

    def _section(self, at: int) -> Section:
        head = self.window(at, 64).lstrip()
        if head.startswith(b"xref"):
            return self._table(at)
        trailer, data = self._stream(at)
        widths, size = trailer.get(b"W"), trailer.get(b"Size")
        if not (isinstance(widths, list) and len(widths) == 3 and isinstance(size, int)):
            raise damaged()
        if not all(isinstance(w, int) and 0 <= w <= 8 for w in widths) or not sum(widths):
            raise damaged()
        index = trailer.get(b"Index", [0, size])
        return Section(at, trailer, (), _stream_entries(data, widths, index))

    def _table(self, at: int) -> Section:
        tables = []
        position = at + self.window(at, 64).index(b"xref") + 4
        while found := SUBSECTION.match(self.window(position, 64)):
            first, count = int(found[1]), int(found[2])
            start = position + found.end()
            tables.append((first, count, start))
            position = start + count * ENTRY
            if len(tables) > MAX_SECTIONS or position > self.source.size:
                raise damaged()
        data = self.window(position, 1 << 16)
        at_trailer = data.find(b"trailer")
        if not 0 <= at_trailer < 64:
            raise damaged("PDF trailer")
        trailer = Parser(data, at_trailer + 7).value()
        if not isinstance(trailer, dict):
            raise damaged("PDF trailer")
        return Section(at, trailer, tuple(tables), {})

    def _stream(self, at: int) -> tuple[dict[bytes, Any], bytes]:
        """Return the dictionary and the unpacked data of the stream object at an offset."""
        data = self.window(at)
        head = OBJECT.match(data)
        if head is None:
            raise damaged()
        parser = Parser(data, head.end())
        found = parser.value()
        parser.skip()
        if not isinstance(found, dict) or not data.startswith(b"stream", parser.at):
            raise damaged()
        length = self.resolved(found.get(b"Length"))
        start = parser.at + 6
        start += {b"\r\n": 2}.get(data[start : start + 2], 1)
        if not isinstance(length, int) or not 0 <= length <= MAX_STREAM:
            raise damaged("PDF stream")
        return found, _unpacked(found, self.window(at + start, length) if length else b"")

    def resolved(self, value: Any) -> Any:
        """Return the object that a reference names; any other value as it is."""
        return self.object(value.number) if isinstance(value, Ref) else value

    def object(self, number: int) -> Any:
        """Return an object by its number, None when there is none."""
        for section in getattr(self, "sections", []):
            if (entry := self._entry(section, number)) is not None:
                kind, place, index = entry
                if kind == 1:
                    return self.parser_at(place + self.base, number).value()
                return self._packed(place, index) if kind == 2 else None
        return None

    def _entry(self, section: Section, number: int) -> tuple[int, int, int] | None:
        for first, count, start in section.tables:
            if first <= number < first + count:
                line = self.source.at(start + (number - first) * ENTRY, 18, "PDF xref")
                if not re.fullmatch(rb"\d{10} \d{5} [nf]", line):
                    raise damaged()
                return (1 if line[17:] == b"n" else 0), int(line[:10]), 0
        return section.entries.get(number)

    def parser_at(self, at: int, number: int) -> Parser:
        """Return a parser before the value of the object that stands at an offset."""
        data = self.window(at)
        head = OBJECT.match(data)
        if head is None or int(head[1]) != number:
            raise damaged(f"PDF {number} 0 obj")
        return Parser(data, head.end())

    def _packed(self, holder: int, index: int) -> Any:
        """Return an object that is kept in an object stream."""
        for section in self.sections:
            if (entry := self._entry(section, holder)) is not None and entry[0] == 1:
                found, data = self._stream(entry[1] + self.base)
                first, count = found.get(b"First"), found.get(b"N")
                if not isinstance(first, int) or not isinstance(count, int) or index >= count:
                    raise damaged("PDF ObjStm")
                numbers = data[:first].split()
                return Parser(data, first + int(numbers[2 * index + 1])).value()
        raise damaged("PDF ObjStm")


def _unpacked(found: dict[bytes, Any], data: bytes) -> bytes:
    filters = found.get(b"Filter", [])
    filters = filters if isinstance(filters, list) else [filters]
    if not filters:
        return data
    if filters != [b"FlateDecode"]:
        raise damaged("PDF Filter")
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, MAX_STREAM + 1)
    except zlib.error as error:
        raise damaged("PDF stream") from error
    if len(out) > MAX_STREAM:
        raise UnreadableMediaError(TOO_LARGE, place="PDF stream", limit=MAX_STREAM >> 10)
    parameters = found.get(b"DecodeParms") or {}
    if isinstance(parameters, list):
        parameters = parameters[0] or {}
    if parameters.get(b"Predictor", 1) >= 10:
        return _unpredicted(out, parameters.get(b"Columns", 1))
    return out


def _unpredicted(data: bytes, columns: int) -> bytes:
    """Undo the prediction of PNG rows, of which PDF writers use none and up."""
    out, row = bytearray(), bytes(columns)
    for at in range(0, len(data), columns + 1):
        kind, line = data[at], data[at + 1 : at + 1 + columns]
        if kind == 2:
            row = bytes((a + b) & 0xFF for a, b in zip(line, row, strict=False))
        elif kind == 0:
            row = line
        elif kind == 1:
            left, new = 0, bytearray()
            for byte in line:
                left = (byte + left) & 0xFF
                new.append(left)
            row = bytes(new)
        else:
            raise damaged("PDF Predictor")
        out += row
    return bytes(out)


def _stream_entries(
    data: bytes, widths: list[int], index: list[int]
) -> dict[int, tuple[int, int, int]]:
    one, two, three = widths
    step = one + two + three
    out: dict[int, tuple[int, int, int]] = {}
    at = 0
    for first, count in zip(index[::2], index[1::2], strict=False):
        for number in range(first, first + min(count, len(data) // step)):
            row = data[at : at + step]
            if len(row) < step:
                return out
            kind = int.from_bytes(row[:one], "big") if one else 1
            place = int.from_bytes(row[one : one + two], "big")
            out[number] = (kind, place, int.from_bytes(row[one + two :], "big"))
            at += step
    return out

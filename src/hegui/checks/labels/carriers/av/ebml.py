"""EBML, the container of Matroska and WebM: elements with ids and sizes of variable length."""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.source import Source

HEADER, SEGMENT = 0x1A45DFA3, 0x18538067
VOID, CRC = 0xEC, 0xBF


class Element(NamedTuple):
    """One element: its id, where it stands, where its content begins and ends.

    `open_ended` when its size is not known, as in live recordings.
    """

    id: int
    at: int
    start: int
    end: int
    open_ended: bool = False


def element_at(source: Source, at: int, limit: int) -> Element:
    """Return the element at an offset; one that runs beyond `limit` is an error."""
    head = source.at(at, min(12, max(limit - at, 0)), "EBML")
    id_size = _length(head[:1], 4)
    size_size = _length(head[id_size : id_size + 1], 8)
    if len(head) < id_size + size_size:
        raise UnreadableMediaError(CUT_OFF, place="EBML")
    number = int.from_bytes(head[:id_size], "big")
    raw = int.from_bytes(head[id_size : id_size + size_size], "big")
    mask = (1 << 7 * size_size) - 1
    start = at + id_size + size_size
    if raw & mask == mask:
        return Element(number, at, start, limit, True)
    if start + (raw & mask) > limit:
        raise UnreadableMediaError(CUT_OFF, place=f"EBML {number:X}")
    return Element(number, at, start, start + (raw & mask))


def _length(first: bytes, most: int) -> int:
    """Return how many bytes a number has, by the place of its first one bit."""
    size = 9 - first[0].bit_length() if first and first[0] else 9
    if size > most:
        raise UnreadableMediaError(DAMAGED, place="EBML")
    return size


def elements(source: Source, start: int, end: int) -> Iterator[Element]:
    """Yield the elements between two offsets."""
    while start < end:
        source.count()
        found = element_at(source, start, end)
        yield found
        start = found.end


class Node(NamedTuple):
    """An element in memory: its id and its content."""

    id: int
    body: bytes

    def dump(self) -> bytes:
        """Return the bytes of the element."""
        return element(self.id, self.body)


def nodes(data: bytes) -> list[Node]:
    """Return the elements in bytes."""
    source = Source(data)
    return [Node(e.id, data[e.start : e.end]) for e in elements(source, 0, len(data))]


def vint(value: int, width: int = 0) -> bytes:
    """Return a size in as few bytes as it takes, or in `width` bytes."""
    width = width or next(n for n in range(1, 9) if value < (1 << 7 * n) - 1)
    return (1 << 7 * width | value).to_bytes(width, "big")


def id_bytes(number: int) -> bytes:
    """Return the bytes of an id, which holds its own length."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def element(number: int, body: bytes) -> bytes:
    """Return an element."""
    return id_bytes(number) + vint(len(body)) + body


def void(size: int) -> bytes:
    """Return an element of exactly `size` bytes (not 1) that readers skip."""
    if size == 0:
        return b""
    width = 1 if size < 128 else 8
    return b"\xec" + vint(size - 1 - width, width) + b"\0" * (size - 1 - width)


def checked(body: list[Node], *, crc: bool) -> bytes:
    """Return the content of an element, with a check sum in front when it had one."""
    data = b"".join(node.dump() for node in body if node.id != CRC)
    if not crc:
        return data
    return element(CRC, zlib.crc32(data).to_bytes(4, "little")) + data

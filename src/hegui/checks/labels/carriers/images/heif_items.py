"""Items of a HEIF picture: what they are (`iinf`) and where their data stand (`iloc`)."""

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.isobmff import Box, boxes, first
from hegui.checks.labels.carriers.source import Source

RDF_XML = b"application/rdf+xml"
MAX_TABLE = 1 << 20


class Extent(NamedTuple):
    """One stretch of the data of an item, counted from the base of the item."""

    offset: int
    length: int
    reference: int = 0


class Item(NamedTuple):
    """One item; `method` 0 counts from the start of the file, 1 from the box `idat`."""

    id: int
    kind: bytes
    content_type: bytes
    method: int
    base: int
    extents: tuple[Extent, ...]
    described: bool
    reference: int = 0


class Sizes(NamedTuple):
    """Bytes per number in `iloc`: offset, length, base, index; and the version of the box."""

    offset: int
    length: int
    base: int
    reference: int
    version: int


class Items(NamedTuple):
    """All items, as listed and as located, and the boxes that say so."""

    items: tuple[Item, ...]
    located: tuple[Item, ...]
    sizes: Sizes
    iloc: Box
    iinf: Box
    iref: Box | None
    idat: Box | None
    primary: int

    def ranges(self, item: Item) -> list[tuple[int, int]]:
        """Return where the data of an item stand in the file."""
        found = next((one for one in self.located if one.id == item.id), None)
        if found is None:
            return []
        if (found.method == 1 and self.idat is None) or found.method > 1:
            raise UnreadableMediaError(DAMAGED, place="HEIF iloc")
        start = self.idat.start if found.method == 1 and self.idat else 0
        return [
            (start + found.base + one.offset, start + found.base + one.offset + one.length)
            for one in found.extents
        ]


class _Reader:
    """Takes numbers of given widths from bytes, in order."""

    def __init__(self, data: bytes, place: str) -> None:
        self._data = data
        self._at = 0
        self._place = place

    def number(self, width: int) -> int:
        end = self._at + width
        if end > len(self._data):
            raise UnreadableMediaError(DAMAGED, place=self._place)
        value = int.from_bytes(self._data[self._at : end], "big")
        self._at = end
        return value


def read_items(source: Source, meta: Box) -> Items:
    """Return the items of a picture; raise where the tables do not fit together."""
    found = list(boxes(source, meta.start + 4, meta.end, "HEIF meta"))
    iloc, iinf, pitm = (first(found, kind) for kind in (b"iloc", b"iinf", b"pitm"))
    if iloc is None or iinf is None or pitm is None:
        raise UnreadableMediaError(DAMAGED, place="HEIF meta")
    sizes, located = _locations(source, iloc)
    listed = tuple(_listed(source, iinf))
    (version,) = source.at(pitm.start, 1, "HEIF pitm")
    width = 4 if version else 2
    primary = int.from_bytes(source.at(pitm.start + 4, width, "HEIF pitm"), "big")
    return Items(
        listed, located, sizes, iloc, iinf, first(found, b"iref"), first(found, b"idat"), primary
    )


def _listed(source: Source, iinf: Box) -> Iterator[Item]:
    (version,) = source.at(iinf.start, 1, "HEIF iinf")
    start = iinf.start + (8 if version else 6)
    for entry in boxes(source, start, iinf.end, "HEIF iinf"):
        data = source.at(entry.start, min(entry.end - entry.start, 4096), "HEIF infe")
        if len(data) < 12 or data[0] < 2:
            raise UnreadableMediaError(DAMAGED, place="HEIF infe")
        width = 2 if data[0] == 2 else 4
        number = int.from_bytes(data[4 : 4 + width], "big")
        kind = data[6 + width : 10 + width]
        names = data[10 + width :].split(b"\0")
        mime = names[1] if kind == b"mime" and len(names) > 1 else b""
        yield Item(number, kind, mime, 0, 0, (), True)


def _locations(source: Source, iloc: Box) -> tuple[Sizes, tuple[Item, ...]]:
    data = source.at(iloc.start, iloc.end - iloc.start, "HEIF iloc", MAX_TABLE)
    reader = _Reader(data, "HEIF iloc")
    version = reader.number(1)
    reader.number(3)
    first_byte, second = reader.number(1), reader.number(1)
    index = second & 15 if version else 0
    sizes = Sizes(first_byte >> 4, first_byte & 15, second >> 4, index, version)
    if version > 2 or not {*sizes[:4]} <= {0, 4, 8}:
        raise UnreadableMediaError(DAMAGED, place="HEIF iloc")
    count = reader.number(4 if version == 2 else 2)
    return sizes, tuple(_location(reader, sizes) for _ in range(count))


def _location(reader: _Reader, sizes: Sizes) -> Item:
    number = reader.number(4 if sizes.version == 2 else 2)
    method = reader.number(2) & 15 if sizes.version else 0
    reference = reader.number(2)
    base = reader.number(sizes.base)
    extents = tuple(_extent(reader, sizes) for _ in range(reader.number(2)))
    return Item(number, b"", b"", method, base, extents, False, reference)


def _extent(reader: _Reader, sizes: Sizes) -> Extent:
    index = reader.number(sizes.reference)
    offset = reader.number(sizes.offset)
    return Extent(offset, reader.number(sizes.length), index)

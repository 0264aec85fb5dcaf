"""Boxes of a movie in memory: adding the label, shifting chunk offsets."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.site import KEY
from hegui.checks.labels.write.errors import NO_ROOM, NOT_MERGED, LabelWriteError

CONTAINERS = frozenset({b"trak", b"mdia", b"minf", b"stbl"})
HANDLER = b"\0" * 8 + b"mdta" + b"\0" * 13
TEXT = b"\0\0\0\1\0\0\0\0"
"""Head of a data box: type UTF-8, no locale."""


class Part(NamedTuple):
    """One box: its type and its content; a type of None is a tail that is no box."""

    kind: bytes | None
    body: bytes

    def dump(self) -> bytes:
        """Return the bytes of the box."""
        return self.body if self.kind is None else box(self.kind, self.body)


def box(kind: bytes, body: bytes) -> bytes:
    """Return a box."""
    return (len(body) + 8).to_bytes(4, "big") + kind + body


def parts(data: bytes, name: str) -> list[Part]:
    """Return the boxes in `data`; a tail (the four zero bytes of QuickTime) is kept as it is."""
    found: list[Part] = []
    position = 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        if size == 0:
            break
        if size < 8 or position + size > len(data):
            raise LabelWriteError(name, NOT_MERGED, place="MP4 moov")
        kind = data[position + 4 : position + 8]
        found.append(Part(kind, data[position + 8 : position + size]))
        position += size
    if position < len(data):
        found.append(Part(None, data[position:]))
    return found


def dump(found: list[Part]) -> bytes:
    """Return the bytes of a list of boxes."""
    return b"".join(part.dump() for part in found)


def with_label(moov: bytes, text: str, name: str) -> bytes:
    """Return the content of moov with the label.

    It goes into moov.udta.meta. Where another handler (the iTunes list of most tools) has that
    place already, it goes into moov.meta, which readers accept too, so that nothing is lost.
    """
    found = parts(moov, name)
    udta = next((part for part in found if part.kind == b"udta"), Part(b"udta", b""))
    inner = parts(udta.body, name)
    meta = next((part for part in inner if part.kind == b"meta"), None)
    if meta is not None and _handler(meta.body) != b"mdta":
        return dump(_placed(found, _movie_meta(found, text, name)))
    new = Part(b"meta", _meta(meta, text, name))
    return dump(_placed(found, Part(b"udta", dump(_placed(inner, new)))))


def _movie_meta(found: list[Part], text: str, name: str) -> Part:
    meta = next((part for part in found if part.kind == b"meta"), None)
    if meta is not None and _handler(meta.body) != b"mdta":
        raise LabelWriteError(name, NOT_MERGED, place="MP4 moov.meta")
    return Part(b"meta", _meta(meta, text, name))


def _placed(found: list[Part], new: Part) -> list[Part]:
    """Return the list with `new` in the place of the box of its kind, else before the tail."""
    if any(part.kind == new.kind for part in found):
        return [new if part.kind == new.kind else part for part in found]
    tail = [part for part in found if part.kind is None]
    return [*(part for part in found if part.kind is not None), new, *tail]


def _head(meta: bytes) -> int:
    """Return how many bytes stand before the boxes of meta: four in MP4, none in QuickTime."""
    return 0 if meta[4:8] == b"hdlr" else 4


def _handler(meta: bytes) -> bytes:
    at = meta.find(b"hdlr")
    return meta[at + 12 : at + 16] if at >= 0 else b""


def _meta(old: Part | None, text: str, name: str) -> bytes:
    """Return the content of meta with one more key and item."""
    if old is None:
        return b"\0" * 4 + box(b"hdlr", HANDLER) + _keys([]) + _items(b"", 1, text)
    head = _head(old.body)
    inner = parts(old.body[head:], name)
    keys = next((part.body for part in inner if part.kind == b"keys"), b"\0" * 8)
    items = next((part.body for part in inner if part.kind == b"ilst"), b"")
    count = int.from_bytes(keys[4:8], "big")
    inner = _placed(inner, Part(b"keys", _keys([keys[8:]], count)[8:]))
    inner = _placed(inner, Part(b"ilst", _items(items, count + 1, text)[8:]))
    return old.body[:head] + dump(inner)


def _keys(entries: list[bytes], count: int = 0) -> bytes:
    entry = box(b"mdta", KEY.encode())
    return box(b"keys", struct.pack(">II", 0, count + 1) + b"".join(entries) + entry)


def _items(before: bytes, index: int, text: str) -> bytes:
    item = box(struct.pack(">I", index), box(b"data", TEXT + text.encode()))
    return box(b"ilst", before + item)


def _tables(moov: bytes, name: str = "") -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunk-offset tables with their kind."""
    for part in parts(moov, name):
        if part.kind in CONTAINERS:
            yield from _tables(part.body, name)
        elif part.kind in (b"stco", b"co64"):
            yield part.kind, part.body


def _offsets(kind: bytes, body: bytes) -> tuple[int, ...]:
    (count,) = struct.unpack_from(">I", body, 4)
    return struct.unpack_from(f">{count}{'I' if kind == b'stco' else 'Q'}", body, 8)


def chunk_offsets(moov: bytes) -> Iterator[int]:
    """Yield all chunk offsets of a movie."""
    for kind, body in _tables(moov):
        yield from _offsets(kind, body)


def shifted(moov: bytes, by: int, behind: int, name: str) -> bytes:
    """Return moov with every chunk offset at or behind `behind` moved by `by` bytes."""
    out = []
    for part in parts(moov, name):
        if part.kind in CONTAINERS:
            out.append(Part(part.kind, shifted(part.body, by, behind, name)))
        elif part.kind in (b"stco", b"co64"):
            out.append(Part(part.kind, _moved(part.kind, part.body, by, behind, name)))
        else:
            out.append(part)
    return dump(out)


def _moved(kind: bytes, body: bytes, by: int, behind: int, name: str) -> bytes:
    try:
        offsets = [o + by if o >= behind else o for o in _offsets(kind, body)]
        code = f">{len(offsets)}{'I' if kind == b'stco' else 'Q'}"
        return body[:8] + struct.pack(code, *offsets)
    except struct.error as error:
        raise LabelWriteError(name, NO_ROOM, place="MP4 stco") from error


def without_label_and_offsets(moov: bytes, name: str = "") -> bytes:
    """Return what writing a label must leave as it is: all but metadata and chunk offsets."""
    out = []
    for part in parts(moov, name):
        if part.kind in CONTAINERS or part.kind == b"udta":
            out.append(Part(part.kind, without_label_and_offsets(part.body, name)))
        elif part.kind in (b"stco", b"co64"):
            out.append(Part(part.kind, part.body[:8]))
        elif part.kind != b"meta":
            out.append(part)
    return dump([part for part in out if part != Part(b"udta", b"")])

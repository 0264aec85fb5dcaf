"""The label in FLAC: a Vorbis comment AIGC. Padding is used up first, so that sound stays put."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.av.comments import Comments, comment_sites, comments
from hegui.checks.labels.carriers.av.id3 import HEADER, MARK, id3_sites, synchsafe
from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    joined,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source

SIGNATURE = b"fLaC"
PADDING, COMMENT = 1, 4
LAST = 0x80
LARGEST = 0xFFFFFF
PLACE = "FLAC Vorbis comment"
VENDOR = Comments(b"hegui", (), b"")
SPARE = 256


class Block(NamedTuple):
    """One metadata block: its type, and where its content begins and ends."""

    kind: int
    start: int
    end: int


def _start(source: Source) -> int:
    """Return where the signature stands: at the start, or behind an ID3v2 tag."""
    head = source.head(HEADER)
    if head.startswith(MARK) and len(head) == HEADER and not any(b & 0x80 for b in head[6:]):
        return HEADER + synchsafe(head[6:])
    return 0


def _sniff(source: Source) -> bool:
    at = _start(source)
    return at + 4 <= source.size and source.at(at, 4, "FLAC") == SIGNATURE


def _blocks(source: Source) -> list[Block]:
    position, out = _start(source) + 4, []
    while True:
        source.count()
        (head,) = source.unpack(">I", position, "FLAC")
        kind, size = head >> 24, head & LARGEST
        start = position + 4
        if start + size > source.size:
            raise UnreadableMediaError(CUT_OFF, place="FLAC")
        if kind & 0x7F == 0x7F:
            raise UnreadableMediaError(DAMAGED, place="FLAC")
        out.append(Block(kind & 0x7F, start, start + size))
        position = start + size
        if kind & LAST:
            return out


def _comments(source: Source, block: Block) -> Comments:
    return comments(source.at(block.start, block.end - block.start, PLACE, LARGEST), PLACE)


def flac_sites(source: Source) -> list[Site]:
    """Return the labels of a FLAC file; one in an ID3v2 tag before it is at no guide's place."""
    sites = [site._replace(guide=False) for site in id3_sites(source)] if _start(source) else []
    for block in _blocks(source):
        if block.kind == COMMENT:
            sites += comment_sites(_comments(source, block), PLACE, block.start)
    return sites


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the comments that are there, else into a block behind the first."""
    found = _blocks(source)
    parts: list[tuple[int, bytes | Copy]] = []
    wanted = text
    for block in found:
        if block.kind == COMMENT:
            parts.append((COMMENT, _comments(source, block).dump(wanted)))
            wanted = None
        elif block.kind != PADDING:
            parts.append((block.kind, Copy(block.start, block.end)))
    if wanted is not None:
        parts.insert(1, (COMMENT, VENDOR.dump(wanted)))
    start, end = _start(source) + 4, found[-1].end
    return joined([Copy(0, start), *_laid(parts, end - start), Copy(end, source.size)])


def _laid(parts: list[tuple[int, bytes | Copy]], room: int) -> Iterator[Piece]:
    """Yield the blocks and padding up to the room there is; more of both when it is too small."""
    used = sum(4 + _size(body) for _kind, body in parts)
    left = room - used
    padding = left - 4 if left >= 4 else (None if left == 0 else SPARE)
    for number, (kind, body) in enumerate(parts):
        last = padding is None and number == len(parts) - 1
        if _size(body) > LARGEST:
            raise RefusedError(NO_ROOM, place=PLACE)
        yield struct.pack(">I", (kind | LAST * last) << 24 | _size(body))
        yield body
    if padding is not None:
        padding = min(padding, LARGEST)
        yield struct.pack(">I", (PADDING | LAST) << 24 | padding) + b"\0" * padding


def _size(body: bytes | Copy) -> int:
    return len(body) if isinstance(body, bytes) else body.end - body.start


def payload(source: Source) -> Iterator[Piece]:
    """Yield all blocks but labels and padding, and the sound."""
    yield Copy(0, _start(source))
    found = _blocks(source)
    for block in found:
        if block.kind == COMMENT:
            if (kept := _comments(source, block).dump(None)) != VENDOR.dump(None):
                yield kept
        elif block.kind != PADDING:
            yield bytes([block.kind])
            yield Copy(block.start, block.end)
    yield Copy(found[-1].end, source.size)


CARRIER = Carrier(
    name="flac",
    family="audio",
    extensions=(".flac",),
    sniff=_sniff,
    sites=flac_sites,
    edit=edit,
    payload=payload,
    guide="PG202510A",
    place="Vorbis comment AIGC",
)

"""Labels in GIF: an application extension `XMP DataXMP` (the guide's place)."""

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, TOO_LARGE, UnreadableMediaError
from hegui.checks.labels.carriers.packet import packet, relabelled
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, replaced
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import MAX_FIELD, Source
from hegui.checks.labels.carriers.xmp import xmp_sites

SIGNATURES = (b"GIF87a", b"GIF89a")
HEADER = b"\x21\xff\x0bXMP DataXMP"
TRAILER = b"\x01" + bytes(range(255, -1, -1))
"""Makes the packet, which is not cut into blocks, end like blocks for readers that skip it."""
EXTENSION, IMAGE, END = 0x21, 0x2C, 0x3B
APPLICATION, COMMENT = 0xFF, 0xFE
PLACE = "GIF XMP"
WINDOW = 1 << 16


class Block(NamedTuple):
    """One extension or image: its kind, the label of an extension, and its range."""

    kind: int
    label: int
    at: int
    end: int


def _table(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def blocks(source: Source) -> Iterator[Block]:
    """Yield the blocks up to the trailer; what stands behind it belongs to nobody."""
    begin = position = 13 + _table(source.at(10, 1, "GIF")[0])
    while True:
        if position == source.size > begin:
            return  # some old tools write no trailer, and viewers do not miss it
        kind = source.at(position, 1, "GIF")[0]
        if kind == END:
            return
        source.count()
        label = 0
        if kind == EXTENSION:
            label = source.at(position + 1, 1, "GIF")[0]
            start = position + 2
        elif kind == IMAGE:
            start = position + 11 + _table(source.at(position + 9, 1, "GIF")[0])
        else:
            raise UnreadableMediaError(DAMAGED, place="GIF")
        end = _behind(source, start)
        yield Block(kind, label, position, end)
        position = end


def _behind(source: Source, position: int) -> int:
    """Return the place behind the sub-blocks that begin at `position`."""
    while True:
        window = source.at(position, min(WINDOW, max(0, source.size - position)), "GIF")
        if not window:
            raise UnreadableMediaError(CUT_OFF, place="GIF")
        at = 0
        while at < len(window):
            size = window[at]
            at += 1 + size
            if size == 0:
                return position + at
        position += at


def _packet_of(source: Source, block: Block) -> bytes | None:
    """Return the packet of a block, None if it is another one."""
    if block.label != APPLICATION or block.end - block.at < len(HEADER) + 1:
        return None
    if source.at(block.at, len(HEADER), PLACE) != HEADER:
        return None
    if block.end - block.at > MAX_FIELD:
        raise UnreadableMediaError(TOO_LARGE, place=PLACE, limit=MAX_FIELD >> 10)
    data = source.at(block.at, block.end - block.at, PLACE)[len(HEADER) : -1]
    return data.removesuffix(TRAILER) if data.endswith(TRAILER) else _gathered(data)


def _gathered(data: bytes) -> bytes:
    """Return a packet that was cut into blocks like any other data."""
    out, at = bytearray(), 0
    while at < len(data):
        out += data[at + 1 : at + 1 + data[at]]
        at += 1 + data[at]
    return bytes(out)


def gif_sites(source: Source) -> list[Site]:
    """Return the labels of a GIF file."""
    sites: list[Site] = []
    for block in blocks(source):
        if (found := _packet_of(source, block)) is not None:
            sites += xmp_sites(found, PLACE, block.at + len(HEADER))
    return sites


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the packet that is there, else before the first picture."""
    changes: list[tuple[int, int, bytes]] = []
    insertion = 13 + _table(source.at(10, 1, "GIF")[0])
    wanted = text
    for block in blocks(source):
        # Players look for the extension that repeats an animation right behind the header.
        if block.at == insertion and block.label in (APPLICATION, COMMENT):
            insertion = block.end
        if (found := _packet_of(source, block)) is not None:
            changes.append((block.at, block.end, _extension(relabelled(found, wanted, PLACE))))
            wanted = None
    if wanted is not None:
        changes.append((insertion, insertion, _extension(packet(wanted))))
        changes.append((3, 6, b"89a"))
    return replaced(source.size, changes)


def _extension(xmp: bytes) -> bytes:
    return HEADER + xmp + TRAILER + b"\0"


def payload(source: Source) -> Iterator[Piece]:
    """Yield everything but packets and the version, which extensions need to be 89a."""
    position = 6
    for block in blocks(source):
        if _packet_of(source, block) is not None:
            yield Copy(position, block.at)
            position = block.end
    yield Copy(position, source.size)


CARRIER = Carrier(
    name="gif",
    family="image",
    extensions=(".gif",),
    sniff=lambda source: source.head(6) in SIGNATURES,
    sites=gif_sites,
    edit=edit,
    payload=payload,
    guide="PG20259A",
    place="application extension XMP DataXMP",
)

"""Pages of Ogg (RFC 3533): reading headers packet by packet, and laying packets into pages."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.source import Source

SIGNATURE = b"OggS"
HEAD = 27
CONTINUED, FIRST = 1, 2
FULL = 255
NO_PACKET_ENDS = 0xFFFFFFFFFFFFFFFF


class Page(NamedTuple):
    """One page: flags, stream, number, the lengths of its segments, and where its data stand."""

    flags: int
    granule: int
    serial: int
    sequence: int
    lacing: bytes
    at: int
    start: int

    @property
    def end(self) -> int:
        """Where the next page begins."""
        return self.start + sum(self.lacing)


def pages(source: Source, at: int = 0) -> Iterator[Page]:
    """Yield the pages from an offset on."""
    while at + HEAD <= source.size:
        source.count()
        mark, version, flags, granule, serial, sequence, _crc, count = source.unpack(
            "<4sBBQIIIB", at, "Ogg"
        )
        if mark != SIGNATURE or version:
            raise UnreadableMediaError(DAMAGED, place="Ogg")
        lacing = source.at(at + HEAD, count, "Ogg")
        page = Page(flags, granule, serial, sequence, lacing, at, at + HEAD + count)
        yield page
        at = page.end


def _table() -> list[int]:
    out = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)
        out.append(value & 0xFFFFFFFF)
    return out


_CRC = _table()


def checksum(data: bytes) -> int:
    """Return the check sum of a page whose own field is zero."""
    value = 0
    for byte in data:
        value = (value << 8 & 0xFFFFFFFF) ^ _CRC[value >> 24 ^ byte]
    return value


def page_bytes(page: Page, lacing: bytes, data: bytes) -> bytes:
    """Return a page with other segments, its check sum made anew."""
    head = struct.pack(
        "<4sBBQIIIB",
        SIGNATURE, 0, page.flags, page.granule, page.serial, page.sequence, 0, len(lacing),
    )  # fmt: skip
    whole = head + lacing + data
    return whole[:22] + struct.pack("<I", checksum(whole)) + whole[26:]


def lacing_of(packet: bytes) -> bytes:
    """Return the segment lengths of a packet that ends."""
    full, rest = divmod(len(packet), FULL)
    return bytes([FULL] * full + [rest])


def relaid(old: list[Page], lacing: bytes, data: bytes) -> list[bytes] | None:
    """Return the pages of `old` with other segments, None when they do not fit.

    The number of pages stays, so that no later page needs another number.
    """
    if len(lacing) > FULL * len(old):
        return None
    out: list[bytes] = []
    end_of_lacing, end = len(lacing), len(data)
    for number in range(len(old) - 1, -1, -1):
        count = min(FULL, end_of_lacing) if number else end_of_lacing
        part = lacing[end_of_lacing - count : end_of_lacing]
        before = lacing[end_of_lacing - count - 1] if end_of_lacing - count else 0
        flags = old[number].flags & ~CONTINUED | (CONTINUED if before == FULL else 0)
        ends = any(size < FULL for size in part)
        page = old[number]._replace(flags=flags, granule=0 if ends else NO_PACKET_ENDS)
        size = sum(part)
        out.insert(0, page_bytes(page, part, data[end - size : end]))
        end_of_lacing, end = end_of_lacing - count, end - size
    return out

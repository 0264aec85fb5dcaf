"""Vorbis comments, the list of `NAME=value` in FLAC, Ogg Vorbis and Opus."""

import struct
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import decoded

MAX_COMMENTS = 100_000
LABEL = KEY.encode() + b"="


class Comments(NamedTuple):
    """The vendor, the comments with their places in the data, and what follows them."""

    vendor: bytes
    entries: tuple[tuple[int, bytes], ...]
    rest: bytes

    def dump(self, text: str | None, *, with_rest: bool = True) -> bytes:
        """Return the data with exactly this label, or without any."""
        kept = [entry for _at, entry in self.entries if not is_label(entry)]
        if text is not None:
            kept.append(LABEL + text.encode())
        out = struct.pack("<I", len(self.vendor)) + self.vendor + struct.pack("<I", len(kept))
        out += b"".join(struct.pack("<I", len(entry)) + entry for entry in kept)
        return out + (self.rest if with_rest else b"")


def comments(data: bytes, place: str) -> Comments:
    """Return the comments in the data."""
    try:
        (size,) = struct.unpack_from("<I", data)
        at = 8 + size
        (count,) = struct.unpack_from("<I", data, at - 4)
        if count > MAX_COMMENTS:
            raise UnreadableMediaError(DAMAGED, place=place)
        entries = []
        for _ in range(count):
            (length,) = struct.unpack_from("<I", data, at)
            if at + 4 + length > len(data):
                raise UnreadableMediaError(DAMAGED, place=place)
            entries.append((at + 4, data[at + 4 : at + 4 + length]))
            at += 4 + length
    except struct.error as error:
        raise UnreadableMediaError(DAMAGED, place=place) from error
    return Comments(data[4 : 4 + size], tuple(entries), data[at:])


def is_label(entry: bytes) -> bool:
    """Tell whether a comment is a label; names of comments know no case."""
    return entry[: len(LABEL)].upper() == LABEL


def comment_sites(found: Comments, place: str, base: int = 0) -> list[Site]:
    """Return the labels among comments that stand at `base`."""
    return [
        Site(
            f"{place} {KEY}",
            decoded(entry[len(LABEL) :], "utf-8", place),
            True,
            base + at + len(LABEL),
            base + at + len(entry),
        )
        for at, entry in found.entries
        if is_label(entry)
    ]

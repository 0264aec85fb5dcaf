"""Putting a label into a RIFF file so that nothing in it moves: into junk, else behind the end.

Indexes of AVI and cue points of WAV count bytes from places before the label.
"""

import struct
from collections.abc import Iterable

from hegui.checks.labels.carriers.protocol import Plan, RefusedError, replaced
from hegui.checks.labels.carriers.refusals import NO_ROOM
from hegui.checks.labels.carriers.riff import (
    UNKNOWN_SIZE,
    Chunk,
    body_end,
    chunk,
    is_info,
    resized,
)
from hegui.checks.labels.carriers.source import Source

JUNK = (b"JUNK", b"junk", b"PAD ", b"FLLR")
Change = tuple[int, int, bytes]


def edited(source: Source, top: list[Chunk], labels: Iterable[Chunk], new: bytes | None) -> Plan:
    """Return the plan with labels made junk and a new chunk in junk or behind the last chunk."""
    changes: list[Change] = [(old.at, old.stop, junk(old.stop - old.at)) for old in labels]
    if new is None:
        return replaced(source.size, changes)
    freed = {start for start, _end, _data in changes}
    for part in top:
        if part.kind in JUNK or part.at in freed:
            room = part.stop - part.at
            if room == len(new) or room >= len(new) + 8:
                data = new + (junk(room - len(new)) if room > len(new) else b"")
                changes = [change for change in changes if change[0] != part.at]
                return replaced(source.size, [*changes, (part.at, part.stop, data)])
    return _at_the_end(source, top, changes, new)


def _at_the_end(source: Source, top: list[Chunk], changes: list[Change], new: bytes) -> Plan:
    end = body_end(source)
    if end != source.size:
        raise RefusedError(NO_ROOM, place="RIFF JUNK")
    last = top[-1]
    if last.kind == b"data" and _streamed(source, last):
        # Its length was never filled in, so whatever followed would be heard as sound.
        return replaced(source.size, [*changes, (last.at, last.at, new)])
    cut = next((change for change in changes if change[0] == last.at), None)
    if cut is not None:
        changes = [change for change in changes if change is not cut]
        start, end = cut[0], source.size
    else:
        start = end = source.size
    pad = b"\0" * (start & 1)
    changes = [*changes, (start, end, pad + new)]
    return replaced(source.size, [*changes, *resized(source, len(pad + new) - (end - start))])


def _streamed(source: Source, data: Chunk) -> bool:
    (size,) = source.unpack("<I", data.at + 4, "RIFF data")
    return bool(size == UNKNOWN_SIZE) and source.head(4) == b"RIFF"


def junk(size: int) -> bytes:
    """Return a chunk of exactly `size` bytes that readers skip."""
    return b"JUNK" + struct.pack("<I", size - 8) + b"\0" * (size - 8)


def info(key: bytes, text: str) -> bytes:
    """Return a list of information that holds one entry."""
    return chunk(b"LIST", b"INFO" + chunk(key, text.encode() + b"\0"))


def quiet_info(source: Source, found: Iterable[Chunk], key: bytes) -> bytes:
    """Return the entries of information without labels and junk."""
    return b"".join(
        part.kind + source.at(part.start, part.stop - part.start, "RIFF INFO")
        for part in found
        if part.kind not in (key, *JUNK)
    )


def whole_list(source: Source, top: list[Chunk], entries: list[Chunk], key: bytes) -> list[Chunk]:
    """Return what must give way for the labels among `entries`: whole lists that hold no more."""
    out: list[Chunk] = []
    for part in top:
        if is_info(source, part):
            inside = [entry for entry in entries if part.start <= entry.at < part.end]
            labels = [entry for entry in inside if entry.kind == key]
            out += [part] if labels and len(labels) == len(inside) else labels
    return out

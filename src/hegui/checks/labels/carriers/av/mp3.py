"""The label in MP3: a TXXX frame in the ID3v2 tag, which is made when there is none."""

import struct
from collections.abc import Iterator

from hegui.checks.labels.carriers.av.id3 import (
    EXTENDED_HEADER,
    FOOTER,
    HEADER,
    MARK,
    UNSYNC,
    Frame,
    Tag,
    frames,
    id3_sites,
    is_label,
    read_tag,
)
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    joined,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM, NOT_MERGED
from hegui.checks.labels.carriers.site import KEY
from hegui.checks.labels.carriers.source import Source

PLACE = "MP3 ID3v2"
LATIN_1, UTF_8, UTF_16 = b"\0", b"\3", b"\1"
MAX_TAG = (1 << 28) - 1
SPARE = 256
"""Padding that a new tag is given, so that a later change need not move the sound."""


def edit(source: Source, text: str | None) -> Plan:
    """Put the label behind the other frames; padding is used up first."""
    tag = read_tag(source)
    if tag is None:
        if text is None:
            return [Copy(0, source.size)]
        frame = _frame(text, 4)
        return [_header(4, len(frame) + SPARE) + frame + b"\0" * SPARE, Copy(0, source.size)]
    if tag.flags & (UNSYNC | EXTENDED_HEADER | FOOTER):
        return _rewritten(source, tag, text)
    kept, end = _kept(source, tag)
    frame = _frame(text, tag.version) if text is not None else b""
    return joined(_laid(source, tag, kept, end, frame))


def _kept(source: Source, tag: Tag) -> tuple[list[Copy], int]:
    """Return the frames that stay, and where padding begins."""
    head = 6 if tag.version == 2 else 10
    kept: list[Copy] = []
    end = tag.start
    for frame in frames(source, tag):
        end = frame.start + frame.length
        if not is_label(source, tag, frame):
            kept.append(Copy(frame.start - head, end))
    return kept, end


def _laid(source: Source, tag: Tag, kept: list[Copy], end: int, frame: bytes) -> Iterator[Piece]:
    """Yield the tag: frames, label, padding; then the sound, where it was if there is room."""
    used = sum(copy.end - copy.start for copy in kept) + len(frame)
    room = tag.end - tag.start
    size = max(room, used)
    if HEADER + size > MAX_TAG:
        raise RefusedError(NO_ROOM, place=PLACE)
    if size == room:
        yield Copy(0, tag.start)
    else:
        yield _header(tag.version, size)
    yield from kept
    gone = end - tag.start - (used - len(frame))
    fill = min(size - used, max(0, gone - len(frame)))
    yield frame + b"\0" * fill
    if (rest := size - used - fill) > 0:
        yield Copy(tag.end - rest, tag.end)
    yield Copy(tag.end, source.size)


def _rewritten(source: Source, tag: Tag, text: str | None) -> Plan:
    """Return the plan of a tag whose frames are spelled in a way that is not written: refused.

    Undoing the spelling would change the bytes of every other frame.
    """
    if text is None and not id3_sites(source):
        return [Copy(0, source.size)]
    raise RefusedError(NOT_MERGED, place=f"{PLACE}.{tag.version} (0x{tag.flags:02x})")


def _header(version: int, size: int) -> bytes:
    return MARK + bytes([version, 0, 0]) + _synchsafe(size)


def _frame(text: str, version: int) -> bytes:
    """Return the TXXX frame: UTF-8 in version 4, Latin-1 where that can spell it, else UTF-16."""
    key = KEY
    if version == 4:
        data = UTF_8 + key.encode() + b"\0" + text.encode()
    elif text.isascii():
        data = LATIN_1 + key.encode() + b"\0" + text.encode()
    else:
        mark = b"\xff\xfe"
        data = UTF_16 + mark + key.encode("utf-16-le") + b"\0\0" + mark + text.encode("utf-16-le")
    if version == 2:
        return b"TXX" + struct.pack(">I", len(data))[1:] + data
    size = _synchsafe(len(data)) if version == 4 else struct.pack(">I", len(data))
    return b"TXXX" + size + b"\0\0" + data


def _synchsafe(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def payload(source: Source) -> Iterator[Piece]:
    """Yield all frames but labels, and everything behind the tag."""
    tag = read_tag(source)
    if tag is None:
        yield Copy(0, source.size)
        return
    for frame in frames(source, tag):
        if not is_label(source, tag, frame):
            yield from _frame_payload(frame)
    yield Copy(tag.end, source.size)


def _frame_payload(frame: Frame) -> Iterator[Piece]:
    yield frame.id.encode("latin-1") + bytes([frame.flags])
    yield Copy(frame.start, frame.start + frame.length)


def _sniff(source: Source) -> bool:
    head = source.head(4)
    return head.startswith(MARK) or is_mpeg_audio(head)


def is_mpeg_audio(head: bytes) -> bool:
    """Tell whether the bytes begin an MPEG audio frame of layer III with sane fields."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bitrate not in (0, 15) and rate != 3


CARRIER = Carrier(
    name="mp3",
    family="audio",
    extensions=(".mp3",),
    sniff=_sniff,
    sites=id3_sites,
    edit=edit,
    payload=payload,
    guide="PG202510A",
    place="ID3v2 TXXX, description AIGC",
)

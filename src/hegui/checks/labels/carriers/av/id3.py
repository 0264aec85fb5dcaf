"""ID3v2 tags: their frames, and the label in a frame TXXX with the description AIGC."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import (
    CUT_OFF,
    DAMAGED,
    PROTECTED,
    UnreadableMediaError,
)
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import MAX_FIELD, Source, inflate

MARK = b"ID3"
HEADER = 10
UNSYNC, EXTENDED_HEADER, FOOTER = 0x80, 0x40, 0x10
FRAME_COMPRESSED, FRAME_ENCRYPTED, FRAME_UNSYNC, FRAME_LENGTH = 0x08, 0x04, 0x02, 0x01
GROUPING_23, ENCRYPTED_23, COMPRESSED_23 = 0x20, 0x40, 0x80
GROUPING_24 = 0x40
ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")


class Tag(NamedTuple):
    """The ID3v2 tag at the start: version 2, 3 or 4, flags, and where its frames begin and end."""

    version: int
    flags: int
    start: int
    end: int


class Frame(NamedTuple):
    """One frame: its id, flags of the format, and its content as stored."""

    id: str
    flags: int
    start: int
    length: int


def synchsafe(data: bytes) -> int:
    """Return a number of seven bits per byte; raise when a high bit is set."""
    if any(byte & 0x80 for byte in data):
        raise UnreadableMediaError(DAMAGED, place="MP3 ID3v2")
    value = 0
    for byte in data:
        value = value << 7 | byte
    return value


def read_tag(source: Source) -> Tag | None:
    """Return the tag at the start of the file, None if there is none."""
    if source.size < HEADER or source.at(0, 3, "MP3") != MARK:
        return None
    version, _revision, flags = source.at(3, 3, "MP3 ID3v2")
    end = HEADER + synchsafe(source.at(6, 4, "MP3 ID3v2"))
    if version not in (2, 3, 4):
        raise UnreadableMediaError(DAMAGED, place="MP3 ID3v2")
    if end > source.size:
        raise UnreadableMediaError(CUT_OFF, place="MP3 ID3v2")
    return Tag(version, flags, _skip_extended(source, version, flags), end)


def _skip_extended(source: Source, version: int, flags: int) -> int:
    if version == 2 or not flags & EXTENDED_HEADER:
        return HEADER
    size = source.at(HEADER, 4, "MP3 ID3v2")
    # Version 4 counts the size field itself, version 3 does not.
    return HEADER + (synchsafe(size) if version == 4 else 4 + int.from_bytes(size, "big"))


def frames(source: Source, tag: Tag) -> Iterator[Frame]:
    """Yield the frames up to the padding."""
    head = 6 if tag.version == 2 else 10
    position = tag.start
    while position + head <= tag.end:
        source.count()
        data = source.at(position, head, "MP3 ID3v2")
        if data[0] == 0:
            return
        frame = _frame(data, tag.version, position + head)
        if frame.start + frame.length > tag.end:
            raise UnreadableMediaError(CUT_OFF, place="MP3 ID3v2")
        yield frame
        position = frame.start + frame.length


def _frame(data: bytes, version: int, start: int) -> Frame:
    if version == 2:
        return Frame(data[:3].decode("latin-1"), 0, start, int.from_bytes(data[3:6], "big"))
    size = synchsafe(data[4:8]) if version == 4 else struct.unpack(">I", data[4:8])[0]
    return Frame(data[:4].decode("latin-1"), data[9], start, size)


def id3_sites(source: Source) -> list[Site]:
    """Return the labels of the tag at the start of a file."""
    tag = read_tag(source)
    if tag is None:
        return []
    end, whole = tag.end, True
    if tag.version < 4 and tag.flags & UNSYNC:
        source, tag = synchronised(source, tag)
        whole = False
    sites: list[Site] = []
    for frame in frames(source, tag):
        if frame.id in ("TXXX", "TXX") and frame.length <= MAX_FIELD:
            for site in user_text(content(source, tag, frame)):
                at = frame.start if whole else HEADER
                sites.append(site._replace(start=at, end=at + frame.length if whole else end))
    return sites


def synchronised(source: Source, tag: Tag) -> tuple[Source, Tag]:
    """Undo the unsynchronisation of a whole tag; before version 4 frame sizes count without it."""
    place = "MP3 ID3v2"
    data = source.at(0, tag.start, place)
    data += source.at(tag.start, tag.end - tag.start, place).replace(b"\xff\x00", b"\xff")
    return Source(data), tag._replace(flags=tag.flags & ~UNSYNC, end=len(data))


def content(source: Source, tag: Tag, frame: Frame) -> bytes:
    """Return the content of a frame after undoing what its flags say."""
    place = f"MP3 ID3v2 {frame.id}"
    data = source.at(frame.start, frame.length, place)
    if tag.version == 3:
        return _content_23(data, frame, place)
    if frame.flags & FRAME_ENCRYPTED:
        raise UnreadableMediaError(PROTECTED, place=place)
    data = data[bool(frame.flags & GROUPING_24) :]
    data = data[4 * bool(frame.flags & FRAME_LENGTH) :]
    if tag.flags & UNSYNC or frame.flags & FRAME_UNSYNC:
        data = data.replace(b"\xff\x00", b"\xff")
    return inflate(data, place) if frame.flags & FRAME_COMPRESSED else data


def _content_23(data: bytes, frame: Frame, place: str) -> bytes:
    if frame.flags & ENCRYPTED_23:
        raise UnreadableMediaError(PROTECTED, place=place)
    if frame.flags & COMPRESSED_23:
        return inflate(data[4 + bool(frame.flags & GROUPING_23) :], place)
    return data[bool(frame.flags & GROUPING_23) :]


def is_label(source: Source, tag: Tag, frame: Frame) -> bool:
    """Tell whether a frame holds a label."""
    if frame.id not in ("TXXX", "TXX") or frame.length > MAX_FIELD:
        return False
    return bool(user_text(content(source, tag, frame)))


def user_text(data: bytes) -> list[Site]:
    """Return the label of a TXXX frame, if its description is AIGC."""
    if not data or data[0] >= len(ENCODINGS):
        return []
    encoding = ENCODINGS[data[0]]
    wide = data[0] in (1, 2)
    at = _end_of_text(data, wide)
    if at < 0:
        return []
    description = _text(data[1:at], encoding)
    value = _text(data[at + (2 if wide else 1) :], encoding)
    return [Site(f"MP3 TXXX {KEY}", value)] if description == KEY else []


def _end_of_text(data: bytes, wide: bool) -> int:
    """Return where the description ends: one zero byte, or two on an even place."""
    if not wide:
        return data.find(b"\0", 1)
    return next((i for i in range(1, len(data) - 1, 2) if data[i : i + 2] == b"\0\0"), -1)


def _text(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "replace").strip("\0")

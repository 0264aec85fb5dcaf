"""The label in MP3: a TXXX frame in the ID3v2 tag, which is made when there is none."""

import hashlib
import struct
from typing import BinaryIO

from hegui.checks.labels.carriers.mp3 import HEADER, MARK, Tag, frames, read_tag
from hegui.checks.labels.carriers.site import KEY
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write.errors import NO_ROOM, NOT_MERGED, LabelWriteError

PLACE = "MP3 ID3v2"
LATIN_1, UTF_8 = b"\0", b"\3"
MAX_TAG = (1 << 28) - 1


def write(source: Source, out: BinaryIO, text: str, name: str) -> None:
    """Write the file with one more frame; padding is used up first."""
    tag = read_tag(source)
    if tag is None:
        tag = Tag(version=4, flags=0, start=HEADER, end=0)
        old_end, audio, padding = HEADER, 0, 0
    else:
        if tag.version == 2 or tag.flags:
            raise LabelWriteError(name, NOT_MERGED, place=PLACE)
        old_end = _frames_end(source, tag)
        audio, padding = tag.end, tag.end - old_end
    frame = _frame(text, tag.version, name)
    rest = max(0, padding - len(frame))
    size = old_end - HEADER + len(frame) + rest
    if size > MAX_TAG:
        raise LabelWriteError(name, NO_ROOM, place=PLACE)
    out.write(MARK + bytes([tag.version, 0, 0]) + _synchsafe(size))
    for data in source.stream(HEADER, old_end):
        out.write(data)
    out.write(frame + b"\0" * rest)
    for data in source.stream(audio, source.size):
        out.write(data)


def _frames_end(source: Source, tag: Tag) -> int:
    """Return where the last frame ends and padding begins."""
    return max((f.start + f.length for f in frames(source, tag)), default=tag.start)


def _frame(text: str, version: int, name: str) -> bytes:
    """Return the TXXX frame: UTF-8 in version 4, Latin-1 in version 3."""
    try:
        code = UTF_8 if version == 4 else LATIN_1
        body = text.encode("utf-8" if version == 4 else "latin-1")
    except UnicodeEncodeError as error:
        raise LabelWriteError(name, NOT_MERGED, place="MP3 ID3v2.3") from error
    data = code + KEY.encode() + b"\0" + body
    size = _synchsafe(len(data)) if version == 4 else struct.pack(">I", len(data))
    return b"TXXX" + size + b"\0\0" + data


def _synchsafe(value: int) -> bytes:
    return bytes(value >> shift & 0x7F for shift in (21, 14, 7, 0))


def essence(source: Source) -> str:
    """Return a digest of all frames but user texts, and of everything behind the tag."""
    digest = hashlib.sha256()
    tag = read_tag(source)
    if tag is not None:
        for frame in frames(source, tag):
            if frame.id != "TXXX":
                digest.update(frame.id.encode())
                for data in source.stream(frame.start, frame.start + frame.length):
                    digest.update(data)
    for data in source.stream(tag.end if tag else 0, source.size):
        digest.update(data)
    return digest.hexdigest()

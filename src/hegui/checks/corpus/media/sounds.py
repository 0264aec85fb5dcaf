"""Sound: ID3 tags, Vorbis comments in FLAC and Ogg, and the chunks of WAV."""

from collections.abc import Iterator

from hegui.checks.corpus.media.images import riff_chunks
from hegui.checks.corpus.media.pieces import DAMAGED, MAX_FIELD, Pieces, Seen, UnreadableFileError
from hegui.checks.corpus.media.tags import told_by_parts
from hegui.checks.corpus.media.xmp import read_xmp

ID3 = b"ID3"
DESCRIBED = ("TXXX", "COMM", "TXX", "COM")
UNSYNC, EXTENDED = 0x80, 0x40
ORIGINATOR_REFERENCE = (288, 32)
"""Place and length in `bext` of the reference, which holds the serial number of the recorder (R 99)."""
COMMENT_BLOCK, LAST_BLOCK = 4, 0x80
LONGEST_NAME = 256
ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")


def read_mp3(file: Pieces, seen: Seen) -> None:
    """Read an ID3v2 tag if there is one."""
    if file.upto(0, 3) != ID3:
        return
    version, _revision, flags = file.at(3, 3, "ID3")
    size = _synchsafe(file.at(6, 4, "ID3"))
    if version not in (2, 3, 4):
        raise UnreadableFileError(DAMAGED, place="ID3")
    tag = file.window(10, size, "ID3")
    start = 0
    if flags & EXTENDED and version > 2:
        head = tag.at(0, 4, "ID3")
        start = _synchsafe(head) if version == 4 else 4 + int.from_bytes(head, "big")
    for name, description in _frames(tag, version, start):
        if told := told_by_parts(description) if name in DESCRIBED else "":
            seen(told)


def _synchsafe(data: bytes) -> int:
    value = 0
    for byte in data:
        if byte & 0x80:
            raise UnreadableFileError(DAMAGED, place="ID3")
        value = value << 7 | byte
    return value


def _frames(tag: Pieces, version: int, at: int) -> Iterator[tuple[str, str]]:
    """Yield name and description of each frame."""
    head = 6 if version == 2 else 10
    while at + head <= tag.size:
        tag.count()
        data = tag.at(at, head, "ID3")
        if data[0] == 0:
            return
        name = data[: 3 if version == 2 else 4].decode("latin-1")
        raw = data[3:6] if version == 2 else data[4:8]
        size = _synchsafe(raw) if version == 4 else int.from_bytes(raw, "big")
        frame = tag.window(at + head, size, "ID3")
        yield name, _described(name, frame)
        at += head + size


def _described(name: str, frame: Pieces) -> str:
    """Return the description before a frame's text, in the encoding that its first byte names."""
    data = frame.upto(0, LONGEST_NAME)
    skip = 4 if name.startswith("COM") else 1
    encoding = ENCODINGS[data[0]] if data and data[0] < len(ENCODINGS) else "latin-1"
    return data[skip:].decode(encoding, "replace").partition("\0")[0]


def read_flac(file: Pieces, seen: Seen) -> None:
    """Walk the blocks of metadata."""
    at, last = 4, False
    while not last:
        file.count()
        head = file.at(at, 4, "FLAC")
        last, size = bool(head[0] & LAST_BLOCK), int.from_bytes(head[1:], "big")
        block = file.window(at + 4, size, "FLAC")
        if head[0] & ~LAST_BLOCK == COMMENT_BLOCK:
            vorbis_comments(block, seen)
        at += 4 + size


def read_ogg(file: Pieces, seen: Seen) -> None:
    """Look for the comments of Vorbis or Opus in the first pages, put together from their parts."""
    data, at = b"", 0
    while at < file.size and len(data) < MAX_FIELD:
        file.count()
        head = file.at(at, 27, "Ogg")
        if not head.startswith(b"OggS"):
            raise UnreadableFileError(DAMAGED, place="Ogg")
        table = file.at(at + 27, head[26], "Ogg")
        data += file.at(at + 27 + head[26], sum(table), "Ogg")
        at += 27 + head[26] + sum(table)
        if len(data) > 1 << 16 and b"vorbis" not in data[:64] and b"OpusTags" not in data:
            return
        if (start := _comments_at(data)) and _complete(data, start):
            break
    if start := _comments_at(data):
        _comments(data[start:], seen)


def _comments_at(data: bytes) -> int:
    for mark in (b"\x03vorbis", b"OpusTags"):
        if (at := data.find(mark)) >= 0:
            return at + len(mark)
    return 0


def _complete(data: bytes, start: int) -> bool:
    try:
        list(_fields(data[start:]))
    except UnreadableFileError:
        return False
    return True


def vorbis_comments(block: Pieces, seen: Seen) -> None:
    """Tell what the names of comments say."""
    _comments(block.at(0, block.size, "FLAC"), seen)


def _comments(data: bytes, seen: Seen) -> None:
    for field in _fields(data):
        name, _, value = field.partition(b"=")
        if value.strip() and (told := told_by_parts(name.decode("latin-1"))):
            seen(told)


def _fields(data: bytes) -> Iterator[bytes]:
    """Yield the comments: their writer, their number, then each with its length (little-endian)."""
    at = 4 + int.from_bytes(data[:4], "little")
    count = int.from_bytes(data[at : at + 4], "little")
    at += 4
    for _ in range(count):
        size = int.from_bytes(data[at : at + 4], "little")
        field = data[at + 4 : at + 4 + size]
        if len(field) != size or at + 4 > len(data):
            raise UnreadableFileError(DAMAGED, place="comments")
        yield field
        at += 4 + size


def read_wav(file: Pieces, seen: Seen) -> None:
    """Walk the chunks."""
    for kind, body in riff_chunks(file, "WAV"):
        if kind == b"bext":
            place, size = ORIGINATOR_REFERENCE
            if body.upto(place, size).strip(b"\0 "):
                seen("device")
        elif kind in (b"id3 ", b"ID3 "):
            read_mp3(body, seen)
        elif kind == b"_PMX":
            read_xmp(body.at(0, body.size, "XMP"), seen)

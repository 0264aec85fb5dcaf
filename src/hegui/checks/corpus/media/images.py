"""Images: where EXIF, XMP and claims of origin stand in JPEG, PNG, WebP, TIFF, GIF and BMP."""

import zlib

from hegui.checks.corpus.media.exif import read_exif
from hegui.checks.corpus.media.pieces import DAMAGED, MAX_FIELD, Pieces, Seen, UnreadableFileError
from hegui.checks.corpus.media.tags import media_tags
from hegui.checks.corpus.media.xmp import read_xmp

EXIF_HEADER, XMP_HEADER = b"Exif\0\0", b"http://ns.adobe.com/xap/1.0/\0"
XMP_KEYWORD = b"XML:com.adobe.xmp"
START_OF_SCAN, END_OF_IMAGE, APP1, APP11 = 0xDA, 0xD9, 0xE1, 0xEB
STANDALONE = {0x01, *range(0xD0, 0xD8)}


def read_jpeg(file: Pieces, seen: Seen) -> None:
    """Walk the segments before the picture."""
    at = 2
    while True:
        file.count()
        mark, marker = file.at(at, 2, "JPEG")
        if mark != 0xFF:
            raise UnreadableFileError(DAMAGED, place="JPEG")
        if marker in (START_OF_SCAN, END_OF_IMAGE):
            return
        if marker == 0xFF or marker in STANDALONE:
            at += 1 if marker == 0xFF else 2
            continue
        (length,) = file.unpack(">H", at + 2, "JPEG")
        if length < 2:
            raise UnreadableFileError(DAMAGED, place="JPEG")
        segment = file.window(at + 4, length - 2, "JPEG")
        if marker == APP1:
            _app1(segment, seen)
        elif marker == APP11:
            claim(segment.upto(0, segment.size), seen)
        at += 2 + length


def _app1(segment: Pieces, seen: Seen) -> None:
    head = segment.upto(0, len(XMP_HEADER))
    if head.startswith(EXIF_HEADER):
        exif(segment.window(6, segment.size - 6, "EXIF"), seen)
    elif head == XMP_HEADER:
        read_xmp(segment.at(len(head), segment.size - len(head), "XMP"), seen)


def exif(data: Pieces, seen: Seen) -> None:
    """Read a block of EXIF and the XMP packets in it."""
    for packet in read_exif(data, seen):
        read_xmp(packet, seen)


def claim(data: bytes, seen: Seen) -> None:
    """Look for marks of generated content in a claim of origin (C2PA, in JUMBF boxes)."""
    if any(word.encode() in data for word in media_tags().generated):
        seen("generated")


def read_png(file: Pieces, seen: Seen) -> None:
    """Walk the chunks; pixels are stepped over."""
    at, kind = 8, b""
    while kind != b"IEND":
        file.count()
        length, kind = file.unpack(">I4s", at, "PNG")
        body = file.window(at + 8, length, "PNG")
        if kind == b"eXIf":
            exif(body, seen)
        elif kind in (b"iTXt", b"tEXt", b"zTXt"):
            _png_text(kind, body, seen)
        elif kind == b"caBX":
            claim(body.upto(0, MAX_FIELD), seen)
        at += 12 + length


def _png_text(kind: bytes, body: Pieces, seen: Seen) -> None:
    keyword, found, _ = body.upto(0, 80).partition(b"\0")
    if not found:
        raise UnreadableFileError(DAMAGED, place="PNG")
    if keyword.decode("latin-1") in media_tags().generator_keywords:
        seen("generator")
    if keyword != XMP_KEYWORD or kind != b"iTXt":
        return
    parts = body.at(len(keyword) + 1, body.size - len(keyword) - 1, "PNG XMP")
    packed, rest = parts[:1], parts[2:].split(b"\0", 2)
    if len(rest) != 3:
        raise UnreadableFileError(DAMAGED, place="PNG XMP")
    read_xmp(inflated(rest[2]) if packed == b"\1" else rest[2], seen)


def inflated(data: bytes) -> bytes:
    """Return zlib data unpacked, within the limit of an entry."""
    unpacker = zlib.decompressobj()
    try:
        out = unpacker.decompress(data, MAX_FIELD + 1)
    except zlib.error as error:
        raise UnreadableFileError(DAMAGED, place="PNG XMP") from error
    if len(out) > MAX_FIELD:
        raise UnreadableFileError(DAMAGED, place="PNG XMP")
    return out


def read_webp(file: Pieces, seen: Seen) -> None:
    """Walk the chunks of a RIFF file with WebP pictures."""
    for kind, body in riff_chunks(file, "WebP"):
        if kind == b"EXIF":
            with_header = body.upto(0, 6) == EXIF_HEADER
            exif(body.window(6, body.size - 6, "EXIF") if with_header else body, seen)
        elif kind == b"XMP ":
            read_xmp(body.at(0, body.size, "XMP"), seen)
        elif kind == b"C2PA":
            claim(body.upto(0, MAX_FIELD), seen)


def riff_chunks(file: Pieces, place: str) -> list[tuple[bytes, Pieces]]:
    """Return the chunks of a RIFF file in order; a missing last byte of padding is let pass."""
    (length,) = file.unpack("<I", 4, place)
    end = min(8 + length, file.size)
    if 8 + length > file.size + 1:
        file.window(0, 8 + length, place)  # cut off: says so
    at, found = 12, []
    while at + 8 <= end:
        file.count()
        kind, size = file.unpack("<4sI", at, place)
        found.append((kind, file.window(at + 8, size, place)))
        at += 8 + size + size % 2
    return found


def read_tiff(file: Pieces, seen: Seen) -> None:
    """Read the directories of a TIFF file."""
    exif(file, seen)


def read_plain(file: Pieces, seen: Seen) -> None:
    """Read nothing: BMP has no metadata of this kind, and GIF only comments."""
    del file, seen

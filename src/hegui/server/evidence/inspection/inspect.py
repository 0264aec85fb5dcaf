"""The one look at a file: its kind by content, refusals, flags, and a name that fits."""

from pathlib import PurePath
from typing import IO, NamedTuple

from hegui.server.evidence.inspection import archives, documents, images, kinds, text
from hegui.server.evidence.inspection.errors import EMPTY, PROGRAM, FileRefusedError
from hegui.server.evidence.inspection.names import fits, plain_name, safe_name

TAIL = 65557
LOUD = ("audio/", "video/")


class Inspected(NamedTuple):
    """What a file is. `flags` are what a person should know before opening it."""

    name: str
    media_type: str
    size: int
    flags: list[str]


def inspect(file: IO[bytes], name: str) -> Inspected:
    """Look at a seekable file and return what it is; raise `FileRefusedError` for what is not kept.

    The file is left at its beginning.
    """
    shown = plain_name(name)
    size = file.seek(0, 2)
    if size == 0:
        raise FileRefusedError(shown, EMPTY)
    file.seek(0)
    head = file.read(kinds.HEAD)
    try:
        media_type, flags = _look(file, head, shown)
        flags += [flag for flag in _also(file, media_type, size) if flag not in flags]
    finally:
        file.seek(0)
    if not fits(shown, media_type) and media_type not in (kinds.HTML, kinds.SVG, kinds.OCTETS):
        flags.append("renamed")
    return Inspected(safe_name(shown, media_type), media_type, size, flags)


def _look(file: IO[bytes], head: bytes, name: str) -> tuple[str, list[str]]:
    """Return the media type and what looking into the kind found."""
    if head.startswith(kinds.PROGRAMS):
        raise FileRefusedError(name, PROGRAM)
    suffix = PurePath(name).suffix.lower()
    found = next((m.media_type for m in kinds.MAGIC if head[m.at :].startswith(m.mark)), "")
    if found == "image/bmp" and not _bitmap(head):
        found = ""
    if found == kinds.ZIP:
        return archives.look_into(file, name)
    if found in kinds.IMAGES:
        return images.look_into(file, name, found)
    if found == kinds.PDF:
        return found, documents.pdf_flags(file)
    if found == kinds.OLE:
        return documents.old_office(file, name, suffix)
    if found:
        return found, ["archive"] if found in kinds.ARCHIVES else []
    return _text(file, suffix) or _other(head, suffix)


def _bitmap(head: bytes) -> bool:
    """Tell a bitmap from a text that begins with BM."""
    return len(head) > 18 and head[6:10] == b"\x00\x00\x00\x00" and head[14:18] in _BITMAP_HEADERS


_BITMAP_HEADERS = tuple(size.to_bytes(4, "little") for size in (12, 40, 52, 56, 64, 108, 124))


def _text(file: IO[bytes], suffix: str) -> tuple[str, list[str]] | None:
    file.seek(0)
    data = file.read(text.LOOK)
    if not text.encoding_of(data):
        return None
    file.seek(0)
    shown = text.decode(file, text.LOOK)
    kind = text.text_kind(shown, suffix)
    active = kind in (kinds.HTML, kinds.SVG) and text.acts(shown)
    return kind, ["active"] if active else []


def _other(head: bytes, suffix: str) -> tuple[str, list[str]]:
    """Ask the library about sound and film; everything else is bytes."""
    import puremagic

    try:
        found = puremagic.from_string(head, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    return (found, []) if found.startswith(LOUD) else (kinds.OCTETS, ["unknown"])


def _also(file: IO[bytes], media_type: str, size: int) -> list[str]:
    """Tell whether a file is something else besides: an archive at the end, a page inside."""
    if media_type in kinds.ZIPPED or media_type.startswith("text/"):
        return []
    file.seek(max(0, size - TAIL))
    tail = file.read()
    if b"PK\x05\x06" in tail and media_type not in kinds.ARCHIVES:
        return ["polyglot"]
    file.seek(0)
    around = (file.read(text.LOOK) + tail).lower()
    inside = media_type in kinds.IMAGES and (b"<script" in around or b"<html" in around)
    return ["polyglot"] if inside else []

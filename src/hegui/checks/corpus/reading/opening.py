"""How a file begins: its encoding, and whether its JSON has one record a line."""

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from hegui.checks.corpus.reading.contents import refuse_packed
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.streams import Source

MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}
"""Byte-order marks."""
ARRAY = re.compile(rb"\s*\[\s*(\{|\Z)")
GOES_ON = (b"{", b"[", b",", b":")
"""How a line ends when the record goes on in the next."""
NEIGHBOURS = re.compile(rb"\}\s*\{")
LOOKED_AT = 64 << 10
HALF = b"\xff"
"""Stands for half a character at the end of a file."""


class Opening(NamedTuple):
    """What the first bytes tell."""

    encoding: str = "utf-8"
    lines: bool = True


def opening(file: CorpusFile, told: str = "") -> Opening:
    """Look at the first bytes of a file; raises `DamagedFileError` when they cannot be read.

    `told` is the encoding of files that do not begin with UTF-8 or UTF-16 text. Raises `PackedContentError` for an archive or a table under the name of text.
    """
    pieces = Source(file, lambda _size: None).unpacked()
    head = next(pieces, b"")[:LOOKED_AT]
    refuse_packed(file, head)
    encoding = _encoding(head, told)
    if encoding != "utf-8":
        head = head.decode(encoding, "ignore").encode("utf-8", "ignore")
    head = head.removeprefix(b"\xef\xbb\xbf")
    return Opening(encoding, file.format not in ("lines", "json") or _by_line(file, head))


def plain_lines(file: CorpusFile, told: str = "") -> bool:
    """Tell whether a file has one JSON record a line, in UTF-8."""
    return file.format in ("lines", "json") and opening(file, told) == Opening()


def _encoding(head: bytes, told: str) -> str:
    """Return UTF-8 or UTF-16, by mark or by the zero byte beside the first sign of JSON or CSV; what
    was told where there is neither, nor a letter of UTF-8."""
    for mark, name in MARKS.items():
        if head.startswith(mark):
            return name
    if len(head) >= 4 and head[1:4:2] == b"\0\0" and head[0] and head[2]:
        return "utf-16-le"
    if len(head) >= 4 and head[0:3:2] == b"\0\0" and head[1] and head[3]:
        return "utf-16-be"
    return told if told and (head.isascii() or not _is_utf8(head)) else "utf-8"


def _is_utf8(head: bytes) -> bool:
    """Tell whether the beginning of a file is UTF-8; its last letter may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def _by_line(file: CorpusFile, head: bytes) -> bool:
    if ARRAY.match(head):
        return False
    line, end, _ = head.lstrip().partition(b"\n")
    if file.format == "lines" or not line:
        return True
    if not end:
        return len(head) >= LOOKED_AT and not NEIGHBOURS.search(line)
    try:
        msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return not line.rstrip().endswith(GOES_ON) and not NEIGHBOURS.search(line)
    return True


def recoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield another encoding as UTF-8; what is no text there becomes what is no UTF-8 here."""
    if encoding == "utf-8":
        yield from pieces
        return
    bad = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(bad)
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "surrogatepass")
    if decoder.getstate()[0]:
        yield HALF

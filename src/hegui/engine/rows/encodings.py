"""The encoding of a text export, found with its size and digest in one pass."""

import codecs
import hashlib
import re
from pathlib import Path
from typing import NamedTuple

from hegui.common.hashing import read_chunks

ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets on Chinese systems still write GBK, which GB18030 contains."""


MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What “Unicode text” of a spreadsheet begins with."""


EAST_ASIAN = re.compile("[\u2014-\u2026\u3000-\u9fff\uff00-\uffef]{2,}")
"""What Chinese text holds beside ASCII."""


LONGEST = 1 << 20
"""Bytes of a line that are looked at together."""


class Inspected(NamedTuple):
    """How a file's text is encoded, its size in bytes and its SHA-256."""

    encoding: str
    size: int
    sha256: str


def _mixed(path: Path) -> bool:
    """Tell whether a file that is not UTF-8 has lines that are."""
    with path.open("rb") as file:
        return any(_is_chinese_utf8(line) for line in iter(lambda: file.readline(LONGEST), b""))


def _is_chinese_utf8(line: bytes) -> bool:
    """Tell whether a line is Chinese in UTF-8; two characters or more hardly ever are also GB18030."""
    try:
        text = "" if line.isascii() else line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return EAST_ASIAN.fullmatch("".join(char for char in text if not char.isascii())) is not None


def inspect_text(path: Path) -> Inspected:
    """Read a file; raises `OSError` when it cannot be read.

    What is not UTF-8 is GB18030, unless some lines are Chinese in UTF-8: then the others are broken
    or of another encoding, and reading all as GB18030 would turn the good ones into other words.
    """
    digest, size = hashlib.sha256(), 0
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding = ENCODINGS[0]
    with path.open("rb") as file:
        wide = file.read(2) in MARKS
    for chunk in read_chunks(path):
        digest.update(chunk)
        size += len(chunk)
        if encoding == ENCODINGS[0]:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = ENCODINGS[1]
    if encoding == ENCODINGS[1] and not wide and _mixed(path):
        encoding = ENCODINGS[0]
    return Inspected("utf-16" if wide else encoding, size, digest.hexdigest())

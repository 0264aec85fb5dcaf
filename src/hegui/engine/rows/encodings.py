"""The encoding of a text export, found with its size and digest in one pass."""

import codecs
import hashlib
from pathlib import Path
from typing import NamedTuple

from hegui.common.hashing import read_chunks

ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets on Chinese systems still write GBK, which GB18030 contains."""


MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""What “Unicode text” of a spreadsheet begins with."""


class Inspected(NamedTuple):
    """How a file's text is encoded, its size in bytes and its SHA-256."""

    encoding: str
    size: int
    sha256: str


def inspect_text(path: Path) -> Inspected:
    """Read a file once; raises `OSError` when it cannot be read."""
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
    return Inspected("utf-16" if wide else encoding, size, digest.hexdigest())

"""The encoding of a text export, found with its size and digest in one pass."""

import codecs
import hashlib
from pathlib import Path
from typing import NamedTuple

from hegui.common.hashing import read_chunks

ENCODINGS = ("utf-8-sig", "gb18030")
"""Spreadsheets on Chinese systems still write GBK, which GB18030 contains."""


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
    for chunk in read_chunks(path):
        digest.update(chunk)
        size += len(chunk)
        if encoding == ENCODINGS[0]:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                encoding = ENCODINGS[1]
    return Inspected(encoding, size, digest.hexdigest())

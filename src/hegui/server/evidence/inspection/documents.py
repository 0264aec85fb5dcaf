"""PDF and old Office files: what in them could act."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hegui.server.evidence.inspection.errors import PROGRAM, FileRefusedError
from hegui.server.evidence.inspection.kinds import OLD_OFFICE, OLE

CHUNK = 1 << 20
OVERLAP = 64
PARSE_UP_TO = 30_000_000
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
PDF_MARKS = {
    "javascript": (rb"/JavaScript", rb"/JS"),
    "launches": (rb"/Launch",),
    "embedded": (rb"/EmbeddedFile",),
    "encrypted": (rb"/Encrypt",),
    "packed": (rb"/ObjStm",),
}
SHOWN = ("javascript", "launches", "embedded", "encrypted")
END = rb"(?![A-Za-z0-9_])"
WIDE = {
    "macros": ("_VBA_PROJECT", "Macros"),
    "encrypted": ("EncryptedPackage", "EncryptionInfo"),
}


def pdf_flags(file: IO[bytes]) -> list[str]:
    """Return what a PDF holds besides pages: by its bytes, and by its structure where it packs."""
    patterns = {
        flag: re.compile(b"|".join(mark + END for mark in marks))
        for flag, marks in PDF_MARKS.items()
    }
    found: set[str] = set()
    for chunk in _overlapping(file):
        plain = ESCAPED.sub(lambda m: bytes([int(m[1], 16)]), chunk)
        found |= {flag for flag, pattern in patterns.items() if pattern.search(plain)}
    if "packed" in found and not found & {"javascript", "encrypted"} and _packed_script(file):
        found.add("javascript")
    return [flag for flag in SHOWN if flag in found]


def _overlapping(file: IO[bytes]) -> Iterator[bytes]:
    """Yield chunks that share some bytes, so that no mark is cut in two."""
    file.seek(0)
    kept = b""
    while chunk := file.read(CHUNK):
        yield kept + chunk
        kept = chunk[-OVERLAP:]


def _packed_script(file: IO[bytes]) -> bool:
    """Look for scripts in the catalogue of a PDF, where compressed objects hide them."""
    from hegui.server.evidence.sandbox import SandboxError, run

    if file.seek(0, 2) > PARSE_UP_TO:
        return False
    file.seek(0)
    with tempfile.TemporaryDirectory(prefix="hegui-pdf-") as folder:
        path = Path(folder) / "file.pdf"
        with path.open("wb") as out:
            shutil.copyfileobj(file, out, CHUNK)
        try:
            return bool(run("script", path))
        except SandboxError:
            return True


def old_office(file: IO[bytes], name: str, suffix: str) -> tuple[str, list[str]]:
    """Return the kind of an OLE file and whether it holds macros or is locked."""
    if suffix in (".msi", ".msp"):
        raise FileRefusedError(name, PROGRAM)
    found: set[str] = set()
    for chunk in _overlapping(file):
        for flag, words in WIDE.items():
            if any(word.encode("utf-16-le") in chunk for word in words):
                found.add(flag)
    return OLD_OFFICE.get(suffix, OLE), sorted(found)

"""Compound files (MS-CFB): which streams one names, enough to say what kind of document it is.

An Office document with a password is one ([MS-OFFCRYPTO] 2.3.2), and so is one of the time before 2007.
"""

import struct
from collections.abc import Iterator

from hegui.checks.labels.carriers.errors import (
    NOT_HANDLED,
    OTHER_COMPOUND,
    PASSWORD,
    UnreadableMediaError,
)
from hegui.checks.labels.carriers.source import Source

COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED = "EncryptedPackage"
OLD = (
    ("WordDocument", "DOC", "DOCX"),
    ("Workbook", "XLS", "XLSX"),
    ("Book", "XLS", "XLSX"),
    ("PowerPoint Document", "PPT", "PPTX"),
    ("__properties_version1.0", "MSG", "PDF"),
)
HEADER, ENTRY, NAMED_TABLES = 512, 128, 109
MOST_SECTORS = 256
LAST = 0xFFFFFFFA
"""Numbers of sectors end below this one; from here on they mean the end, or nothing."""


def refuse_compound(source: Source) -> None:
    """Raise `UnreadableMediaError` with what a compound file is and what to do about it."""
    names = set(stream_names(source))
    if ENCRYPTED in names:
        raise UnreadableMediaError(PASSWORD, place="Office")
    for stream, place, other in OLD:
        if stream in names:
            raise UnreadableMediaError(NOT_HANDLED, place=place, other=other)
    raise UnreadableMediaError(OTHER_COMPOUND)


def stream_names(source: Source) -> Iterator[str]:
    """Yield the names in the directory of a compound file, as far as it can be read."""
    try:
        for at, size in _directory(source):
            data = source.at(at, min(size, source.size - at), "OLE2")
            for start in range(0, len(data) - ENTRY + 1, ENTRY):
                entry = data[start : start + ENTRY]
                length = min(max(struct.unpack_from("<H", entry, 64)[0] - 2, 0), 64)
                yield entry[:length].decode("utf-16-le", "replace")
    except (UnreadableMediaError, struct.error):
        return


def _directory(source: Source) -> Iterator[tuple[int, int]]:
    """Yield place and size of the sectors of the directory, by the table of sectors."""
    head = source.at(0, HEADER, "OLE2")
    (shift,) = struct.unpack_from("<H", head, 30)
    if shift not in (9, 12):
        return
    size = 1 << shift
    tables = struct.unpack_from(f"<{NAMED_TABLES}I", head, 76)
    (sector,) = struct.unpack_from("<I", head, 48)
    for _ in range(MOST_SECTORS):
        if sector >= LAST:
            return
        yield (sector + 1) * size, size
        table, place = divmod(sector, size // 4)
        if table >= NAMED_TABLES or tables[table] >= LAST:
            return
        (sector,) = source.unpack("<I", (tables[table] + 1) * size + 4 * place, "OLE2")

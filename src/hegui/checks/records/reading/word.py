"""Text of a Word file (.docx) with the standard library: paragraphs, tables, notes, headers.

A .docx is a ZIP of XML parts. Only the text parts are unpacked, each within a limit counted on
the bytes that really come out, so that a ZIP bomb or a lying size field cannot fill memory.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import XMLPullParser

from hegui.checks.records.reading.errors import (
    BOMB,
    DAMAGED,
    PROTECTED,
    UnreadableDocumentError,
)

MAX_UNPACKED = 64 << 20
"""All text parts together; the text of a thousand pages is a tenth of this."""
MAX_PARTS = 10_000
CHUNK = 1 << 18
PART = re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml\Z")
NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
"""Transitional, as Word and WPS write it, and strict."""
TEXT = frozenset(f"{space}t" for space in NAMESPACES)
BREAKS = {
    f"{space}{name}": mark
    for space in NAMESPACES
    for name, mark in (("p", "\n"), ("br", "\n"), ("cr", "\n"), ("tab", "\t"), ("tc", "\t"))
}
COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def word_text(path: Path) -> str:
    """Return the text of all text parts, the body first."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = _parts(path, archive)
            return "\n".join(_part_text(path, archive, name) for name in names)
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        SyntaxError,
        ValueError,
    ) as error:
        raise UnreadableDocumentError(path.name, DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:
        # zipfile says so for encrypted members and for compression it does not know.
        raise UnreadableDocumentError(path.name, PROTECTED) from error


def _parts(path: Path, archive: zipfile.ZipFile) -> list[str]:
    infos = archive.infolist()
    if len(infos) > MAX_PARTS:
        raise UnreadableDocumentError(path.name, BOMB)
    chosen = [info for info in infos if PART.match(info.filename)]
    known = all(info.compress_type in COMPRESSION for info in chosen)
    if not known or not any(info.filename == "word/document.xml" for info in chosen):
        raise UnreadableDocumentError(path.name, DAMAGED)
    if sum(info.file_size for info in chosen) > MAX_UNPACKED:
        raise UnreadableDocumentError(path.name, BOMB)
    return sorted(
        {info.filename for info in chosen}, key=lambda name: (name != "word/document.xml", name)
    )


def _part_text(path: Path, archive: zipfile.ZipFile, name: str) -> str:
    parser: Any = XMLPullParser(events=("end",))
    texts: list[str] = []
    for chunk in _bounded(path, archive, name):
        parser.feed(chunk)
        texts.extend(_texts(parser))
    parser.close()
    texts.extend(_texts(parser))
    return "".join(texts)


def _texts(parser: Any) -> Iterator[str]:
    for _event, element in parser.read_events():
        if element.tag in TEXT:
            yield element.text or ""
        elif element.tag in BREAKS:
            yield BREAKS[element.tag]
        element.clear()


def _bounded(path: Path, archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield the part in chunks; refuse declarations of entities and what outgrows the limit."""
    total = 0
    with archive.open(name) as part:
        while chunk := part.read(CHUNK):
            total += len(chunk)
            if total > MAX_UNPACKED or b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                raise UnreadableDocumentError(path.name, BOMB)
            yield chunk

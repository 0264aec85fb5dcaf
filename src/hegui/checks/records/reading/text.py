"""From a file to its text: checks size and kind first, then asks the reader of its format."""

from collections.abc import Callable
from pathlib import Path

from hegui.checks.records.reading.errors import (
    EMPTY,
    MISSING,
    NO_ACCESS,
    NO_TEXT,
    NOT_A_FILE,
    NOT_TEXT,
    OTHER_CONTENT,
    TOO_LARGE,
    TOO_LONG,
    UNKNOWN_FORMAT,
    UnreadableDocumentError,
)
from hegui.checks.records.reading.html import html_text
from hegui.checks.records.reading.pdf import pdf_text
from hegui.checks.records.reading.word import word_text
from hegui.common.files import why

MAX_BYTES = 64 << 20
"""A document of people is smaller; a larger file is refused instead of filling memory."""
MAX_CHARACTERS = 5_000_000
"""More than two thousand pages."""
HEAD = 1024

READERS: dict[str, tuple[str, Callable[[Path], str]]] = {}
"""Suffix → kind of content and reader."""


def document_text(path: Path) -> str:
    """Return the text of a document, never empty.

    Raises `UnreadableDocumentError` when the file is missing, too large, of another kind than its
    name says, protected, damaged, or without text; `MissingExtraError` when a PDF cannot be read
    because pypdf is not installed.
    """
    reader = _reader(path)
    try:
        text = reader(path)
    except OSError as error:
        raise UnreadableDocumentError(path.name, NO_ACCESS, why=why(error)) from error
    if not text.strip():
        raise UnreadableDocumentError(path.name, NO_TEXT)
    if len(text) > MAX_CHARACTERS:
        raise UnreadableDocumentError(path.name, TOO_LONG, limit=MAX_CHARACTERS)
    return text


def _reader(path: Path) -> Callable[[Path], str]:
    """Return the reader of this file after checking that there is something to read."""
    if not path.exists():
        raise UnreadableDocumentError(path.name, MISSING)
    if not path.is_file():
        raise UnreadableDocumentError(path.name, NOT_A_FILE)
    size = path.stat().st_size
    if size == 0:
        raise UnreadableDocumentError(path.name, EMPTY)
    if size > MAX_BYTES:
        raise UnreadableDocumentError(path.name, TOO_LARGE, limit=MAX_BYTES >> 20)
    if path.suffix.lower() not in READERS:
        raise UnreadableDocumentError(path.name, UNKNOWN_FORMAT, known=" ".join(SUFFIXES))
    kind, reader = READERS[path.suffix.lower()]
    found = _kind(path)
    if found != kind:
        raise UnreadableDocumentError(path.name, OTHER_CONTENT, kind=found)
    return reader


def _kind(path: Path) -> str:
    """Return what the first bytes say: PDF, Word, old Office, an image, or text."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise UnreadableDocumentError(path.name, NO_ACCESS, why=why(error)) from error
    for mark, kind in _MARKS:
        if head.startswith(mark):
            return kind
    # Some writers put a few bytes before the PDF header; readers accept it in the first kilobyte.
    late = path.suffix.lower() == ".pdf" and b"%PDF-" in head
    return "PDF" if late else "text"


_MARKS = (
    (b"PK\x03\x04", "ZIP/Word"),
    (b"PK\x05\x06", "ZIP/Word"),
    (b"\xd0\xcf\x11\xe0", "OLE/Word"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"%PDF-", "PDF"),
)


def plain_text(path: Path) -> str:
    """Return a text file as UTF-8, UTF-16 with mark, or GB18030."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decode(path, data, "utf-16")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = _decode(path, data, "gb18030")
    if "\0" in text:
        raise UnreadableDocumentError(path.name, NOT_TEXT)
    return text


def _decode(path: Path, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableDocumentError(path.name, NOT_TEXT) from error


PLAIN = (".md", ".txt", ".csv", ".json", ".jsonl", ".yaml", ".yml")
READERS |= dict.fromkeys(PLAIN, ("text", plain_text))
READERS |= {
    ".html": ("text", lambda path: html_text(plain_text(path))),
    ".htm": ("text", lambda path: html_text(plain_text(path))),
    ".docx": ("ZIP/Word", word_text),
    ".pdf": ("PDF", pdf_text),
}
SUFFIXES = tuple(READERS)

"""Text of a PDF through pypdf, within limits on pages and text."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hegui.checks.records.reading.errors import (
    BOMB,
    DAMAGED,
    PROTECTED,
    TOO_MANY_PAGES,
    UnreadableDocumentError,
)
from hegui.common.errors import MissingExtraError

MAX_PAGES = 2_000
MAX_CHARACTERS = 20_000_000
"""Reading stops here; no document holds as much text."""


def pdf_text(path: Path) -> str:
    """Return the text of all pages, one after another."""
    try:
        import pypdf
    except ImportError as error:
        raise MissingExtraError(
            library="pypdf", purpose="PDF / reading PDF documents", extra="reports"
        ) from error
    with _quiet():
        try:
            return _read(path, pypdf.PdfReader(path))
        except (UnreadableDocumentError, OSError):
            raise
        except Exception as error:
            # A hostile or broken PDF makes the reader fail in many ways; all mean the same here.
            raise UnreadableDocumentError(path.name, DAMAGED) from error


def _read(path: Path, reader: Any) -> str:
    # Many files are locked against changes only and open with the empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableDocumentError(path.name, PROTECTED)
    if len(reader.pages) > MAX_PAGES:
        raise UnreadableDocumentError(path.name, TOO_MANY_PAGES, limit=MAX_PAGES)
    texts: list[str] = []
    total = 0
    for page in reader.pages:
        texts.append(page.extract_text() or "")
        total += len(texts[-1])
        if total > MAX_CHARACTERS:
            raise UnreadableDocumentError(path.name, BOMB)
    return "\n".join(texts)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the library's remarks on slightly irregular files off the terminal."""
    logger = logging.getLogger("pypdf")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)

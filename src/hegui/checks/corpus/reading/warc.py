"""Web archives to batches: pages as a reader sees them, and text that was extracted before.

Requests, metadata and revisits hold no content of their own; every response or resource that is
neither HTML nor text is named. Text in scripts, comments and attributes is not read.
"""

import io
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from hegui.checks.corpus.errors import DamagedFileError
from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.diagnosis import GAP, KIND
from hegui.checks.corpus.reading.documents import Report
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import bad_record, no_text, not_utf8, too_long
from hegui.checks.corpus.reading.pages import decoded, page_text
from hegui.checks.corpus.reading.streams import CHUNK

CONTENT = ("response", "resource", "conversion")
"""Types of records with content (ISO 28500)."""
HTML = ("text/html", "application/xhtml+xml")
MAX_PAGE = 32 << 20
"""Bytes of a larger page are counted as an error and not read."""
HEADERS = {
    "url": "WARC-Target-URI",
    "date": "WARC-Date",
    "language": "WARC-Identified-Content-Language",
}


class WarcReader:
    """Reads one archive. A place is the record, counted from 1; the id is the record's own."""

    def __init__(self, file: CorpusFile, report: Report, meta: Sequence[str] = ()) -> None:
        self._file, self._report, self._meta = file, report, meta

    def batches(self, pieces: Iterator[bytes]) -> Iterator[Batch]:
        """Yield the documents of a file, given its content, in order."""
        kept: list[tuple[int, Any, str]] = []
        size = 0
        for number, record in enumerate(self._records(pieces), start=1):
            text = self._text(number, record) if record.rec_type in CONTENT else ""
            if text:
                kept.append((number, record, text))
                size += len(text)
            self._whole(record)
            if size >= CHUNK:
                yield self._batch(kept)
                kept, size = [], 0
        if kept:
            yield self._batch(kept)

    def _records(self, pieces: Iterator[bytes]) -> Iterator[Any]:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        class Quiet(ArchiveIterator):  # type: ignore[misc]
            INC_RECORD = ""  # it would be written to standard error

        records, gaps, number = Quiet(_Pieces(pieces)), 0, 0
        try:
            for number, record in enumerate(records, start=1):
                if record.format != "warc" or not _length(record).isdigit():
                    raise self._damaged("no WARC header")
                yield record
                records.read_to_end()
                if records.err_count > gaps:
                    gaps = records.err_count
                    self._report(bad_record(f"{self._file.name}:{number}", GAP))
        except (ArchiveLoadFailed, AttributeError) as error:  # the latter for a header without URI
            raise self._damaged("WARC") from error
        if records.next_line or not number:
            raise self._damaged("WARC: unexpected end")

    def _damaged(self, why: str) -> DamagedFileError:
        return DamagedFileError(path=self._file.name, why=why)

    def _whole(self, record: Any) -> None:
        """Raise `DamagedFileError` for a record that is cut off."""
        while record.raw_stream.read(CHUNK):
            pass
        if getattr(record.raw_stream, "limit", 1):
            raise self._damaged("WARC: unexpected end")

    def _text(self, number: int, record: Any) -> str:
        """Return the text of a record; "" when there is none, which is reported."""
        where = f"{self._file.name}:{number}"
        kind, charset = _content_type(record)
        if kind not in HTML and not kind.startswith("text/"):
            self._report(bad_record(where, KIND.filled(kind=kind or "?")))
            return ""
        data = record.content_stream().read(MAX_PAGE + 1)
        if len(data) > MAX_PAGE:
            self._report(too_long(where))
            return ""
        text = decoded(data, charset, kind in HTML)
        if text is None:
            self._report(not_utf8(where))
            return ""
        text = page_text(text) if kind in HTML else text
        if not text or text.isspace():
            self._report(no_text(where))
            return ""
        return text

    def _batch(self, kept: list[tuple[int, Any, str]]) -> Batch:
        lines = [number for number, _, _ in kept]
        ids = [_header(record, "WARC-Record-ID") for _, record, _ in kept]
        hosts = [urlsplit(_header(r, HEADERS["url"])).hostname or "" for _, r, _ in kept]
        meta = {
            name: [_header(r, HEADERS.get(name, "")) for _, r, _ in kept] for name in self._meta
        }
        if "source" in meta:
            meta["source"] = hosts
        texts = (text for _, _, text in kept)
        return make_batch(self._file.name, ids, lines, hosts, texts, meta=meta)


def _header(record: Any, name: str) -> str:
    return (name and record.rec_headers.get_header(name)) or ""


def _length(record: Any) -> str:
    return _header(record, "Content-Length").strip()


def _content_type(record: Any) -> tuple[str, str]:
    """Return type and character set of the content, in lower case."""
    headers = record.http_headers or record.rec_headers
    kind, _, rest = (headers.get_header("Content-Type") or "").partition(";")
    _, _, charset = rest.lower().partition("charset=")
    return kind.strip().lower(), charset.split(";")[0].strip(" \"'")


class _Pieces(io.RawIOBase):
    """Pieces as a file."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return b""
            self._rest = piece
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

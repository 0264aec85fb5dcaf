"""From files to batches of documents; what cannot be read is counted and located."""

from collections.abc import Callable, Iterator, Sequence

from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.documents import Report
from hegui.checks.corpus.reading.files import TABLES, CorpusFile, Unit
from hegui.checks.corpus.reading.items import no_text, not_utf8, too_long
from hegui.checks.corpus.reading.lines import LineReader
from hegui.checks.corpus.reading.opening import opening, recoded
from hegui.checks.corpus.reading.streams import Source, Tick
from hegui.engine.model import InputFile
from hegui.project.model import FieldMap

MAX_TEXT = 64 << 20
"""A larger text file is counted as an error and not read."""


def read_unit(
    unit: Unit,
    tick: Tick,
    report: Report,
    hashed: Callable[[InputFile], None],
    meta: Sequence[str] = (),
) -> Iterator[Batch]:
    """Yield the documents of a unit in order, and tell the hash of each file that was read.

    `meta` names the metadata that batches shall hold (fields of `FieldMap`).
    """
    for file in unit.files:
        if unit.groups and unit.groups[0]:
            yield from _table(unit, file, report, meta)
            continue
        source = Source(file, tick)
        if file.format in TABLES:
            for _ in source.raw():
                pass
            yield from source.kept(_table(unit, file, report, meta))
        else:
            yield from source.kept(_stream(file, unit.fields, source, report, meta))
        hashed(source.ended(report))


def _table(unit: Unit, file: CorpusFile, report: Report, meta: Sequence[str]) -> Iterator[Batch]:
    from hegui.checks.corpus.reading.tables import arrow_batches, parquet_batches

    if file.format == "arrow":
        return arrow_batches(file, unit.fields, report, meta)
    return parquet_batches(file, unit.fields, report, meta, unit.groups)


def _stream(
    file: CorpusFile, fields: FieldMap, source: Source, report: Report, meta: Sequence[str]
) -> Iterator[Batch]:
    """Yield the documents of a file that is read from start to end."""
    if file.format == "warc":
        from hegui.checks.corpus.reading.warc import WarcReader

        return WarcReader(file, report, meta).batches(source.unpacked())
    how = opening(file, fields.encoding)
    pieces = recoded(source.unpacked(), how.encoding)
    if file.format == "text":
        return _text(file, pieces, report, meta)
    if file.format == "sheet":
        from hegui.checks.corpus.reading.sheets import SheetReader

        return SheetReader(file, fields, report, meta).batches(pieces)
    reader = LineReader(file, fields, report, meta)
    return reader.batches(pieces) if how.lines else reader.record_batches(pieces)


def _text(
    file: CorpusFile, pieces: Iterator[bytes], report: Report, meta: Sequence[str]
) -> Iterator[Batch]:
    """Yield a text file as one document; its id is its name."""
    data = _whole(pieces)
    if data is None:
        report(too_long(file.name))
        return
    text = _decoded(file, data, report)
    if text is None:
        return
    if not text or text.isspace():
        report(no_text(file.name))
        return
    nothing = {name: [""] for name in meta}
    yield make_batch(file.name, [file.name], [1], [""], [text], by_line=True, meta=nothing)


def _whole(pieces: Iterator[bytes]) -> bytes | None:
    """Return the content; None for one that is too large, which is read to its end all the same."""
    parts, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size <= MAX_TEXT:
            parts.append(piece)
        else:
            parts = []
    return b"".join(parts) if size <= MAX_TEXT else None


def _decoded(file: CorpusFile, data: bytes, report: Report) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report(not_utf8(f"{file.name}:{line}"))
        return None

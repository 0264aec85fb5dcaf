"""From files to batches of documents; what cannot be read is counted and located."""

from collections.abc import Callable, Iterator, Sequence

from hegui.checks.corpus.reading.batch import Batch, make_batch
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.items import no_text, not_utf8, too_long
from hegui.checks.corpus.reading.lines import LineReader
from hegui.checks.corpus.reading.streams import Source, Tick
from hegui.engine.model import InputFile, ItemError

MAX_TEXT = 64 << 20
"""A larger text file is counted as an error and not read."""

Report = Callable[[ItemError], None]


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
        source = Source(file, tick)
        if file.format == "lines":
            yield from LineReader(file, unit.fields, report, meta).batches(source)
        elif file.format == "parquet":
            yield from _parquet(unit, file, source, report, meta)
            if unit.groups and unit.groups[0]:
                continue
        else:
            yield from _text(file, source, report, meta)
        hashed(source.input_file())


def _parquet(
    unit: Unit, file: CorpusFile, source: Source, report: Report, meta: Sequence[str]
) -> Iterator[Batch]:
    from hegui.checks.corpus.reading.parquet import parquet_batches

    if not unit.groups or not unit.groups[0]:
        for _ in source.raw():
            pass
    yield from parquet_batches(file, unit.fields, unit.groups, report, meta)


def _text(file: CorpusFile, source: Source, report: Report, meta: Sequence[str]) -> Iterator[Batch]:
    """Yield a text file as one document; its id is its name."""
    if file.size > MAX_TEXT:
        for _ in source.raw():
            pass
        report(too_long(file.name))
        return
    data = b"".join(source.raw())
    text = _decoded(file, data, report)
    if text is None:
        return
    if not text or text.isspace():
        report(no_text(file.name))
        return
    nothing = {name: [""] for name in meta}
    yield make_batch(file.name, [file.name], [1], [""], [text], by_line=True, meta=nothing)


def _decoded(file: CorpusFile, data: bytes, report: Report) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report(not_utf8(f"{file.name}:{line}"))
        return None

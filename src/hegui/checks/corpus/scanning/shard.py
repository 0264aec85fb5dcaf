"""One shard: read it, look, and say what was seen. The same code in every engine."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from hegui.checks.corpus.reading.blocks import line_blocks
from hegui.checks.corpus.reading.files import CorpusFile, Unit
from hegui.checks.corpus.reading.lines import LineReader
from hegui.checks.corpus.reading.opening import plain_lines
from hegui.checks.corpus.reading.shapes import single
from hegui.checks.corpus.reading.streams import Source, Tick
from hegui.checks.corpus.reading.units import read_unit
from hegui.checks.corpus.scanning.ids import SeenIds
from hegui.checks.corpus.scanning.jsonlines import QuickLines
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.origins import META
from hegui.checks.corpus.scanning.rows import Rows, Taker
from hegui.checks.corpus.scanning.shape import Shape
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap

BLOCK = 4 << 20
"""Bytes searched at a time: many findings are looked at together, while the code for it is warm."""


@dataclass(slots=True)
class Seen:
    """What was seen in a shard: findings, bad items, counts, repeated ids, the file's own digest."""

    rows: Rows = field(default_factory=Rows)
    errors: list[ItemError] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    repeats: list[ItemError] = field(default_factory=list)
    file: InputFile | None = None
    seconds: float = 0.0
    cpu_seconds: float = 0.0


class QuickSink(NamedTuple):
    """Where findings, counts and errors of a file go."""

    rows: Taker
    counts: Counter[str]
    report: Callable[[ItemError], None]


def scan_shard(
    file: CorpusFile, fields: FieldMap, looker: Looker, tick: Tick, *, ids: bool = False
) -> Seen:
    """Look at every document of a file; raises `CorpusError` for a file that cannot be read.

    With `ids` repeated ids are looked for too, for which every record must be decoded.
    """
    seen = Seen()
    wall, cpu = time.perf_counter(), time.process_time()
    if not ids and is_quick(file, fields, looker):
        _quick(file, fields, looker, seen, tick)
    else:
        _whole(file, fields, looker, seen, tick, SeenIds() if ids else None)
    seen.seconds = time.perf_counter() - wall
    seen.cpu_seconds = time.process_time() - cpu
    return seen


def is_quick(file: CorpusFile, fields: FieldMap, looker: Looker) -> bool:
    """Tell whether a file can be searched as it lies on disk."""
    known = looker.quick and file.format == "lines" and single(fields) and Shape.knows(fields.text)
    return known and plain_lines(file, fields.encoding)


def quick_pass(
    file: CorpusFile,
    fields: FieldMap,
    looker: Looker,
    sink: QuickSink,
    tick: Tick,
    meta: Sequence[str] = (),
) -> InputFile:
    """Look at every document of a file of JSON lines, decoding no more than needs be.

    `meta` names the metadata that decoded documents shall hold.
    """
    source = Source(file, tick)
    reader = LineReader(file, fields, sink.report, meta)
    quick = QuickLines(fields.text, reader, looker, sink.rows, sink.counts)
    line = 1
    for block in line_blocks(source.filler(), BLOCK):
        if block.data is None:
            reader.too_long(line)
            line += 1
            continue
        lines, documents = quick.documents(line, block.data)
        line += lines
        sink.counts["docs"] += documents
    return source.ended(sink.report)


def _quick(file: CorpusFile, fields: FieldMap, looker: Looker, seen: Seen, tick: Tick) -> None:
    sink = QuickSink(seen.rows, seen.counts, seen.errors.append)
    seen.file = quick_pass(file, fields, looker, sink, tick, META)


def _whole(
    file: CorpusFile,
    fields: FieldMap,
    looker: Looker,
    seen: Seen,
    tick: Tick,
    ids: SeenIds | None,
) -> None:
    hashed: list[InputFile] = []
    unit = Unit(0, fields, (file,))
    for batch in read_unit(unit, tick, seen.errors.append, hashed.append, META):
        seen.counts["docs"] += len(batch)
        looker.look(batch, seen.rows, seen.counts)
        if ids:
            seen.repeats += ids.repeated(batch)
    (seen.file,) = hashed

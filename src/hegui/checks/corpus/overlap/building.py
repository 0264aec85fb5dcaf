"""Making an index: runs are gathered in parts on disk by their first bits, then sorted part by part.

Memory is bounded by the part and by one batch of documents, whatever the number of works.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from hegui.checks.corpus.letters.table import table_digest
from hegui.checks.corpus.overlap.columns import Columns
from hegui.checks.corpus.overlap.errors import NothingToIndexError
from hegui.checks.corpus.overlap.format import FORMAT, Header, write_index
from hegui.checks.corpus.overlap.gathering import PARTS, Gathering
from hegui.checks.corpus.overlap.kinds import Kind
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.common.files import OutputError, make_folder, why
from hegui.engine.model import InputFile, ItemError
from hegui.project.model import FieldMap


@dataclass(slots=True)
class Built:
    """What came of it: the header, the files read, what could not be read, texts too short."""

    header: Header
    inputs: list[InputFile] = field(default_factory=list)
    errors: list[ItemError] = field(default_factory=list)
    short: list[str] = field(default_factory=list)


def build_index(
    files: Iterable[CorpusFile],
    out: Path,
    *,
    kind: Kind,
    name: str,
    fields: FieldMap | None = None,
    tick: Callable[[int], None] = lambda _: None,
) -> Built:
    """Read works, one a document, and write their index; raises `NothingToIndexError`."""
    scratch = Path(tempfile.mkdtemp(prefix=".index-", dir=make_folder(out.parent)))
    try:
        gathering = Gathering(kind, scratch)
        for file in files:
            gathering.read(file, fields or FieldMap(), tick)
        return _written(gathering, scratch, out, name)
    except OSError as error:
        raise OutputError(path=out, why=why(error)) from error
    finally:
        with suppress(OSError):
            shutil.rmtree(scratch)


def _written(gathering: Gathering, scratch: Path, out: Path, name: str) -> Built:
    if not gathering.names:
        raise NothingToIndexError(
            short=len(gathering.short), gram=gathering.cut.gram, bad=len(gathering.errors)
        )
    columns = Columns(scratch)
    for number in range(PARTS):
        columns.add(gathering.part(number))
    lengths = np.array(gathering.lengths, np.uint32)
    content = columns.content(lengths, gathering.names)
    header = Header(
        format=FORMAT,
        letters_read=table_digest(),
        name=name,
        kind=gathering.kind,
        gram=gathering.cut.gram,
        window=gathering.cut.window,
        texts=len(lengths),
        letters=int(lengths.sum()),
        runs=len(content.digests),
        short=len(gathering.short),
        crowded=columns.crowded,
    )
    header = write_index(out, header, content)
    return Built(header, gathering.inputs, gathering.errors, gathering.short)

"""The texts of drawn documents: a second look at the shards that hold some, and at their lines only."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.lines import BOM, LineReader
from hegui.checks.corpus.reading.opening import plain_lines
from hegui.checks.corpus.reading.single import Reading
from hegui.checks.corpus.reading.streams import Source, blocks
from hegui.checks.corpus.samples.errors import ShardChangedError
from hegui.checks.corpus.samples.model import Item
from hegui.checks.corpus.samples.sketch import Candidate
from hegui.project.model import FieldMap


@dataclass(frozen=True, slots=True)
class Sampled:
    """A drawn document with its text, for people's eyes only."""

    item: Item
    text: str


def read_texts(
    drawn: Iterable[Candidate], files: Mapping[str, CorpusFile], fields: FieldMap
) -> Iterator[Sampled]:
    """Yield the drawn documents with their texts, shard by shard.

    Raises `CorpusError` for a file that can no longer be read.
    """
    by_shard: dict[str, dict[tuple[int, str], Candidate]] = {}
    for one in drawn:
        by_shard.setdefault(one.shard, {})[one.line, one.field] = one
    for shard in sorted(by_shard):
        yield from _of_shard(files[shard], by_shard[shard], fields)


def _of_shard(
    file: CorpusFile, wanted: dict[tuple[int, str], Candidate], fields: FieldMap
) -> Iterator[Sampled]:
    left = dict(wanted)
    for batch in _batches(file, {line for line, _ in wanted}, fields):
        names = batch.fields or [""] * len(batch)
        for number, line in enumerate(batch.lines):
            if one := left.pop((line, names[number]), None):
                yield _sampled(one, batch.document(number))
        if not left:
            return
    raise ShardChangedError(shard=file.name)


def _batches(file: CorpusFile, lines: set[int], fields: FieldMap) -> Iterator[Batch]:
    """Yield documents of the file, at least those on the lines; others are not decoded if possible."""
    if not plain_lines(file):
        yield from Reading(file, fields, ())
        return
    reader = LineReader(file, fields, lambda _error: None)
    for block in blocks(Source(file, lambda _size: None).unpacked()):
        numbers = [n for n in range(block.lines) if block.first + n in lines]
        if numbers and block.data is not None:
            data = block.data.removeprefix(BOM) if block.first == 1 else block.data
            parts = data.split(b"\n")
            if batch := reader.numbered([(block.first + n, parts[n]) for n in numbers]):
                yield batch


def _sampled(one: Candidate, document: bytes) -> Sampled:
    text = document.decode("utf-8", "replace")
    item = Item(
        item=one.item,
        shard=one.shard,
        line=one.line,
        field=one.field,
        doc_id=one.doc_id,
        stratum=one.stratum,
        text_sha256=hashlib.sha256(document).hexdigest(),
        characters=len(text),
    )
    return Sampled(item, text)

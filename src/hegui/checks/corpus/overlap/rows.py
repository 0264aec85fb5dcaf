"""Hits as columns: what `overlaps/*.parquet` holds, one row for each document and text."""

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from hegui.checks.corpus.overlap.comparing import Compared, Comparer
from hegui.checks.corpus.reading.batch import Batch
from hegui.common.masking import masked

OVERLAPS = "overlaps"
TEST_SET = "test_set"
SHOWN = 12
"""Characters of the masked excerpt."""


class Row(NamedTuple):
    """What one document shares with one text.

    `field` is that of the document where records have several, `reference` names the index, `text` the work, block-listed text or item in it. `start` and `end` are characters of the document for the longest passage, `line` is where it
    begins; `text_at` counts letters of the text. `spans` holds start and end of every passage.
    `over` tells whether a share reaches the limit.
    """

    shard: str
    line: int
    doc_id: str
    field: str
    reference: str
    kind: str
    text: str
    doc_share: float
    text_share: float
    letters: int
    start: int
    end: int
    text_at: int
    over: bool
    digest: str
    excerpt: str
    spans: list[int]


def rows_of(comparer: Comparer, batch: Batch, share: float | None) -> Iterator[tuple[int, Row]]:
    """Yield (number of the document in the batch, row), documents in order."""
    limit = comparer.share if share is None else share
    for one in comparer.compare(batch):
        yield one.hit.document, _row(comparer, batch, one, limit)


def _row(comparer: Comparer, batch: Batch, one: Compared, limit: float) -> Row:
    number, longest = one.hit.document, one.hit.longest
    text = batch.document(number).decode()
    passage = text[longest.start : longest.end]
    offset = len(text[: longest.start].encode()) if batch.by_line else 0
    header = comparer.header
    # Of a test set only the share of the item tells: a long document may hold it whole.
    share = one.text_share if header.kind == TEST_SET else max(one.doc_share, one.text_share)
    return Row(
        shard=batch.file,
        line=batch.line(number, offset),
        doc_id=batch.ids[number],
        field=batch.field(number),
        reference=header.name,
        kind=header.kind,
        text=one.name,
        doc_share=round(one.doc_share, 4),
        text_share=round(one.text_share, 4),
        letters=one.hit.letters,
        start=longest.start,
        end=longest.end,
        text_at=longest.place,
        over=share >= limit,
        digest=hashlib.sha256(passage.encode()).hexdigest(),
        excerpt=masked(passage[:SHOWN], 1),
        spans=[edge for span in one.hit.passages for edge in (span.start, span.end)],
    )


def schema() -> Any:
    """Return the Arrow schema of the rows."""
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    kinds: dict[str, Any] = dict.fromkeys(("shard", "field", "reference", "kind", "text"), words)
    kinds |= dict.fromkeys(("line", "letters", "start", "end", "text_at"), pa.int64())
    kinds |= {"doc_share": pa.float64(), "text_share": pa.float64(), "over": pa.bool_()}
    kinds["spans"] = pa.list_(pa.int64())
    return pa.schema([(name, kinds.get(name, pa.string())) for name in Row._fields])

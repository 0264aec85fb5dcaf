"""The second step: from the sketches of all shards to duplicates, in bounded memory, on one core.

`duplicates/*.parquet` has a row for each document of a cluster, one file a shard; `summary.json` has
the counts, the limits and the digest of all rows. Both are the same for any number of workers.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from hegui.checks.corpus.duplicates.clusters import EXACT, KINDS, NEAR, Clusters, clusters
from hegui.checks.corpus.duplicates.exact import copies
from hegui.checks.corpus.duplicates.groups import PARTS
from hegui.checks.corpus.duplicates.near import near
from hegui.checks.corpus.duplicates.rules import Rules
from hegui.checks.corpus.duplicates.sketches import LETTERS, LINE
from hegui.checks.corpus.duplicates.stage import read_names
from hegui.checks.corpus.duplicates.store import Store
from hegui.checks.corpus.shards.folder import held
from hegui.checks.corpus.shards.output import table_path, write_table
from hegui.common.files import make_folder, write_atomic
from hegui.common.hashing import canonical_json
from hegui.common.struct import Record

DUPLICATES, SUMMARY = "duplicates", "summary.json"


class Summary(Record, frozen=True, kw_only=True):
    """What came of it. `exact` and `near` documents can go; `left` of near ones were not compared.

    `resemblance` is the limit that was used; `rows_sha256` is of the content of all rows.
    """

    docs: int
    exact: int
    near: int
    clusters: int
    largest: int
    compared: int
    left: int
    resemblance: float
    rows_sha256: str


class Duplicate(Record, frozen=True, kw_only=True):
    """One document of a cluster, as its row says it."""

    shard: str
    line: int
    doc_id: str
    field: str
    letters: int
    kind: str
    cluster: int
    kept_shard: str
    kept_line: int
    resemblance: float
    containment: float


def find_duplicates(
    places: Sequence[tuple[Path, str]],
    said: Rules,
    scratch: Path,
    take: Callable[[Path, str, list[Duplicate]], None],
    tick: Callable[[], None] = lambda: None,
) -> Summary:
    """Find the duplicates of shards (folder of the sketches, name), and give rows shard by shard.

    `tick` is called between steps; it may raise to stop.
    """
    store = Store(places)
    copied = copies(store, make_folder(scratch))
    alike = near(store, copied.documents, said, scratch, tick)
    found = clusters(store, copied, alike.roots)
    digest = hashlib.sha256()
    for number, (folder, shard) in enumerate(store.places):
        rows = list(_rows(store, found, number))
        digest.update(msgspec.json.encode(rows))
        take(folder, shard, rows)
    sizes = np.bincount(found.clusters) if len(found.clusters) else np.zeros(1, np.int64)
    return Summary(
        docs=store.docs,
        exact=found.count(EXACT),
        near=found.count(NEAR),
        clusters=int(np.count_nonzero(sizes)),
        largest=int(sizes.max()),
        compared=alike.compared,
        left=alike.left,
        resemblance=said.resemblance,
        rows_sha256=digest.hexdigest(),
    )


def write_duplicates(
    folder: Path, shards: Sequence[str], said: Rules, tick: Callable[[], None] = lambda: None
) -> Summary:
    """Find the duplicates of the shards whose sketches lie in a folder, and write them there."""

    def take(_folder: Path, shard: str, rows: list[Duplicate]) -> None:
        write_table(table_path(folder, DUPLICATES, shard), _table(rows))

    with held(folder):
        for left in folder.glob(f"{PARTS}*"):  # by a run that was killed
            shutil.rmtree(left, ignore_errors=True)
        places = [(folder, shard) for shard in shards]
        summary = find_duplicates(places, said, folder, take, tick)
        write_atomic(folder / SUMMARY, canonical_json(summary))
    return summary


def _rows(store: Store, found: Clusters, number: int) -> Iterator[Duplicate]:
    """Yield the rows of a shard, in order of its documents."""
    start, table = store.shard(number)
    folder, shard = store.places[number]
    own = slice(*np.searchsorted(found.documents, [start, start + table.shape[1]]).tolist())
    if own.start == own.stop:
        return
    names = read_names(folder, shard)
    kept = found.kept[own]
    lines = store.values(LINE, kept).tolist()
    shards = np.searchsorted(store.starts, kept, side="right") - 1
    for at, row in enumerate(range(own.start, own.stop)):
        column = int(found.documents[row]) - start
        yield Duplicate(
            shard=shard,
            line=int(table[LINE, column]),
            doc_id=names.ids[column],
            field=names.fields[column],
            letters=int(table[LETTERS, column]),
            kind=KINDS[found.kinds[row]],
            cluster=int(found.clusters[row]),
            kept_shard=store.places[int(shards[at])][1],
            kept_line=lines[at],
            resemblance=round(float(found.resemblance[row]), 3),
            containment=round(float(found.containment[row]), 3),
        )


def _table(rows: list[Duplicate]) -> Any:
    import pyarrow as pa

    words = pa.dictionary(pa.int32(), pa.string())
    kinds: dict[str, Any] = dict.fromkeys(("shard", "field", "kind", "kept_shard"), words)
    kinds |= dict.fromkeys(("line", "letters", "cluster", "kept_line"), pa.int64())
    kinds |= {"doc_id": pa.string(), "resemblance": pa.float64(), "containment": pa.float64()}
    names = Duplicate.__struct_fields__
    schema = pa.schema([(name, kinds[name]) for name in names])
    return pa.table({name: [getattr(row, name) for row in rows] for name in names}, schema=schema)

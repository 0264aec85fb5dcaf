"""Findings on disk: one Parquet file a shard."""

import hashlib
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.scanning.rows import Row, Rows
from hegui.checks.corpus.shards.output import table_path, write_table

FINDINGS = "findings"


def schema() -> Any:
    """Return the Arrow schema of findings."""
    import pyarrow as pa

    words, name = pa.dictionary(pa.int32(), pa.string()), pa.string()
    kinds = {"line": pa.int64(), "start": pa.int64(), "end": pa.int64(), "confidence": pa.float64()}
    kinds |= {"doc_id": name, "excerpt": name, "digest": name}
    return pa.schema([(column, kinds.get(column, words)) for column in Row._fields])


def write_findings(folder: Path, shard: str, rows: Rows) -> str:
    """Write the findings of a shard and return their digest; old or new file, never half of one."""
    import pyarrow as pa

    columns = rows.columns(shard)
    write_table(table_path(folder, FINDINGS, shard), pa.table(columns, schema=schema()))
    return rows_digest(columns)


def rows_digest(columns: dict[str, list[Any]]) -> str:
    """Return the SHA-256 of findings, which does not depend on how a file stores them."""
    digest = hashlib.sha256()
    for values in columns.values():
        digest.update(msgspec.json.encode(values))
    return digest.hexdigest()


def read_findings(folder: Path, shard: str) -> dict[str, list[Any]]:
    """Return the findings of a shard by column; raises `OSError` or Arrow's errors."""
    from pyarrow import parquet

    table = parquet.read_table(table_path(folder, FINDINGS, shard))
    found: dict[str, list[Any]] = table.to_pydict()
    return found

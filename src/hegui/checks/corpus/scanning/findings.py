"""Findings on disk: one Parquet file a shard, and the errors of a shard as JSON lines."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.scanning.rows import Row, Rows
from hegui.common.files import OutputError, make_folder, why, write_atomic
from hegui.engine.model import ItemError

FINDINGS, ERRORS = "findings", "errors"


def file_stem(shard: str) -> str:
    """Return a file name for a shard: readable, and different for different shards."""
    readable = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(shard).name)[:60]
    return f"{readable}-{hashlib.sha256(shard.encode()).hexdigest()[:12]}"


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
    from pyarrow import parquet

    columns = rows.columns(shard)
    path = folder / FINDINGS / f"{file_stem(shard)}.parquet"
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                table = pa.table(columns, schema=schema())
                parquet.write_table(table, file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
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

    table = parquet.read_table(folder / FINDINGS / f"{file_stem(shard)}.parquet")
    found: dict[str, list[Any]] = table.to_pydict()
    return found


def write_errors(folder: Path, shard: str, errors: Iterable[ItemError]) -> None:
    """Write what could not be read, one JSON line each; no file where all could."""
    path = folder / ERRORS / f"{file_stem(shard)}.jsonl"
    lines = b"".join(msgspec.json.encode(error) + b"\n" for error in errors)
    if lines:
        write_atomic(path, lines)
    else:
        path.unlink(missing_ok=True)

"""Files that stages write for a shard: a Parquet table, and the list of what could not be read."""

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.shards.task import Failure
from hegui.common.files import OutputError, make_folder, why, write_atomic
from hegui.engine.model import ItemError

ERRORS, FAILED = "errors", "failed.jsonl"


def file_stem(shard: str) -> str:
    """Return a file name for a shard: readable, and different for different shards."""
    readable = "".join(c if c.isalnum() or c in "-_." else "_" for c in Path(shard).name)[:60]
    return f"{readable}-{hashlib.sha256(shard.encode()).hexdigest()[:12]}"


def table_path(folder: Path, kind: str, shard: str) -> Path:
    """Return where the table of a shard lies: `folder/kind/name.parquet`."""
    return folder / kind / f"{file_stem(shard)}.parquet"


def drop_shards(folder: Path, shards: Iterable[str]) -> None:
    """Remove the files of shards: those named after them in the folders of an output folder."""
    stems = {file_stem(shard) for shard in shards}
    if not stems:
        return
    for path in folder.glob("*/*"):
        if path.stem in stems and path.is_file():
            path.unlink(missing_ok=True)


def write_table(path: Path, table: Any) -> None:
    """Write an Arrow table as Parquet; old or new file, never half of one."""
    from pyarrow import parquet

    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=".new-", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
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


def write_errors(folder: Path, shard: str, errors: Iterable[ItemError]) -> None:
    """Write what could not be read, one JSON line each; no file where all could."""
    path = folder / ERRORS / f"{file_stem(shard)}.jsonl"
    lines = b"".join(_line(error) for error in errors)
    if lines:
        write_atomic(path, lines)
    else:
        path.unlink(missing_ok=True)


def _line(error: ItemError) -> bytes:
    return msgspec.json.encode(ItemError(where=error.where, what=error.what)) + b"\n"


def read_errors(folder: Path, shard: str) -> list[ItemError]:
    """Return what could not be read of a shard."""
    path = folder / ERRORS / f"{file_stem(shard)}.jsonl"
    lines = path.read_bytes().splitlines() if path.exists() else []
    return [msgspec.json.decode(line, type=ItemError) for line in lines]


def write_failures(folder: Path, failures: Iterable[Failure]) -> None:
    """Write the shards that could not be finished into `failed.jsonl`; no file where all were."""
    told = [
        {
            "shard": one.shard,
            "code": error.code,
            "zh": error.message("zh"),
            "en": error.message("en"),
        }
        for one in sorted(failures, key=lambda failure: failure.shard)
        for error in [one.error()]
    ]
    path = folder / FAILED
    if told:
        write_atomic(path, b"".join(msgspec.json.encode(one) + b"\n" for one in told))
    else:
        path.unlink(missing_ok=True)

"""Files that cannot be opened, or are not the same at the end as at the beginning."""

import os
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from hegui.checks.corpus.errors import ChangedFileError, UnreadableFileError
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.reading.single import Reading
from tests.support.scans import jsonl

ROWS = [{"id": str(n), "text": "好" * 400} for n in range(2000)]


def write(path: Path) -> None:
    if path.suffix == ".parquet":
        parquet.write_table(pa.Table.from_pylist(ROWS), path, row_group_size=100)
    else:
        path.write_bytes(jsonl(ROWS))


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet", "a.txt", "a.csv"])
def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "a.csv":
        path.write_text("text\n" + "好\n" * 2000, "utf-8")
    else:
        write(path)
    batches = iter(Reading(described(path, name)))
    next(batches)
    with path.open("ab") as file:
        file.write(b'{"text": "late"}\n')
    with pytest.raises(ChangedFileError, match=name):
        list(batches)


def test_a_file_that_is_replaced_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path, other = tmp_path / "a.jsonl", tmp_path / "b"
    write(path)
    batches = iter(Reading(described(path, "a.jsonl")))
    next(batches)
    other.write_bytes(path.read_bytes())
    os.replace(other, path)
    with pytest.raises(ChangedFileError):
        list(batches)


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt", "a.parquet"])
def test_a_file_that_is_gone_or_no_file_is_named(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    write(path)
    file = described(path, name)
    path.unlink()
    with pytest.raises(UnreadableFileError, match="No such file"):
        list(Reading(file))
    path.mkdir()
    with pytest.raises(UnreadableFileError, match="directory"):
        list(Reading(file))

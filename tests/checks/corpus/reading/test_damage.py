"""Damaged files: what comes before the damage counts for commands, and the damage is said."""

import bz2
import gzip
import json
import lzma
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from hegui.checks.corpus.errors import CutFileError, DamagedFileError, PackedContentError
from hegui.checks.corpus.profile.stage import profile_stage
from hegui.checks.corpus.reading.files import CorpusFile, described
from hegui.checks.corpus.reading.single import Reading
from hegui.checks.corpus.shards.local import LocalEngine
from hegui.checks.corpus.shards.named import shards
from hegui.checks.corpus.shards.output import read_errors
from hegui.checks.corpus.shards.run import Run, run
from hegui.common.hashing import sha256_file
from hegui.project.model import FieldMap

LINES = 60_000
DRAW = random.Random(4)
CONTENT = b"".join(
    json.dumps({"id": n, "text": f"{DRAW.random()} 好"}).encode() + b"\n" for n in range(LINES)
)
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "zst": zstandard.ZstdCompressor().compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
}


def profiled(folder: Path, *, resume: bool = False) -> Run:
    """Profile what is in a folder: a command that reads every document."""
    files = shards([str(folder)])
    stage = profile_stage(FieldMap(), folder.parent / "out")
    return run(stage, files, LocalEngine(1), resume=resume)


@pytest.mark.parametrize("packing", PACKED)
def test_what_comes_before_the_cut_of_an_archive_counts(packing: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    path = folder / f"a.jsonl.{packing}"
    whole = PACKED[packing](CONTENT)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    result = profiled(folder)
    (line,), (failure,) = result.lines, result.failures
    assert LINES // 3 < line.docs < LINES
    assert packing[:2] in line.damaged
    assert line.sha256 == sha256_file(path)
    error = failure.error()
    assert isinstance(error, CutFileError)
    assert error.data["docs"] == line.docs
    listed = read_errors(tmp_path / "out", path.as_posix())
    assert any("damaged or incomplete" in one.what for one in listed)
    assert line.bad == len(listed)
    again = profiled(folder, resume=True)
    assert (again.skipped, len(again.failures)) == (1, 1)


def test_damage_before_the_first_document_leaves_no_line(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.jsonl").write_bytes(CONTENT[:1000])
    (folder / "bad.jsonl.gz").write_bytes(b"\x1f\x8b\x08" + os.urandom(100))
    result = profiled(folder)
    assert [Path(line.shard).name for line in result.lines] == ["good.jsonl"]
    assert [failure.kind for failure in result.failures] == [DamagedFileError]


def test_an_assessment_measures_nothing_of_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(CONTENT)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DamagedFileError):
        list(Reading(described(path, "a.jsonl.gz"), FieldMap(), ()))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.jsonl", gzip.compress(CONTENT[:5000]), "rename it to “a.jsonl.gz”"),
        ("a.txt", zstandard.ZstdCompressor().compress(b"abc"), "rename it to “a.txt.zst”"),
        ("a.csv", b"PK\x03\x04rest", "unpack it first"),
        ("a.jsonl.gz", gzip.compress(gzip.compress(b"{}")), "unpack it first"),
        ("a.json", b"PAR1rest", "rename it to “a.json.parquet”"),
    ],
    ids=["gzip", "zstd", "zip", "gzip twice", "parquet"],
)
def test_packed_content_under_a_plain_name_is_told_with_what_to_do(
    name: str, content: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(content)
    file: CorpusFile = described(tmp_path / name, name)
    with pytest.raises(PackedContentError, match=said.replace("“", ".").replace("”", ".")):
        list(Reading(file, FieldMap(), ()))

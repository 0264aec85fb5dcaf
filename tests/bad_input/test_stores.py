"""Corpora in an S3-compatible store: read where they lie, and what goes wrong there."""

import io
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
import zstandard
from pyarrow import parquet

from tests.bad_input.command import COULD_NOT_RUN, WRONG_USE
from tests.bad_input.scans import TERM, findings, ran_scan, scan
from tests.support.s3 import ACCESS, SECRET, S3Server, s3_server
from tests.support.scans import jsonl

ROWS = [{"id": f"d{n}", "text": f"{n} {TERM}{'好' * n}"} for n in range(50)]
LINES = jsonl(ROWS)


def packed() -> bytes:
    sink = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(ROWS), sink)
    return sink.getvalue()


@pytest.fixture
def store() -> Iterator[S3Server]:
    """A store with a corpus in three formats."""
    with s3_server() as server:
        for key, data in {
            "data/corpus/a.jsonl": LINES,
            "data/corpus/deep/b.jsonl.zst": zstandard.compress(LINES),
            "data/corpus/c.parquet": packed(),
            "data/corpus/readme.pdf": b"x",
            "data/other/d.jsonl": LINES,
        }.items():
            server.objects[key] = (data, time.time())
        yield server


def keys(server: S3Server) -> dict[str, str | None]:
    return {
        "AWS_ACCESS_KEY_ID": ACCESS,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_S3": server.address,
    }


def test_objects_give_what_files_give(tmp_path: Path, store: S3Server) -> None:
    (tmp_path / "a.jsonl").write_bytes(LINES)
    scan(tmp_path, "a.jsonl", out="local")
    answer = scan(tmp_path, "s3://data/corpus", **keys(store))
    assert (answer["shards"], answer["docs"], answer["findings"]) == (3, 150, 150)
    wanted = [(f["line"], f["doc_id"], f["start"]) for f in findings(tmp_path, "local")]
    by_shard: dict[str, list[tuple[int, str, int]]] = {}
    for row in findings(tmp_path):
        by_shard.setdefault(row["shard"], []).append((row["line"], row["doc_id"], row["start"]))
    assert by_shard == {
        f"s3://data/corpus/{name}": wanted for name in ("a.jsonl", "deep/b.jsonl.zst", "c.parquet")
    }


@pytest.mark.parametrize(
    ("address", "shards"),
    [
        ("s3://data/corpus/a.jsonl", 1),
        ("s3://data/*/*.jsonl", 2),
        ("s3://data/**/*.jsonl*", 3),
        ("s3://data", 4),
    ],
)
def test_addresses(tmp_path: Path, store: S3Server, address: str, shards: int) -> None:
    assert scan(tmp_path, address, **keys(store))["shards"] == shards


def test_resume_asks_for_versions_and_reads_what_is_new(tmp_path: Path, store: S3Server) -> None:
    scan(tmp_path, "s3://data/corpus", **keys(store))
    more = LINES + jsonl([{"id": "new", "text": TERM}])
    store.objects["data/corpus/a.jsonl"] = (more, time.time())
    again = ran_scan(tmp_path, "s3://data/corpus", "--resume", env=keys(store)).ended(0).json()
    assert (again["skipped"], again["docs"]) == (2, 151)


@pytest.mark.parametrize("address", ["s3://data/nowhere", "s3://data/corpus/x.jsonl"])
def test_an_address_without_objects_is_wrong_use(
    tmp_path: Path, store: S3Server, address: str
) -> None:
    ran = ran_scan(tmp_path, address, env=keys(store))
    assert ran.error(WRONG_USE, "corpus_no_shards")["data"]["path"] == address


def test_a_store_that_refuses_or_is_not_there_is_named(tmp_path: Path, store: S3Server) -> None:
    for changed in (
        {"AWS_SECRET_ACCESS_KEY": "other", "AWS_ACCESS_KEY_ID": "other"},
        {"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9"},
    ):
        ran = ran_scan(tmp_path, "s3://data/corpus", env={**keys(store), **changed})
        assert ran.error(COULD_NOT_RUN, "corpus_store")["data"]["path"] == "s3://data/corpus"
        ran.said("--endpoint")


def test_an_object_that_cannot_be_read_is_named_and_the_others_are_done(
    tmp_path: Path, store: S3Server
) -> None:
    store.forbidden.add("data/corpus/deep/b.jsonl.zst")
    answer = scan(tmp_path, "s3://data/corpus", code=COULD_NOT_RUN, **keys(store))
    (failed,) = answer["failed"]
    assert failed["shard"] == "s3://data/corpus/deep/b.jsonl.zst"
    assert failed["code"] == "corpus_unreadable"
    assert answer["docs"] == 100


LONG = [{"id": f"d{n}", "text": f"{n} {TERM} {n * 7919:060d}" * 12} for n in range(9000)]
"""Documents of more than one part of an object that is asked for at a time."""


@pytest.mark.parametrize(
    ("name", "cuts"),
    [
        ("long.jsonl", False),
        ("long.csv", False),
        ("long.parquet", False),
        ("long.jsonl.zst", False),
        ("long.jsonl", True),
        ("long.parquet", True),
    ],
)
def test_an_object_of_which_a_part_cannot_be_read_is_failed_whole(
    tmp_path: Path, store: S3Server, name: str, cuts: bool
) -> None:
    data = long_object(name)
    store.objects[f"data/corpus/{name}"] = (data, time.time())
    store.good_until[f"data/corpus/{name}"] = len(data) * 2 // 3
    store.cuts = cuts
    answer = scan(tmp_path, "s3://data/corpus", code=COULD_NOT_RUN, **keys(store))
    (failed,) = answer["failed"]
    assert (failed["shard"], failed["code"]) == (f"s3://data/corpus/{name}", "corpus_unreadable")
    assert (answer["docs"], answer["findings"], answer["shards"]) == (150, 150, 3)
    assert {row["shard"] for row in findings(tmp_path)} == {
        f"s3://data/corpus/{good}" for good in ("a.jsonl", "deep/b.jsonl.zst", "c.parquet")
    }
    store.good_until.clear()
    whole = scan(tmp_path, "s3://data/corpus", "--resume", **keys(store))
    assert (whole["failed"], whole["skipped"]) == ([], 3)
    assert (whole["docs"], whole["bad"]) == (150 + len(LONG), 0)
    assert whole["findings"] == 150 + 12 * len(LONG)


def long_object(name: str) -> bytes:
    """Return an object that is longer than what is asked for at a time."""
    if name.endswith(".parquet"):
        sink = io.BytesIO()
        table = pa.Table.from_pylist(LONG)
        parquet.write_table(
            table, sink, compression="none", use_dictionary=False, row_group_size=900
        )
        return sink.getvalue()
    if name.endswith(".csv"):
        return ("id,text\n" + "".join(f"{r['id']},{r['text']}\n" for r in LONG)).encode()
    lines = jsonl(LONG)
    return zstandard.ZstdCompressor(level=-5).compress(lines) if name.endswith(".zst") else lines


def test_the_endpoint_may_be_an_option(tmp_path: Path, store: S3Server) -> None:
    env = {**keys(store), "AWS_ENDPOINT_URL_S3": None}
    ran = ran_scan(tmp_path, "s3://data/other", "--endpoint", store.address, env=env)
    assert ran.ended(0).json()["docs"] == 50


def test_a_project_may_declare_objects_of_a_store(
    tmp_path: Path, store: S3Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support.scans import Desk

    for name, value in keys(store).items():
        monkeypatch.setenv(name, str(value))
    desk = Desk(tmp_path)
    desk.corpus("s3://data/corpus")
    outcome, context = desk.run("corpus.profile")
    assert outcome.measures
    assert [file.path for file in outcome.inputs] == [
        "s3://data/corpus/a.jsonl",
        "s3://data/corpus/c.parquet",
        "s3://data/corpus/deep/b.jsonl.zst",
    ]
    assert not context.errors

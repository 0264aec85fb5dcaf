"""Metadata beside the text: read when asked for, and never at the cost of the text."""

import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from hegui.checks.corpus.errors import FormatError
from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.reading.files import described
from hegui.checks.corpus.reading.single import META, Reading
from hegui.cli.corpus.fields import FieldOptionError, field_map
from hegui.common.hashing import sha256_file
from hegui.project.model import FieldMap

FIELDS = FieldMap(text="doc.body", id="doc.no", licence="meta.terms.spdx", synthetic="meta.made")
FULL = {
    "doc": {"body": "甲", "no": 7},
    "source": "s1",
    "language": "zh",
    "meta": {"terms": {"spdx": "MIT"}, "made": True},
    "date": "2025-01-02",
}


def read(path: Path, fields: FieldMap = FIELDS) -> tuple[list[Batch], Reading]:
    reading = Reading(described(path, path.name), fields)
    return list(reading), reading


def test_json_lines_give_their_metadata(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(FULL) + '\n{"doc": {"body": "乙"}}\n', "utf-8")
    (batch,), reading = read(path)
    assert batch.ids == ["7", "c.jsonl:2"]
    assert set(batch.meta) == set(META)
    assert batch.meta["licence"] == ["MIT", ""]
    assert batch.meta["synthetic"] == ["true", ""]
    assert batch.meta["date"] == ["2025-01-02", ""]
    assert batch.meta["source"] == batch.sources == ["s1", ""]
    assert reading.errors == []
    assert reading.input.sha256 == sha256_file(path)


@pytest.mark.parametrize(
    "beside",
    [
        {"meta": "a word"},
        {"meta": {"terms": ["MIT"], "made": {"by": "x"}}},
        {"language": ["zh", "en"], "date": {"y": 2025}},
        {"id": {"a": 1}, "source": [1]},
    ],
)
def test_an_odd_value_beside_the_text_costs_nothing_but_itself(
    tmp_path: Path, beside: dict[str, object]
) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps({"doc": {"body": "甲"}, **beside}), "utf-8")
    (batch,), reading = read(path, FieldMap(text="doc.body", id="id.x", licence="meta.terms.spdx"))
    assert batch.document(0).decode() == "甲"
    assert {name for name, (value,) in batch.meta.items() if value} <= {"synthetic"}
    assert reading.errors == []


def test_a_field_may_be_an_object_on_the_way_to_the_text(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(FULL), "utf-8")
    (batch,), _ = read(path, FieldMap(text="doc.body", id="doc", url="doc.body"))
    assert (batch.ids, batch.meta["url"]) == (["c.jsonl:1"], ["甲"])


def test_parquet_gives_the_same_metadata(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    table = pa.Table.from_pylist([FULL, {**FULL, "meta": None, "language": None}])
    parquet.write_table(table, path, row_group_size=1)
    (batch,), reading = read(path)
    assert batch.meta["licence"] == ["MIT", ""]
    assert batch.meta["type"] == ["", ""]
    assert batch.lines == [1, 2]
    assert reading.input.sha256 == sha256_file(path)


def test_text_files_have_no_metadata(tmp_path: Path) -> None:
    path = tmp_path / "c.txt"
    path.write_text("甲", "utf-8")
    (batch,), _ = read(path)
    assert batch.meta == {name: [""] for name in META}


def test_nothing_is_read_that_was_not_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(json.dumps(FULL), "utf-8")
    (batch,) = Reading(described(path, "c.jsonl"), FIELDS, meta=("language",))
    assert batch.meta == {"language": ["zh"]}


def test_a_file_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    path = tmp_path / "c.parquet"
    parquet.write_table(pa.table({"body": ["x"]}), path)
    with pytest.raises(FormatError, match=r"doc\.body"):
        list(Reading(described(path, "c.parquet"), FIELDS))


def asked_for(*texts: str, meta: tuple[str, ...] = ()) -> dict[str, object]:
    return {"text_field": texts, "shape": "text", "id_field": "i", "encoding": "auto", "meta": meta}


def test_options_name_fields() -> None:
    asked = asked_for("t", meta=("licence=m.l", "date=d"))
    assert field_map(asked) == FieldMap(text="t", id="i", licence="m.l", date="d")
    assert field_map(asked_for("a", "b")).texts == ("a", "b")


@pytest.mark.parametrize("given", ["licence", "licence=", "=x", "colour=x"])
def test_a_wrong_mapping_is_refused(given: str) -> None:
    with pytest.raises(FieldOptionError, match="NAME=FIELD"):
        field_map(asked_for("t", meta=(given,)))

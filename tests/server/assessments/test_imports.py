"""Importing clause sets: JSON, YAML, XLSX; one bad row is named and nothing is taken."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hegui.server.assessments.errors import ClauseSetError
from hegui.server.assessments.models import ClauseRow, ClauseSet
from hegui.server.assessments.reading import read_set
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.core.viewer import Viewer
from tests.server.assessments.conftest import clauses


def sheet(rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_three_formats_read_alike() -> None:
    rows = clauses(3)
    plain = read_set(json.dumps({"title": "x", "clauses": rows}).encode(), "x.json")
    import yaml

    text = yaml.safe_dump({"title": "x", "clauses": rows}, allow_unicode=True)
    assert read_set(text.encode(), "x.yaml") == plain
    heads = list(rows[0])
    found = read_set(sheet([heads, *([row[h] for h in heads] for row in rows)]), "x.xlsx")
    assert found.clauses == plain.clauses


def test_one_bad_row_in_ten_thousand(viewer: Callable[..., Viewer]) -> None:
    rows = clauses(10_000)
    rows[7_777]["title_zh"] = ""
    with pytest.raises(ClauseSetError) as raised:
        clause_set_import(
            acting_user=viewer(),
            data=json.dumps({"title": "大", "clauses": rows}).encode(),
            name="x.json",
        )
    assert raised.value.data["count"] == 1
    assert raised.value.data["problems"][0]["row"] == 7_778
    assert not ClauseSet.objects.exists()
    assert not ClauseRow.objects.exists()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.json", b"{"),
        ("x.json", b"\xff\xfe"),
        ("x.json", b"[" * 100_000),
        ("x.json", b'{"clauses": []}'),
        ("x.json", b'{"clauses": 3}'),
        ("x.json", b'[{"id": "a", "title_zh": "b"}, {"id": "a", "title_zh": "c"}]'),
        ("x.json", b'[{"id": "a", "title_zh": "b", "unknown": 1}]'),
        ("x.json", b'[{"id": "a b", "title_zh": "b"}]'),
        ("x.json", b'[{"id": "a", "title_zh": "b\\u0000"}]'),
        ("x.json", b'[{"id": "a", "title_zh": "b", "parent": "a"}]'),
        ("x.json", b'[{"id": "a", "title_zh": "b", "weight": -1}]'),
        ("x.yaml", b"a: &a [1]\nclauses: [*a, *a]"),
        ("x.yaml", b"clauses: [" + b"[" * 50),
        ("x.yaml", b"clauses: !!python/object/apply:os.system [ls]"),
        ("x.xlsx", b"PK\x03\x04 no workbook"),
        ("x.xlsx", sheet([["number"], ["1"]])),
        ("x.xlsx", sheet([["id", "title_zh", "gate"], ["a", "b", "maybe"]])),
    ],
)
def test_files_of_bad_kinds_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(ClauseSetError):
        read_set(data, name)


def test_the_page_names_the_bad_row(signed_in: Callable[..., Client]) -> None:
    client = signed_in("compliance_officer")
    rows = clauses(3)
    rows[1]["id"] = rows[0]["id"]
    upload = SimpleUploadedFile("set.json", json.dumps(rows).encode())
    sent = {"file": upload, "title": "GB/T 47863"}
    answer = client.post("/o/yunlu/assessments/sets/import/", sent)
    assert "第 2 行" in answer.text
    good = SimpleUploadedFile("set.json", json.dumps(clauses(3)).encode())
    sent = {"file": good, "title": "GB/T 47863", "source": "<b>购自标准出版社</b>"}
    page = client.post("/o/yunlu/assessments/sets/import/", sent, follow=True)
    assert page.status_code == 200
    assert "&lt;b&gt;购自" in page.text
    reader = signed_in("management_reader")
    assert reader.post("/o/yunlu/assessments/sets/import/", {}).status_code == 403

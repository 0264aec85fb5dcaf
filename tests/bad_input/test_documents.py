"""Documents and exports that are damaged or say nothing: unknown, never found or confirmed."""

import io
import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.bad_input.command import FINDINGS, hegui
from tests.bad_input.projects import QUICK, write


def zipped(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in names.items():
            packed.writestr(name, data)
    return out.getvalue()


BOMB = zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * (300 << 20)})
ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "xxxxxxxxxx">'
    + b"".join(b'<!ENTITY %c "%s">' % (n, b"&%c;" % (n - 1) * 10) for n in range(98, 108))
    + b"]><d>&k;</d>"
)
DOCUMENTS = {
    "docx-not": ("a.docx", b"this is no zip"),
    "docx-cut": ("a.docx", zipped({"word/document.xml": b"<w/>" * 100})[:-30]),
    "docx-hollow": ("a.docx", zipped({"nothing.txt": b"x"})),
    "docx-bomb": ("a.docx", BOMB),
    "docx-entities": ("a.docx", zipped({"word/document.xml": ENTITY})),
    "pdf-not": ("a.pdf", b"%PDF-1.7\nthis is no pdf"),
    "pdf-empty": ("a.pdf", b""),
    "text-empty": ("a.md", b""),
    "text-blank": ("a.txt", b"  \n\t\n"),
    "text-binary": ("a.txt", bytes(range(256)) * 20),
    "kind": ("a.exe", b"MZ"),
}


@pytest.fixture(scope="module")
def assessed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with one service for each kind of terms of service, assessed."""
    home = tmp_path_factory.mktemp("documents")
    documents = []
    for name, (file, data) in DOCUMENTS.items():
        (home / name).mkdir()
        (home / name / file).write_bytes(data)
        row = {"id": name, "type": "EV-TOS", "file": f"{name}/{file}", "date": "2026-11-01"}
        documents.append({**row, "covers": {name: "1"}})
    write(home, subjects=services(DOCUMENTS), documents=documents)
    only = ("--only", "records.agreement", "--only", "records.documents")
    ran = hegui("assess", *only, *QUICK, "--json", cwd=home)
    assert ran.ended(FINDINGS).json()["counts"]["conforms"] == 0
    assert hegui("verify", "bundle", "--json", cwd=home).ended(0).json()["ok"]
    return home


def services(names: Iterable[str]) -> list[dict[str, str]]:
    return [{"id": name, "kind": "service", "name": name, "version": "1"} for name in names]


def by_subject(bundle: Path, check: str) -> dict[str, dict[str, Any]]:
    found = [json.loads(p.read_text("utf-8")) for p in (bundle / "results").glob(f"{check}*.json")]
    return {result["subject"]: result for result in found}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_without_readable_text_confirms_nothing(assessed: Path, name: str) -> None:
    result = by_subject(assessed / "bundle", "records.agreement")[name]
    (told,) = result["errors"]
    assert told["where"] == f"{name}/{DOCUMENTS[name][0]}"
    assert "。 / " in told["what"]
    assert told["what"].endswith(".")
    assert str(assessed) not in json.dumps(result)
    assert result["measures"]["points_found"] == 0
    assert result["measures"]["points_confirmed_missing"] == 0


EXPORTS = {
    "csv-empty": ("a.csv", b""),
    "csv-head": ("a.csv", b"opened,closed\n"),
    "csv-binary": ("a.csv", bytes(range(256)) * 20),
    "csv-quote": ("a.csv", b'opened,closed\n"2026-01-01,2026-01-02\n'),
    "csv-columns": ("a.csv", b"a,b\n1,2\n"),
    "csv-days": ("a.csv", b"opened,closed\nyesterday,tomorrow\n"),
    "jsonl-not": ("a.jsonl", b"{]\n"),
    "jsonl-list": ("a.jsonl", b"[1, 2]\n"),
    "xlsx": ("a.xlsx", b"PK"),
}


def test_exports_that_cannot_be_read_are_said_and_count_as_nothing(tmp_path: Path) -> None:
    tickets = []
    for name, (file, data) in EXPORTS.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_bytes(data)
        row = {"id": name, "queue": "complaint", "subject": name, "file": f"{name}/{file}"}
        tickets.append(row)
    write(tmp_path, subjects=services(EXPORTS), targets={"tickets": tickets})
    ran = hegui("assess", "--only", "records.tickets", *QUICK, "--json", cwd=tmp_path)
    ran.ended(FINDINGS)
    found = by_subject(tmp_path / "bundle", "records.tickets")
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]
    for name in EXPORTS:
        result = found[name]
        assert result.get("measures", {}).get("cases", 0) == 0
        if name == "csv-head":
            assert "open_overdue" in result["measures"], "an export without cases is a measure"
        else:
            assert "open_overdue" not in result.get("measures", {}), (name, result)
            told = result.get("reason_en") or result["errors"][0]["what"]
            assert told, name

"""Documents as evidence: hash, roles of the approver, and problems in both languages."""

import datetime as dt
import hashlib
import sys
from pathlib import Path

import pytest

from hegui.catalogue.model import EvidenceType
from hegui.checks.records import evidence
from hegui.checks.records.evidence import document_text, read_evidence
from hegui.checks.records.reading import UnreadableDocumentError
from hegui.common.errors import WrongUseError
from hegui.project.model import Document, Person


def document(id: str, file: str, **more: object) -> Document:  # noqa: A002
    return Document(id=id, type="EV-TOS", file=file, date=dt.date(2026, 1, 5), **more)


def test_a_document_is_hashed_and_carries_its_approvers_roles(make_declared, make_catalogue):
    text = "用户协议 正文"
    declared = make_declared(
        {"docs/tos.md": text},
        documents=(
            document(
                "d1",
                "docs/tos.md",
                approved_by="wang",
                approved_on=dt.date(2026, 1, 6),
                valid_until=dt.date(2027, 1, 5),
                covers={"svc": "2.0"},
            ),
        ),
    )
    types = {"EV-TOS": EvidenceType(id="EV-TOS", zh="服务协议", en="service agreement")}
    [item] = read_evidence(declared, make_catalogue(evidence_types=types))
    assert item.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert item.size == len(text.encode())
    assert item.readable
    assert (item.problem_zh, item.problem_en) == ("", "")
    assert item.approver_roles == ("compliance_lead", "product_lead")
    assert item.title == "服务协议"
    assert item.covers == {"svc": "2.0"}


def test_the_roles_of_several_approvers_count_together(make_declared, make_catalogue):
    people = (
        Person(id="wang", name="王", roles=("compliance_lead",)),
        Person(id="li", name="李", roles=("model_lead", "data_lead")),
    )
    approved = [("wang", "li"), ("li", "nobody", "li"), ("li",), "li", ()]
    declared = make_declared(
        {"a.md": "正文"},
        people=people,
        documents=tuple(
            document(f"d{n}", "a.md", approved_by=who) for n, who in enumerate(approved)
        ),
    )
    items = read_evidence(declared, make_catalogue())
    assert [item.approved_by for item in items] == approved
    li = ("model_lead", "data_lead")
    assert [item.approver_roles for item in items] == [("compliance_lead", *li), li, li, li, ()]


def test_unreadable_documents_stay_in_the_list_with_their_reason(make_declared, make_catalogue):
    declared = make_declared(
        {"blank.md": " \n", "damaged.docx": b"PK\x03\x04 nothing"},
        documents=(
            document("gone", "gone.md", title="自定标题"),
            document("blank", "blank.md", approved_by="somebody-else"),
            document("damaged", "damaged.docx"),
        ),
    )
    gone, blank, damaged = read_evidence(declared, make_catalogue())
    assert [item.readable for item in (gone, blank, damaged)] == [False] * 3
    assert "不存在" in gone.problem_zh
    assert "not there" in gone.problem_en
    assert (gone.sha256, gone.size, gone.title) == ("", 0, "自定标题")
    assert "没有可提取的文字" in blank.problem_zh
    assert blank.approver_roles == ()
    assert damaged.sha256
    assert damaged.title == "damaged"


def test_a_path_out_of_the_project_is_wrong_use(make_declared, make_catalogue):
    declared = make_declared(documents=(document("d", "../secret.md"),))
    with pytest.raises(WrongUseError):
        read_evidence(declared, make_catalogue())


def test_without_the_pdf_library_the_item_says_what_to_install(
    make_declared, make_catalogue, monkeypatch
):
    monkeypatch.setitem(sys.modules, "pypdf", None)
    declared = make_declared({"a.pdf": b"%PDF-1.4\n"}, documents=(document("d", "a.pdf"),))
    [item] = read_evidence(declared, make_catalogue())
    assert not item.readable
    assert "pip install 'hegui[reports]'" in item.problem_en


def test_a_file_that_changes_is_read_again(tmp_path: Path):
    path = tmp_path / "a.md"
    path.write_text("旧文", encoding="utf-8")
    assert document_text(path) == "旧文"
    path.write_text("新文", encoding="utf-8")
    assert document_text(path) == "新文"


def test_a_file_that_cannot_be_opened_says_why(make_declared, make_catalogue, monkeypatch):
    def refuse(_path: Path) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(evidence, "sha256_file", refuse)
    declared = make_declared({"a.md": "文"}, documents=(document("d", "a.md"),))
    [item] = read_evidence(declared, make_catalogue())
    assert not item.readable
    assert "Permission denied" in item.problem_en
    with pytest.raises(UnreadableDocumentError, match="Permission denied"):
        document_text(declared.root / "a.md")

"""The register and the statement as files, and the register back from Excel."""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from hegui.common.text import Text
from hegui.server.core.models import User
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.models import ObligationEntry
from hegui.server.obligations.services import entry_change

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
BASE = "/o/yunlu/obligations"


def book(*rows: list[Any]) -> SimpleUploadedFile:
    """Return an Excel file as somebody may write it."""
    made = Workbook()
    assert made.active
    made.active.title = "义务"
    for row in (["编号", "责任人邮箱", "如何落实", "落实状态", "下次评审"], *rows):
        made.active.append(row)
    out = io.BytesIO()
    made.save(out)
    return SimpleUploadedFile("register.xlsx", out.getvalue())


def confirm(client: Client, shown: str) -> Any:
    """Confirm a preview."""
    plan = re.search(r'name="plan" value="([^"]+)"', shown)
    assert plan
    return client.post(BASE + "/import/", {"plan": plan[1]}, follow=True)


def test_what_was_exported_changes_nothing(signed_in: Clients, viewer: Viewers) -> None:
    entry_change(acting_user=viewer(), obligation="GAI-04-1", changes={
        "owner": viewer().user, "how_met": "=1+1", "status": "met"})  # fmt: skip
    client = signed_in()
    data = client.get(BASE + "/export/").content
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    assert sheet.max_row == len(catalogue().obligations) + 1
    file = SimpleUploadedFile("back.xlsx", data)
    assert "没有需要导入的" in client.post(BASE + "/import/", {"file": file}).text


def test_an_export_holds_what_is_shown(signed_in: Clients) -> None:
    data = signed_in().get(BASE + "/export/?instrument=GAI").content
    rows = sum(row.instrument == "GAI" for row in catalogue().obligations.values())
    assert load_workbook(io.BytesIO(data)).worksheets[0].max_row == rows + 1


def test_a_file_is_previewed_then_imported(signed_in: Clients, person: Callable[..., User]) -> None:
    owner = person("engineer")
    client = signed_in("compliance_officer")
    rows = [["GAI-04-1", owner.email.upper(), "审核", "已落实", "2027-01-31"], ["GAI-04-2", "", "", "open", ""]]  # fmt: skip
    shown = client.post(BASE + "/import/", {"file": book(*rows)}).text
    assert "会改变 1 条" in shown
    assert not ObligationEntry.objects.exists()
    assert "已导入 1 条" in confirm(client, shown).text
    entry = ObligationEntry.objects.get()
    assert (entry.owner, entry.status, str(entry.review_on)) == (owner, "met", "2027-01-31")


def test_one_bad_row_in_many_is_named_and_nothing_is_imported(signed_in: Clients) -> None:
    names = list(catalogue().obligations)
    rows = [[name, "", "做法", "met", ""] for name in names]
    rows[299][4] = "31 February"
    rows[300][1] = "nobody@example.com"
    rows.append(["NO-1", "", "", "", ""])
    rows.append([names[0], "", "", "", ""])
    shown = signed_in().post(BASE + "/import/", {"file": book(*rows)}).text
    for place in ("第 301 行", "第 302 行", f"第 {len(names) + 2} 行", f"第 {len(names) + 3} 行"):
        assert place in shown
    assert 'name="plan"' not in shown
    assert not ObligationEntry.objects.exists()


def test_a_change_in_the_meantime_stops_the_whole_import(
    signed_in: Clients, viewer: Viewers
) -> None:
    client = signed_in()
    rows = [["GAI-04-1", "", "甲", "met", ""], ["GAI-04-2", "", "甲", "met", ""]]
    shown = client.post(BASE + "/import/", {"file": book(*rows)}).text
    entry_change(acting_user=viewer(), obligation="GAI-04-2", changes={"how_met": "乙"})
    assert "已被他人修改" in confirm(client, shown).text
    assert [row.how_met for row in ObligationEntry.objects.all()] == ["乙"]


def test_files_that_are_not_excel_and_forged_plans_are_refused(signed_in: Clients) -> None:
    client = signed_in()
    file = SimpleUploadedFile("a.xlsx", b"not excel")
    assert "无法读取" in client.post(BASE + "/import/", {"file": file}).text
    answer = client.post(BASE + "/import/", {"plan": "forged"}, follow=True)
    assert "请重新上传" in answer.text
    reader = signed_in("management_reader")
    assert reader.post(BASE + "/import/", {"plan": "x"}).status_code == 403


def test_the_statement_as_files(signed_in: Clients, viewer: Viewers) -> None:
    viewer()
    client = signed_in()
    data = client.get(BASE + "/statement/file.xlsx").content
    assert load_workbook(io.BytesIO(data)).worksheets[0].max_row == len(catalogue().obligations) + 1
    text = client.get(BASE + "/statement/file.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == len(catalogue().obligations) + 1
    assert client.get(BASE + "/statement/file.exe").status_code == 404


def test_the_statement_as_pdf_says_every_obligation(
    signed_in: Clients, viewer: Viewers, org: Any
) -> None:
    import pypdf

    acting = viewer()
    change = {"owner": acting.user, "how_met": "有台账"}
    entry_change(acting_user=acting, obligation="GAI-04-1", changes=change)
    client = signed_in()
    for lang, title in (("zh-hans", "适用性声明"), ("en", "Statement of applicability")):
        client.cookies["hegui_language"] = lang
        answer = client.get(BASE + "/statement/file.pdf")
        assert answer["Content-Type"] == "application/pdf"
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        text = "".join(page.extract_text() for page in pages)
        assert title in text
        assert [row for row in catalogue().obligations if row not in text] == []
        assert str(acting.user) in " ".join(text.split())


def test_a_statement_that_cannot_be_set_says_why(
    signed_in: Clients, org: Any, monkeypatch: Any
) -> None:
    from hegui.server.obligations import statement

    monkeypatch.setitem(statement.WORDS, "date", Text("\U0001f9ff", "\U0001f9ff"))
    answer = signed_in().get(BASE + "/statement/file.pdf")
    assert answer.status_code == 409
    assert "字体" in answer.text


def test_a_file_does_not_decide_what_applies_and_says_so(
    signed_in: Clients, viewer: Viewers
) -> None:
    viewer()
    client = signed_in("compliance_officer")
    data = client.get(BASE + "/export/?instrument=GAI").content
    found = load_workbook(io.BytesIO(data))
    page = found.worksheets[0]
    assert page["D1"].value == "适用性（只读） / Applicability (read only)"
    page["D2"], page["G2"] = "不适用", "已落实"
    out = io.BytesIO()
    found.save(out)
    file = SimpleUploadedFile("register.xlsx", out.getvalue())
    shown = client.post(BASE + "/import/", {"file": file}).text
    assert "第 2 行 适用性" in shown
    assert "适用性不从 Excel 导入" in shown
    assert 'name="plan"' not in shown
    page.delete_cols(4)
    out = io.BytesIO()
    found.save(out)
    file = SimpleUploadedFile("register.xlsx", out.getvalue())
    assert "会改变 1 条" in client.post(BASE + "/import/", {"file": file}).text

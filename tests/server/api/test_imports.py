"""Excel in and duties over the API: the same services and rights as the pages, all or nothing."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import Viewer
from hegui.server.evidence import register
from hegui.server.evidence.models import Item
from hegui.server.evidence.services import item_change
from hegui.server.inventory.models import Subject
from hegui.server.inventory.services import subject_change, subject_create, version_add
from hegui.server.inventory.sheets import inventory_export
from hegui.server.inventory.sheets.columns import relation_sheet, subject_sheet
from hegui.server.obligations.models import ObligationEntry
from hegui.server.obligations.selectors import register_lines
from hegui.server.obligations.services.entries import entry_change
from hegui.server.obligations.sheet import register_book
from hegui.server.pages.excel import SEEN, write, write_book
from tests.support.evidence import upload

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
BASE = "/api/v1/orgs/yunlu"


def sent(data: bytes, **fields: str) -> dict[str, Any]:
    """Return the body of an import."""
    return {"file": SimpleUploadedFile("data.xlsx", data), **fields}


def changed_cell(book: bytes, heading: str, row: str, value: Any) -> bytes:
    """Return a workbook in which one cell of the row with an id is another."""
    read = openpyxl.load_workbook(io.BytesIO(book))
    page = read.worksheets[0]
    heads = [cell.value for cell in page[1]]
    for line in page.iter_rows(min_row=2):
        if row in {cell.value for cell in line}:
            line[heads.index(heading)].value = value
    made = io.BytesIO()
    read.save(made)
    return made.getvalue()


@pytest.fixture
def item(org: Organisation) -> Item:
    """Return an item of evidence."""
    with open_for_writing():
        row = Item(organisation=org, title="抽检记录", state="draft")
        row.save()
    return row


def evidence_book(**values: Any) -> bytes:
    """Return a register of evidence with one row."""
    return write(register.sheet(), [values])


def test_evidence_is_changed_from_a_file(api: Clients, item: Item) -> None:
    book = evidence_book(id=str(item.pk), title="三季度抽检记录")
    answer = api().post(f"{BASE}/evidence/imports", sent(book, reason="季度盘点"))
    assert answer.status_code == 200, answer.content
    assert answer.json()["changed"] == 1
    item.refresh_from_db()
    assert item.title == "三季度抽检记录"


def test_a_bad_row_changes_nothing_and_is_named(api: Clients, item: Item) -> None:
    rows = [{"id": str(item.pk), "title": "改了"}, {"id": str(uuid.uuid4()), "title": "没有"}]
    answer = api().post(f"{BASE}/evidence/imports", sent(write(register.sheet(), rows)))
    assert answer.status_code == 422
    assert [row["row"] for row in answer.json()["data"]["problems"]] == [3]
    item.refresh_from_db()
    assert item.title == "抽检记录"


def test_obligations_are_changed_from_a_file(
    api: Clients, viewer: Viewers, person: Callable[..., User]
) -> None:
    owner = person("engineer")
    book = register_book(register_lines(viewer=viewer())[:3])
    name = register_lines(viewer=viewer())[0].row.id
    column = next(head for head in headings(book) if "邮箱" in head or "mail" in head.lower())
    client = api()
    answer = client.post(
        f"{BASE}/obligations/imports",
        sent(changed_cell(book, column, name, owner.email), reason="分工"),
    )
    assert answer.status_code == 200, answer.content
    assert answer.json()["changed"] == 1
    assert ObligationEntry.objects.get(obligation=name).owner == owner
    bad = changed_cell(book, column, name, "nobody@elsewhere.example.com")
    refused = client.post(f"{BASE}/obligations/imports", sent(bad))
    assert refused.status_code == 422
    assert refused.json()["data"]["problems"][0]["row"] == 2


def headings(book: bytes) -> list[str]:
    """Return the headings of the first sheet."""
    return [str(cell.value) for cell in openpyxl.load_workbook(io.BytesIO(book)).worksheets[0][1]]


def inventory_book(rows: list[dict[str, Any]]) -> bytes:
    """Return an inventory with these subjects and no relations."""
    return write_book([(subject_sheet(), rows), (relation_sheet(), [])])


def test_the_inventory_is_imported_whole_or_not_at_all(api: Clients, org: Organisation) -> None:
    good = {"key": "m-7", "type": "model", "name": "云鹿七号"}
    client = api()
    answer = client.post(f"{BASE}/inventory/imports", sent(inventory_book([good])))
    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "created": 1,
        "changed": 0,
        "unchanged": 0,
        "relations": 0,
        "ignored": [],
    }
    rows = [{"key": "m-8", "type": "model", "name": "八号"}, {"key": "m-9", "name": ""}]
    refused = client.post(f"{BASE}/inventory/imports", sent(inventory_book(rows)))
    assert refused.status_code == 422
    assert list(Subject.objects.values_list("key", flat=True)) == ["m-7"]


def exported(area: str, item: Item, viewer: Viewer) -> tuple[bytes, str, str]:
    """Return an export of one area, the id of a row and the heading of a text in it."""
    if area == "evidence":
        book = write(register.sheet(), register.rows(Item.objects.filter(pk=item.pk)))
        return book, str(item.pk), "说明了什么 / What it shows"
    if area == "inventory":
        made = subject_create(acting_user=viewer, type="model", key="m-7", name="七号")
        version_add(acting_user=viewer, subject=made, label="1.0")
        return inventory_export(viewer=viewer), "m-7", "说明 / Description"
    lines = register_lines(viewer=viewer)[:2]
    return register_book(lines), lines[0].row.id, "如何落实 / How it is met"


def edited_here(area: str, item: Item, viewer: Viewer, row: str) -> Callable[[], str]:
    """Change the text of the row in the system; return what tells its text now."""
    if area == "evidence":
        item_change(acting_user=viewer, item=item, changes={"description": "后来写的"})
        return lambda: Item.objects.get().description
    if area == "inventory":
        subject = Subject.objects.get()
        subject_change(acting_user=viewer, subject=subject, changes={"description": "后来写的"})
        return lambda: Subject.objects.get().description
    entry_change(acting_user=viewer, obligation=row, changes={"how_met": "后来写的"})
    return lambda: ObligationEntry.objects.get(obligation=row).how_met


@pytest.mark.parametrize("area", ["evidence", "obligations", "inventory"])
def test_an_old_export_does_not_undo_newer_edits_unasked(
    area: str, api: Clients, viewer: Viewers, item: Item, signed_in: Clients
) -> None:
    book, row, heading = exported(area, item, viewer())
    told = edited_here(area, item, viewer(), row)
    old = changed_cell(book, heading, row, "导出后在表里写的")
    client, path = api(), f"{BASE}/{area}/imports"
    refused = client.post(path, sent(old))
    assert refused.status_code == 422, refused.content
    (problem,) = refused.json()["data"]["problems"]
    assert "导出后这条记录又被改过" in problem["what"]
    assert problem["column"].startswith(SEEN.title.zh)
    assert told() == "后来写的"
    typed = {"file": upload(old), "upload": upload(old), "reason": "盘点"}
    page = signed_in().post(f"/o/yunlu/{area}/import/", typed)
    assert "导出后这条记录又被改过" in page.text
    assert told() == "后来写的"
    assert client.post(path, sent(old, overwrite="true")).json()["changed"] == 1
    assert told() == "导出后在表里写的"


@pytest.mark.parametrize("area", ["evidence", "obligations", "inventory"])
def test_what_nobody_changed_since_the_export_is_imported(
    area: str, api: Clients, viewer: Viewers, item: Item
) -> None:
    book, row, heading = exported(area, item, viewer())
    client, path = api(), f"{BASE}/{area}/imports"
    first = client.post(path, sent(changed_cell(book, heading, row, "一")))
    assert first.json()["changed"] == 1, first.content
    again = client.post(path, sent(changed_cell(book, heading, row, "一")))
    assert again.json()["changed"] == 0, again.content
    wrong = changed_cell(book, SEEN.heading, row, "三")
    problem = client.post(path, sent(wrong)).json()["data"]["problems"][0]
    assert problem["column"].startswith(SEEN.title.zh)
    blank = changed_cell(changed_cell(book, heading, row, "二"), SEEN.heading, row, None)
    assert client.post(path, sent(blank)).json()["changed"] == 1


@pytest.mark.parametrize("area", ["evidence", "obligations", "inventory"])
def test_imports_ask_the_same_rights_as_the_pages(
    area: str, api: Clients, other_org: Organisation
) -> None:
    path = f"{BASE}/{area}/imports"
    assert api("management_reader").post(path, sent(b"x")).status_code == 403
    assert api("administrator", other_org).post(path, sent(b"x")).status_code == 404
    assert Client().post(path, sent(b"x")).status_code == 401
    client = api()
    assert client.post(path, sent(b"not excel")).status_code in (400, 422)
    assert client.post(path, {}).status_code == 422


def test_duties_are_shown_and_changed(
    api: Clients, person: Callable[..., User], org: Organisation, other_org: Organisation
) -> None:
    user, stranger = person("engineer"), person("engineer", other_org)
    client = api()
    shown = client.get(f"{BASE}/people/duties").json()
    role = shown["items"][0]["role"]
    assert shown["items"][0]["people"] == []

    def change(people: list[str], named: str = role, **more: Any) -> Any:
        body = {"duties": {named: people}, **more}
        return client.patch(f"{BASE}/people/duties", body, content_type="application/json")

    made = change([str(user.pk)], version=shown["version"])
    assert made.status_code == 200, made.content
    assert made.json()["items"][0]["people"] == [str(user.pk)]
    assert change([], version=shown["version"]).status_code == 409
    assert change([str(stranger.pk)]).status_code == 422
    assert change([str(user.pk)], named="no such role").status_code == 422
    assert change([], surplus=1).status_code == 422
    assert change([]).json()["items"][0]["people"] == []
    client = api("engineer")
    assert client.get(f"{BASE}/people/duties").status_code == 200
    body = {"duties": {role: []}}
    refused = client.patch(f"{BASE}/people/duties", body, content_type="application/json")
    assert refused.status_code == 403

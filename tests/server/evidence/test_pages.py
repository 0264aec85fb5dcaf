"""Pages of evidence: upload, look, link, approve, renew, withdraw, ask; who may not."""

import io
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import Item, Link, Request
from hegui.server.improvement.models import Notice
from tests.support.evidence import PNG, evidence_seed, make_item, upload

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
NEW = "/o/yunlu/evidence/new/"
LIST = "/o/yunlu/evidence/"
ABOUT = {"type": "EV-TRN", "period_from": "2026-01-05", "period_to": "2026-03-31"}


def test_files_become_items_linked_as_asked(signed_in: Clients) -> None:
    client = signed_in("engineer")
    assert "4.1" in client.get(NEW + "?link=clause:4.1").text
    files = [upload(), upload(PNG, "现场.png")]
    answer = client.post(NEW, {**ABOUT, "upload": files, "links": "clause:4.1"}, follow=True)
    assert "已保存 2 条证据" in answer.text
    assert {i.title for i in Item.objects.all()} == {"签到表", "现场"}
    assert Link.objects.filter(to="clause", ref="4.1").count() == 2
    assert {i.state for i in Item.objects.all()} == {"current"}


def test_the_page_of_an_item_shows_what_it_is(signed_in: Clients, viewer: Viewers) -> None:
    item = make_item(
        viewer(), "姓名,部门\n张三,语料组\n", name="名单.csv", links=[("clause", "5.1.2")]
    )
    shown = signed_in("management_reader").get(f"{LIST}{item.pk}/").text
    for text in ("语料组", "5.1.2", "2026-03-31", item.current.sha256, "覆盖期间", "<svg"):
        assert text in shown
    assert "/approve/" not in shown
    assert "/approve/" in signed_in("compliance_officer").get(f"{LIST}{item.pk}/").text


def test_without_a_period_it_is_a_draft(signed_in: Clients) -> None:
    answer = signed_in("engineer").post(NEW, {"upload": [upload()]}, follow=True)
    assert "草稿" in answer.text
    assert Item.objects.get().state == "draft"


def test_a_refused_file_is_named_and_nothing_is_lost(signed_in: Clients) -> None:
    files = [upload(b"MZ\x90\x00rest", "工具.exe")]
    answer = signed_in("engineer").post(NEW, {**ABOUT, "title": "我写的", "upload": files})
    assert "可执行程序" in answer.text
    assert "我写的" in answer.text
    both = [upload(), upload(b"", "空.txt")]
    answer = signed_in("engineer").post(NEW, {**ABOUT, "upload": both}, follow=True)
    assert "文件是空的" in answer.text
    assert Item.objects.count() == 1


def test_a_form_sent_twice_is_done_once(signed_in: Clients) -> None:
    client, key = signed_in("engineer"), uuid.uuid4().hex
    for _ in range(2):
        client.post(NEW, {**ABOUT, "submission": key, "upload": [upload()]})
    assert Item.objects.count() == 1


def test_an_item_lives(signed_in: Clients, viewer: Viewers) -> None:
    item = make_item(viewer("engineer"))
    at, client = f"{LIST}{item.pk}/", signed_in("compliance_officer")
    client.post(f"{at}approve/", {"seen_version": "1"})
    item = Item.objects.get()
    assert item.approved_by is not None
    fields = {**ABOUT, "upload": [upload("第二版", "二.txt")], "note": "补签", "seen_version": "2"}
    client.post(f"{at}version/", fields)
    item = Item.objects.get()
    assert (item.current.number, item.approved_by) == (2, None)
    client.post(f"{at}withdraw/", {"reason": "重复"})
    assert Item.objects.get().state == "withdrawn"
    client.post(f"{at}reinstate/", {"reason": "撤错了"})
    assert Item.objects.get().state == "current"
    page = client.get(at).text
    assert "撤错了" in page
    assert "补签" in page


def test_two_people_change_the_same_item(signed_in: Clients, viewer: Viewers) -> None:
    item = make_item(viewer())
    at = f"{LIST}{item.pk}/edit/"
    signed_in().post(at, {**ABOUT, "title": "甲写的", "seen_version": "1"})
    answer = signed_in("engineer").post(at, {**ABOUT, "title": "乙写的", "seen_version": "1"})
    assert "已被他人修改" in answer.text
    assert "乙写的" in answer.text
    assert Item.objects.get().title == "甲写的"


def test_links_are_searched_made_and_taken_off(signed_in: Clients, viewer: Viewers) -> None:
    item = make_item(viewer())
    at, client = f"{LIST}{item.pk}/", signed_in("engineer")
    assert "4.1" in client.get(f"{at}links/?q=环境&kind=clause").text
    assert "4.1" in client.get(f"{LIST}targets/?q=4.1", headers={"HX-Request": "true"}).text
    client.post(f"{at}links/", {"pair": ["clause:4.1", "clause:5.1.2"]})
    assert Item.objects.get().link_count == 2
    link = Link.objects.get(ref="4.1")
    client.post(f"{at}links/{link.pk}/remove/", {"reason": "不相干"})
    assert Item.objects.get().link_count == 1
    assert client.post(f"{at}links/", {"pair": ["clause:nowhere"]}).status_code == 422


def test_many_items_at_once(signed_in: Clients, viewer: Viewers) -> None:
    items = [make_item(viewer(), title=f"第 {n} 份") for n in range(3)]
    client, ids = signed_in("compliance_officer"), [str(i.pk) for i in items]
    asked = client.post(f"{LIST}bulk/", {"action": "withdraw", "item": ids})
    assert "撤回 3 条证据" in asked.text
    client.post(f"{LIST}bulk/", {"action": "withdraw", "item": ids, "confirmed": "1"})
    assert Item.objects.filter(state="withdrawn").count() == 0
    done = {"action": "withdraw", "item": ids, "confirmed": "1", "reason": "换系统"}
    client.post(f"{LIST}bulk/", done)
    assert Item.objects.filter(state="withdrawn").count() == 3
    link = {"action": "link", "item": ids, "confirmed": "1", "kind": "clause", "ref": "4.1"}
    client.post(f"{LIST}bulk/", link)
    assert Link.objects.count() == 3


def test_asking_and_answering(signed_in: Clients, person: Any) -> None:
    officer, owner = signed_in("compliance_officer"), person("control_owner")
    fields = {
        "title": "三季度培训记录",
        "asked_of": owner.pk,
        "due_on": "2099-12-01",
        "links": "clause:5.1.2",
    }
    answer = officer.post(f"{LIST}requests/new/", fields, follow=True)
    assert "三季度培训记录" in answer.text
    asked = Request.objects.get()
    assert Notice.objects.filter(user=owner).count() == 1
    client = signed_in("control_owner")
    assert "三季度" in client.get(f"{LIST}requests/?mine=of").text
    client.post(f"{NEW}?request={asked.pk}", {**ABOUT, "upload": [upload()], "owner": owner.pk})
    asked = Request.objects.get()
    assert asked.state == "fulfilled"
    assert Link.objects.filter(item=asked.fulfilled_by, ref="5.1.2").exists()
    again = officer.post(f"{LIST}requests/{asked.pk}/remind/")
    assert again.status_code == 409


def test_the_list_costs_the_same_at_any_size(
    signed_in: Clients, org: Organisation, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    evidence_seed(org, 300)
    client = signed_in()
    for query in ("", "?sort=title", "?stale=any&linked=no", "?q=证据&page=2", "?sort=-valid"):
        with django_assert_max_num_queries(12):
            assert client.get(LIST + query).text.count("<tr>") > 1


PATHS = ("", "new/", "requests/", "export/", "import/", "targets/")


@pytest.mark.parametrize("path", PATHS)
def test_strangers_see_nothing(signed_in: Clients, other_org: object, path: str) -> None:
    assert signed_in().get(f"/o/other/evidence/{path}").status_code == 404
    assert Client().get(LIST + path).status_code == 302


def test_what_is_not_mine_is_not_there(
    signed_in: Clients, viewer: Viewers, other_org: Organisation
) -> None:
    item = make_item(viewer("administrator", other_org))
    at = f"{LIST}{item.pk}/"
    for path in ("", "edit/", "version/", "files/1/", "files/1/picture/", "links/", "approve/"):
        assert signed_in().get(at + path).status_code == 404, path


@pytest.mark.parametrize("path", ["edit/", "withdraw/", "hold/", "approve/"])
def test_readers_change_nothing(signed_in: Clients, viewer: Viewers, path: str) -> None:
    item = make_item(viewer())
    fields = {"title": "改", "reason": "因为", "seen_version": "1"}
    answer = signed_in("management_reader").post(f"{LIST}{item.pk}/{path}", fields)
    assert answer.status_code in (200, 403)
    item = Item.objects.get()
    assert (item.title, item.state, item.held, item.approved_at) == (
        "签到表",
        "current",
        False,
        None,
    )
    assert signed_in("management_reader").get(NEW).status_code == 403


def test_the_register_goes_out_and_comes_back(signed_in: Clients, viewer: Viewers) -> None:
    from openpyxl import load_workbook

    items = [make_item(viewer(), title=f"第 {n} 份") for n in range(2)]
    client = signed_in("compliance_officer")
    book = load_workbook(io.BytesIO(client.get(f"{LIST}export/").content))
    page = book.worksheets[0]
    heads = [str(cell.value) for cell in page[1]]
    title = next(n for n, h in enumerate(heads, 1) if h.startswith("名称"))
    key = next(n for n, h in enumerate(heads, 1) if h.startswith("编号"))
    page.cell(row=2, column=title).value = "改了名"
    page.cell(row=3, column=key).value = str(uuid.uuid4())
    fields = {"upload": [_saved(book)], "reason": "更正"}
    answer = client.post(f"{LIST}import/", fields)
    assert "没有这个编号" in answer.text
    assert "第 3 行" in answer.text
    assert not Item.objects.filter(title="改了名").exists()
    page.delete_rows(3)
    client.post(f"{LIST}import/", {**fields, "upload": [_saved(book)]})
    assert Item.objects.filter(title="改了名", pk__in=[i.pk for i in items]).exists()


def _saved(book: Any) -> Any:
    out = io.BytesIO()
    book.save(out)
    return upload(out.getvalue(), "登记.xlsx")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_what_people_type_is_text(signed_in: Clients, viewer: Viewers, text: str) -> None:
    item = make_item(viewer(), text, title=text, description=text, name=f"{text}.txt")
    for path in ("", f"{item.pk}/", f"{item.pk}/edit/", f"{item.pk}/links/?q={text}"):
        assert text not in signed_in().get(LIST + path).text

"""Pages of the inventory."""

import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Filing, Relation, StageMove, Subject, SubjectVersion
from hegui.server.inventory.services import filing_create, relation_add, subject_create
from hegui.server.inventory.sheets.columns import subject_sheet
from hegui.server.pages.excel import write

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
BASE = "/o/yunlu/inventory/"


def test_an_empty_inventory_teaches(signed_in: Clients) -> None:
    assert "从第一个模型或服务开始" in signed_in().get(BASE).text
    assert "从第一个模型或服务开始" in signed_in().get(f"{BASE}graph/").text


def test_a_subject_is_recorded_changed_and_deleted(signed_in: Clients) -> None:
    client = signed_in("engineer")
    typed = {"type": "model", "name": "<b>云鹿</b>", "key": "yunlu", "status": "active"}
    shown = client.post(f"{BASE}new/", typed | {"card_task": "对话"}, follow=True)
    assert "&lt;b&gt;云鹿" in shown.text
    assert "对话" in shown.text
    row = Subject.objects.get()
    again = client.post(f"{BASE}new/", typed)
    assert "已被占用" in again.text
    client.post(f"{BASE}{row.pk}/edit/", typed | {"name": "云鹿二", "seen_version": "1"})
    stale = client.post(f"{BASE}{row.pk}/edit/", typed | {"name": "云鹿三", "seen_version": "1"})
    assert "已被他人修改" in stale.text
    client.post(f"{BASE}{row.pk}/remove/", {"reason": "登记错了", "seen_version": "2"})
    assert not Subject.objects.exists()


def test_versions_relations_and_stages_by_hand(
    signed_in: Clients, made: dict[str, Subject]
) -> None:
    client, model = signed_in(), made["yunlu-7b"]
    at = f"{BASE}{model.pk}/"
    client.post(f"{at}versions/new/", {"label": "1.1", "current": "on"})
    assert [v.label for v in SubjectVersion.objects.filter(subject=model, current=True)] == ["1.1"]
    old = SubjectVersion.objects.get(label="1.0")
    client.post(f"{at}versions/{old.pk}/current/", {"reason": "退回"})
    assert SubjectVersion.objects.get(current=True).label == "1.0"
    wrong = client.post(
        f"{at}relations/new/", {"kind": "trained_on", "target": str(made["assistant"].pk)}
    )
    assert "不能连接" in wrong.text
    relation = Relation.objects.get(type="trained_on")
    client.post(f"{at}relations/{relation.pk}/remove/")
    assert Relation.objects.count() == 2
    refused = client.post(f"{at}stage/", {"stage": "training"})
    assert "请写明仍要进入的理由" in refused.text
    client.post(f"{at}stage/", {"stage": "training", "reason": "首次登记"})
    assert StageMove.objects.get().entered == "training"
    page = client.get(at).text
    assert "首次登记" in page
    assert "用于训练" not in page


def test_filings_show_what_is_due(signed_in: Clients, made: dict[str, Subject]) -> None:
    client = signed_in()
    typed = {
        "procedure": "FIL-ALG",
        "subject": str(made["assistant"].pk),
        "status": "granted",
        "number": "网信算备1号",
        "granted_on": "2020-01-02",
        "expires_on": "2021-01-02",
    }
    shown = client.post(f"{BASE}filings/new/", typed, follow=True).text
    assert "已过期" in shown
    assert "与公开样本的格式不同" in shown
    wrong = client.post(f"{BASE}filings/new/", typed | {"expires_on": "2019-01-02"})
    assert "日期先后不对" in wrong.text
    assert Filing.objects.count() == 1


def test_the_picture_links_every_subject(signed_in: Clients, made: dict[str, Subject]) -> None:
    page = signed_in().get(f"{BASE}graph/").text
    assert all(f'href="{BASE}{row.pk}/"' in page for row in made.values())
    assert page.count('<path class="graph-line') == 3
    assert " style=" not in page


def upload(data: bytes) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("x.xlsx", data)}


def test_excel_goes_out_and_comes_back_changed(
    signed_in: Clients, made: dict[str, Subject]
) -> None:
    client = signed_in()
    book = load_workbook(io.BytesIO(client.get(f"{BASE}excel/").content))
    same = client.post(f"{BASE}import/", upload(client.get(f"{BASE}excel/").content))
    assert "没有需要修改的内容" in same.text
    page = book["对象"]
    assert page["A2"].value == "assistant"
    page["C2"] = "新名称"
    page.append(["ft", "模型", "微调模型", None, "在用"])
    book["关系"].append(["ft", "派生自", "yunlu-7b"])
    out = io.BytesIO()
    book.save(out)
    preview = client.post(f"{BASE}import/", upload(out.getvalue()))
    assert "新增 1 个对象" in preview.text
    assert not Subject.objects.filter(key="ft").exists()
    token = preview.context["token"]
    assert "已导入" in client.post(f"{BASE}import/", {"token": token}, follow=True).text
    assert Relation.objects.filter(source__key="ft", type="derived_from").exists()
    assert Subject.objects.get(key="assistant").name == "新名称"
    assert "超过一小时" in client.post(f"{BASE}import/", {"token": token}).text


def test_one_bad_row_stops_the_whole_import(signed_in: Clients) -> None:
    rows = [{"key": f"d{n}", "type": "dataset", "name": f"数据 {n}"} for n in range(10_000)]
    rows[4_321]["type"] = "饼干"
    shown = signed_in().post(f"{BASE}import/", upload(write(subject_sheet(), rows)))
    assert "第 4323 行 类别 / Kind 列" in shown.text
    assert not Subject.objects.exists()


@pytest.mark.parametrize("path", ["", "filings/"])
def test_lists_cost_a_fixed_number_of_queries(
    signed_in: Clients,
    viewer: Viewers,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    path: str,
) -> None:
    who = viewer()
    for n in range(30):
        row = subject_create(acting_user=who, type="model", key=f"m{n}", name=f"模型 {n}")
        filing_create(acting_user=who, subject=row, procedure="ICP", number=str(n))
    client = signed_in()
    with django_assert_max_num_queries(12):
        assert client.get(BASE + path).text.count("<tr>") == 21


def test_one_subject_costs_a_fixed_number_of_queries(
    signed_in: Clients,
    viewer: Viewers,
    made: dict[str, Subject],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(20):
        row = subject_create(acting_user=viewer(), type="dataset", key=f"d{n}", name=f"{n}")
        relation_add(acting_user=viewer(), source=made["yunlu-7b"], target=row, kind="evaluated_on")
    client = signed_in()
    with django_assert_max_num_queries(15):
        client.get(f"{BASE}{made['yunlu-7b'].pk}/")


PATHS = ["", "new/", "graph/", "bom/", "excel/", "import/", "filings/", "filings/new/"]


@pytest.mark.parametrize("path", PATHS)
def test_strangers_see_nothing(signed_in: Clients, other_org: object, path: str) -> None:
    assert signed_in().get(f"/o/other/inventory/{path}").status_code == 404
    assert Client().get(f"{BASE}{path}").status_code == 302


def test_a_foreign_subject_is_not_there(
    signed_in: Clients, viewer: Viewers, other_org: object
) -> None:
    row = subject_create(
        acting_user=viewer("administrator", other_org), type="model", key="x", name="别家"
    )
    for path in ("", "edit/", "stage/", "versions/new/", "relations/new/", "bom/", "remove/"):
        assert signed_in().get(f"{BASE}{row.pk}/{path}").status_code == 404


def test_readers_may_look_but_not_change(signed_in: Clients, made: dict[str, Subject]) -> None:
    reader = signed_in("management_reader")
    at = f"{BASE}{made['corpus'].pk}/"
    assert "修改</a>" not in reader.get(at).text
    for path in ("edit/", "stage/", "versions/new/", "relations/new/", "remove/"):
        assert reader.post(f"{at}{path}").status_code == 403
    assert reader.post(f"{BASE}import/").status_code == 403
    assert signed_in("outside_assessor").get(BASE).status_code == 403


def test_english_pages_are_english(signed_in: Clients, made: dict[str, Subject]) -> None:
    client = signed_in()
    client.cookies["hegui_language"] = "en"
    text = client.get(f"{BASE}{made['yunlu-7b'].pk}/").text
    assert "Life cycle" in text
    assert "trained on" in text

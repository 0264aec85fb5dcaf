"""Hidden signs are left out and control characters refused: by pages, API and Excel files alike."""

from collections.abc import Callable

import pytest
from django import forms
from django.test import Client
from django.urls import get_resolver

from hegui.common.text import Text
from hegui.server.controls.models import Control
from hegui.server.core.models import Organisation
from hegui.server.core.plain import not_allowed, plain_text
from hegui.server.pages.excel import Column, Sheet, read, write
from hegui.server.pages.forms import PageForm
from hegui.server.runs.forms import ProjectForm

Clients = Callable[..., Client]
TURNED = "安\u202e全\u202c控制\u200b措\u2066施\u2069\ufeff"
PAGE = "/o/yunlu/controls/new/"
API = "/api/v1/orgs/yunlu/controls"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (TURNED, "安全控制措施"),
        ("一行\u2028二行", "一行 二行"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("甲\n乙\t丙", "甲\n乙\t丙"),
    ],
)
def test_hidden_signs_are_left_out_and_joiners_stay(text: str, plain: str) -> None:
    assert plain_text(text) == plain
    assert not_allowed(text) is None


@pytest.mark.parametrize("sign", ["\0", "\x1b", "\x7f", "\ud800"])
def test_control_characters_are_named(sign: str) -> None:
    wrong = not_allowed(f"甲{sign}乙")
    assert wrong is not None
    assert f"U+{ord(sign):04X}" in wrong.zh


def test_pages_leave_hidden_signs_out(signed_in: Clients) -> None:
    signed_in().post(PAGE, {"title": TURNED, "status": "active"})
    assert Control.objects.get().title == "安全控制措施"


def test_a_title_of_hidden_signs_alone_is_empty(signed_in: Clients) -> None:
    answer = signed_in().post(PAGE, {"title": "\u202e\u2066\u200b", "status": "active"})
    assert answer.status_code == 200
    assert not Control.objects.exists()


@pytest.mark.parametrize("sign", ["\0", "\x07"])
def test_pages_refuse_control_characters_in_our_words(signed_in: Clients, sign: str) -> None:
    answer = signed_in().post(PAGE, {"title": f"甲{sign}乙", "status": "active"})
    assert answer.status_code == 200
    assert f"含有不可用的控制字符（U+{ord(sign):04X}），请删去后重试。" in answer.text
    assert "用空字符" not in answer.text
    assert not Control.objects.exists()


def test_the_sign_in_page_refuses_a_nul_in_our_words(org: Organisation, client: Client) -> None:
    answer = client.post("/accounts/login/", {"login": "a\0@example.com", "password": "x"})
    assert "含有不可用的控制字符（U+0000）" in answer.text


def test_the_api_does_the_same(api: Clients) -> None:
    client = api()
    made = client.post(API, {"title": TURNED}, "application/json")
    assert made.json()["title"] == "安全控制措施"
    refused = client.post(API, {"title": "甲\0"}, "application/json")
    assert (refused.status_code, refused.json()["code"]) == (400, "unreadable")
    empty = client.post(API, {"title": "\u202e"}, "application/json")
    assert empty.status_code == 422


def test_excel_files_do_the_same() -> None:
    sheet = Sheet(
        title=Text("表", "Sheet"), columns=[Column("title", Text("名称", "Title"), required=True)]
    )
    found = read(sheet, write(sheet, [{"title": TURNED}]))
    assert [row.values for row in found.rows] == [{"title": "安全控制措施"}]


def test_a_text_that_is_kept_as_it_is_stays(db: None) -> None:
    form = ProjectForm({"title": TURNED, "source": "written", "declaration": "a: \u200b1"})
    form.is_valid()
    assert form.cleaned_data["title"] == "安全控制措施"
    assert form.cleaned_data["declaration"] == "a: \u200b1"


def test_every_form_that_writes_shares_the_rule() -> None:
    def below(kind: type) -> set[type]:
        found = set(kind.__subclasses__())
        return found | {one for sub in found for one in below(sub)}

    get_resolver().url_patterns  # noqa: B018  loads every app's forms
    ours = {kind for kind in below(forms.Form) if kind.__module__.startswith("hegui.")}
    only_ask = {"LedgerFilter", "GateForm", "CompareForm"}
    theirs = {kind for kind in ours if any("allauth" in base.__module__ for base in kind.__mro__)}
    apart = {kind.__name__ for kind in ours - theirs if not issubclass(kind, PageForm)}
    assert apart == only_ask
    assert len(ours) > 40

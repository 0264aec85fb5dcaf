"""Pages of the register."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.controls.services import control_create
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.obligations.services import Answer, decision_make, entry_change, fact_answer

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
BASE = "/o/yunlu/obligations"
GET_PAGES = ["/", "/statement/", "/facts/", "/facts/generates/", "/texts/", "/texts/import/",
             "/GAI-04-1/", "/GAI-04-1/edit/", "/GAI-04-1/decide/", "/GAI-04-1/controls/"]  # fmt: skip


@pytest.mark.parametrize("path", GET_PAGES)
@pytest.mark.parametrize("lang", ["zh-hans", "en"])
def test_every_page_opens_in_both_languages(signed_in: Clients, path: str, lang: str) -> None:
    client = signed_in("compliance_officer")
    client.cookies["django_language"] = lang
    answer = client.get(BASE + path)
    assert answer.status_code == 200
    assert len(re.findall(r"<h1", answer.text)) == 1


@pytest.mark.parametrize("path", GET_PAGES)
def test_strangers_see_nothing(signed_in: Clients, other_org: object, path: str) -> None:
    assert signed_in().get(f"/o/other/obligations{path}").status_code == 404
    assert Client().get(BASE + path).status_code == 302


@pytest.mark.parametrize("path", ["/GAI-04-1/edit/", "/GAI-04-1/decide/", "/texts/import/"])
def test_readers_may_not_change(signed_in: Clients, path: str) -> None:
    assert signed_in("management_reader").get(BASE + path).status_code == 403
    assert signed_in("management_reader").post(BASE + path, {}).status_code == 403


def test_outside_assessors_do_not_see_the_register(signed_in: Clients) -> None:
    assert signed_in("outside_assessor").get(BASE + "/").status_code == 403


def fill(viewer: Viewer) -> None:
    """Write an entry for every obligation, with controls."""
    for number, name in enumerate(catalogue().obligations):
        entry_change(
            acting_user=viewer, obligation=name, changes={"owner": viewer.user, "how_met": name}
        )
        if number % 40 == 0:
            control_create(acting_user=viewer, title=f"措施 {number}", obligations=[name])


def test_the_register_costs_a_fixed_number_of_queries(
    signed_in: Clients, viewer: Viewers, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(viewer())
    client = signed_in()
    client.get(BASE + "/")
    for address in ("/", "/?group=instrument", "/?state=undetermined&q=标识&page=2", "/statement/"):
        with django_assert_max_num_queries(12):
            answer = client.get(BASE + address)
        assert answer.status_code == 200
    assert answer.text.count('scope="row"') == len(catalogue().obligations)


def test_a_detail_page_costs_a_fixed_number_of_queries(
    signed_in: Clients, viewer: Viewers, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        entry_change(acting_user=viewer(), obligation="GAI-04-1", changes={"note": str(number)})
        decision_make(
            acting_user=viewer(), obligation="GAI-04-1", state="applies", reason=f"理由 {number}"
        )
    client = signed_in()
    with django_assert_max_num_queries(20):
        assert client.get(BASE + "/GAI-04-1/").status_code == 200


def test_filters_and_columns(signed_in: Clients) -> None:
    client = signed_in()
    rows = catalogue().obligations.values()
    wanted = sum(row.instrument == "GAI" for row in rows)
    shown = client.get(BASE + "/?instrument=GAI").text
    assert shown.count('<th scope="row">') == wanted
    assert "来源核实等级" in client.get(BASE + "/?columns=grade").text
    assert client.get(BASE + "/?state=nonsense").status_code == 200
    assert client.get(BASE + "/?page=99999999999999&sort=-nothing&columns=x").status_code == 200
    assert 'name="columns" value="grade" checked' in client.get(BASE + "/?columns=grade,owner").text


def test_a_reason_written_as_markup_is_shown_as_text(signed_in: Clients, viewer: Viewers) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    entry_change(
        acting_user=viewer(), obligation="GAI-04-1", changes={"how_met": evil, "note": evil},
        reason=evil,
    )  # fmt: skip
    decision_make(acting_user=viewer(), obligation="GAI-04-1", state="applies", reason=evil)
    client = signed_in()
    pages = ["/GAI-04-1/", "/?columns=how_met,reason&q=GAI-04-1", "/statement/", "/GAI-04-1/edit/"]
    for path in pages:
        text = client.get(BASE + path).text
        assert "&lt;script&gt;" in text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_two_people_fill_in_the_same_obligation(signed_in: Clients) -> None:
    url = BASE + "/GAI-04-1/edit/"
    first = {"status": "open", "how_met": "甲写的", "seen_version": ""}
    assert signed_in().post(url, first).status_code == 302
    answer = signed_in("compliance_officer").post(url, {**first, "how_met": "乙写的"})
    assert "已被他人修改" in answer.text
    assert "乙写的" in answer.text
    assert "甲写的" in signed_in().get(BASE + "/GAI-04-1/").text


def test_undoing_shows_in_the_history(signed_in: Clients, viewer: Viewers) -> None:
    for text in ("第一版", "第二版"):
        entry_change(acting_user=viewer(), obligation="GAI-04-1", changes={"how_met": text})
    client = signed_in()
    seen = re.search(r'name="seen_version" value="(\d+)"', client.get(BASE + "/GAI-04-1/").text)
    assert seen
    client.post(BASE + "/GAI-04-1/undo/", {"seen_version": seen[1]})
    text = client.get(BASE + "/GAI-04-1/").text
    assert "撤销" in text
    assert '<div class="typed">第一版</div>' in text
    client.post(BASE + "/GAI-04-1/undo/", {"seen_version": seen[1]})
    assert '<div class="typed">第一版</div>' in client.get(BASE + "/GAI-04-1/").text


def test_the_question_that_decides_most_comes_first(signed_in: Clients) -> None:
    client = signed_in()
    answer = client.get(BASE + "/facts/next/")
    assert answer.headers["Location"].endswith("/facts/serves_public_in_china/")
    shown = client.get(answer.headers["Location"]).text
    assert "为什么问这个" in shown
    assert "生成式人工智能服务管理暂行办法" in shown


def test_an_answer_shows_its_effect_with_and_without_script(signed_in: Clients) -> None:
    client = signed_in()
    url = BASE + "/facts/serves_public_in_china/"
    fields = {"value": "false", "seen": "0", "reason": ""}
    fragment = client.post(url + "effect/", fields, headers={"hx-request": "true"}).text
    assert "条义务的适用性会改变" in fragment
    assert "<html" not in fragment
    preview = client.post(url, {**fields, "do": "preview"})
    assert preview.status_code == 200
    assert "条义务的适用性会改变" in preview.text
    assert "还没有回答" in preview.text
    saved = client.post(url, {**fields, "do": "next"})
    assert saved.headers["Location"].endswith("/facts/next/")
    assert "还没有回答" not in client.get(url).text


@pytest.mark.parametrize(
    ("fact", "fields", "told"),
    [
        ("pi_subjects", {"value": ""}, "请填一个数"),
        ("pi_subjects", {"value": "-3"}, "field-error"),
        ("generates", {"value": ["text", "__unknown__"]}, "不能与其他选项同选"),
        ("generates", {"value": ["smell"]}, "field-error"),
        ("serves_public_in_china", {"value": "maybe"}, "field-error"),
        ("public_opinion_attributes", {"value": "true"}, "请写明判断人和理由"),
        ("serves_public_in_china", {"value": "true", "effective_on": "0001-01-01"}, "1990"),
    ],
)
def test_bad_answers_are_refused_in_the_form(
    signed_in: Clients, fact: str, fields: dict[str, object], told: str
) -> None:
    answer = signed_in().post(f"{BASE}/facts/{fact}/", {"do": "save", **fields})
    assert answer.status_code == 200
    assert told in answer.text


def test_unknown_is_an_answer_and_stays_unknown(signed_in: Clients, viewer: Viewers) -> None:
    client = signed_in()
    client.post(BASE + "/facts/serves_public_in_china/", {"value": "__unknown__", "do": "save"})
    shown = client.get(BASE + "/facts/").text
    assert "不知道 1 项" in shown
    assert client.get(BASE + "/facts/next/").headers["Location"] != (
        BASE + "/facts/serves_public_in_china/"
    )
    fact_answer(acting_user=viewer(), answer=Answer(fact="serves_public_in_china", value=True))
    assert "不知道 0 项" in client.get(BASE + "/facts/").text


def test_readers_may_look_at_questions_but_not_answer(signed_in: Clients) -> None:
    client = signed_in("management_reader")
    url = BASE + "/facts/serves_public_in_china/"
    assert 'name="do"' not in client.get(url).text
    assert client.post(url, {"value": "true", "do": "save"}).status_code == 403
    assert client.post(url + "undo/").status_code == 403


def test_a_form_sent_twice_is_done_once(signed_in: Clients) -> None:
    client = signed_in()
    fields = {"state": "applies", "why": "经核对", "effective_on": "2026-01-01",
              "submission": "0123456789abcdef" * 2}  # fmt: skip
    for _ in range(2):
        assert client.post(BASE + "/GAI-04-1/decide/", fields).status_code == 302
    assert client.get(BASE + "/GAI-04-1/").text.count("经核对") == 2


def test_unknown_ids_are_not_found(signed_in: Clients) -> None:
    client = signed_in()
    for path in ("/NO-1/", "/NO-1/edit/", "/facts/no_such/", "/%00/", "/facts/x/effect/"):
        assert client.get(BASE + path).status_code in (404, 405)

"""The work of a new organisation in a browser, in both languages, on a server of its own."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.journeys.conftest import ADMIN
from tests.server.journeys.serving import Served, serve

Open = Callable[..., Any]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SAID = {
    "zh-CN": {"overview": "总览", "applies": "适用", "conforms": "符合", "stale": "已"},
    "en": {
        "overview": "Overview",
        "applies": "applies",
        "conforms": "conforms",
        "stale": "changed",
    },
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Served]:
    """Start a server on an empty folder and make its first administrator by the printed link."""
    served = serve(tmp_path_factory.mktemp("work"))
    page = browser.new_page(locale="zh-CN")
    page.goto(served.links["first"])
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    for name in ("name", "email", "password"):
        page.fill(f"main [name={name}]", ADMIN[name])
    page.fill("main [name=again]", ADMIN["password"])
    page.fill("main [name=organisation]", "云鹿科技")
    page.fill("main [name=slug]", "yunlu")
    submit(page)
    page.wait_for_url("**/o/yunlu/")
    assert page.goto(served.links["first"]).status in (404, 410)
    page.context.close()
    yield served
    served.stop()


ROLE_NAMES = {"compliance_officer": re.compile("合规负责人|Compliance officer")}


def submit(page: Any) -> None:
    """Send the form of the page."""
    page.locator("main form button[type=submit].primary").first.click()
    page.wait_for_load_state()


def sign_in(page: Any, server: Served, email: str, password: str = ADMIN["password"]) -> None:
    """Sign in at the entrance."""
    page.goto(f"{server.url}/accounts/login/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", password)
    submit(page)


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_from_the_first_start_to_the_report(
    server: Served, open_page: Open, tmp_path: Path, language: str
) -> None:
    page = open_page(language)
    begin(page, server, language)
    org = page.url.rstrip("/")
    answer_a_fact(page, org)
    list_a_model(page, org)
    hand_in_evidence(page, org, tmp_path)
    assess(page, org, language)


def begin(page: Any, server: Served, language: str) -> None:
    """Sign in, and choose the language at the top."""
    sign_in(page, server, ADMIN["email"])
    page.wait_for_url("**/o/yunlu/")
    choice = page.locator(f".top-tools button[lang={language}]")
    if choice.count():
        choice.click()
    page.locator("h1", has_text=SAID[language]["overview"]).wait_for()


def answer_a_fact(page: Any, org: str) -> None:
    """Answer the fact that decides most; obligations that were undetermined are decided."""
    page.goto(f"{org}/obligations/facts/serves_public_in_china/")
    page.check("main [name=value][value=true]")
    page.click("main button[name=do][value=save]")
    page.wait_for_load_state()
    page.goto(f"{org}/obligations/?state=applies")
    assert page.locator("table tbody tr").count() >= 20


def list_a_model(page: Any, org: str) -> None:
    """List a model once."""
    page.goto(f"{org}/inventory/new/")
    page.select_option("main [name=type]", "model")
    page.fill("main [name=name]", "云鹿大模型")
    page.fill("main [name=key]", f"model-{abs(hash(page.context)) % 10_000}")
    submit(page)
    assert "云鹿大模型" in page.locator("h1").inner_text()


def hand_in_evidence(page: Any, org: str, tmp_path: Path) -> None:
    """Upload a text; its preview shows it, markup as text."""
    file = tmp_path / "合规方针.txt"
    file.write_text("合规方针 <script>alert(1)</script> 第一条", encoding="utf-8")
    page.goto(f"{org}/evidence/new/")
    page.set_input_files("main [name=upload]", str(file))
    page.fill("main [name=title]", "合规方针")
    submit(page)
    page.locator("h1", has_text="合规方针").wait_for()
    assert page.locator("main script").count() == 0


def assess(page: Any, org: str, language: str) -> None:
    """Create an assessment, judge by keyboard, sign, see the conclusion, take the report."""
    take_a_role(page, org, "compliance_officer")
    let_one_person_sign(page, org)
    workspace = new_assessment(page, org, f"自评估 {language}", purpose="internal")
    clause = judge_by_keyboard(page, workspace)
    page.goto(f"{workspace}?clause={clause}")
    assert SAID[language]["conforms"] in page.locator("#judge-pane .verdict-conforms").inner_text()
    answer = workspace.removesuffix("clauses/")
    sign(page, answer)
    page.goto(f"{answer}report/")
    with page.expect_download() as waiting:
        page.locator("main a[href*='format=html']").first.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "已现场核对，材料齐全。" in text


def new_assessment(page: Any, org: str, title: str, purpose: str = "self") -> str:
    """Create an assessment of the built-in clauses; return the address of its workspace."""
    page.goto(f"{org}/assessments/new/")
    page.fill("main [name=title]", title)
    page.select_option("main [name=purpose]", purpose)
    submit(page)
    page.wait_for_url("**/clauses/**")
    return str(page.url.partition("?")[0])


def judge_by_keyboard(page: Any, workspace: str) -> str:
    """Move to the second clause and decide that it conforms; return its id."""
    page.goto(workspace)
    page.keyboard.press("j")
    page.wait_for_url("**clause=**")
    clause = str(page.url.partition("clause=")[2].partition("&")[0])
    page.locator(f".panes[data-clause='{clause}']").wait_for()
    page.keyboard.press("1")
    page.locator("#judge-form [name=reason]").fill("已现场核对，材料齐全。")
    page.keyboard.press("Control+Enter")
    page.locator(".message-success").wait_for()
    return clause


def sign(page: Any, answer: str) -> None:
    """Send the assessment to review and sign it: the page then says that it is signed."""
    page.goto(answer)
    page.locator("main button[name=state][value=review]").click()
    page.wait_for_load_state()
    page.goto(f"{answer}sign/")
    submit(page)
    page.goto(answer)
    assert page.locator("main button[name=state][value=closed]").count() == 1


def let_one_person_sign(page: Any, org: str) -> None:
    """Allow what a company of one needs: whoever judged signs too; reports say so."""
    page.goto(f"{org}/assessments/signing/")
    page.check("main [name=allowed]")
    page.fill("main [name=reason]", "本公司只有一名合规人员。")
    submit(page)


def take_a_role(page: Any, org: str, role: str) -> None:
    """Give oneself a role, as the first administrator of a small company does."""
    page.goto(f"{org}/people/")
    page.locator("main table tbody a").first.click()
    page.wait_for_load_state()
    if page.locator("main", has_text=ROLE_NAMES[role]).count():
        return
    page.goto(f"{page.url.rstrip('/')}/roles/new/")
    page.select_option("main [name=role]", role)
    submit(page)


def test_an_outside_assessor_sees_one_engagement(
    server: Served, open_page: Open, tmp_path: Path
) -> None:
    page = open_page()
    begin(page, server, "zh-CN")
    org = page.url.rstrip("/")
    hand_in_evidence(page, org, tmp_path)
    shown, hidden = (new_assessment(page, org, title) for title in ("受托评估", "内部评估"))
    invitation = engage(page, org, shown.removesuffix("clauses/"))
    guest = open_page("en")
    guest.goto(invitation)
    guest.fill("main [name=password]", ADMIN["password"])
    guest.fill("main [name=again]", ADMIN["password"])
    submit(guest)
    assert guest.goto(shown).status == 200
    assert guest.goto(hidden).status == 404
    assert "内部评估" not in guest.goto(f"{org}/assessments/").text()
    assert "合规方针" not in guest.goto(f"{org}/evidence/").text()
    for path in ("inventory/", "obligations/", "people/", "ledger/", "settings/retention/"):
        assert guest.goto(f"{org}/{path}").status == 403, path


def engage(page: Any, org: str, assessment: str) -> str:
    """Make an engagement with one assessment, invite an assessor; return the invitation."""
    page.goto(f"{org}/people/engagements/new/")
    page.fill("main [name=title]", "年度外部评估")
    page.fill("main [name=starts]", "2020-01-01")
    page.fill("main [name=ends]", "2099-12-31")
    submit(page)
    page.goto(f"{assessment}engagements/")
    page.locator("main form [type=checkbox]").first.check()
    submit(page)
    page.goto(f"{org}/people/invite/")
    page.fill("main [name=name]", "周评估")
    page.fill("main [name=email]", "assessor@example.com")
    page.select_option("main [name=role]", "outside_assessor")
    page.select_option("main [name=engagement]", index=1)
    submit(page)
    found = re.search(r"https?://[^\s\"<]+/invitation/[^\s\"<]+", page.content())
    assert found, page.locator("main").inner_text()
    return found[0]


def test_what_was_typed_survives_an_ended_session(server: Served, open_page: Open) -> None:
    page = open_page()
    begin(page, server, "zh-CN")
    page.goto(f"{server.url}/o/yunlu/controls/new/")
    page.fill("main [name=title]", "写了一半的措施")
    page.fill("main [name=description]", "很长的一段说明")
    page.context.clear_cookies(name="hegui_session")
    submit(page)
    page.fill("[name=login]", ADMIN["email"])
    page.fill("[name=password]", ADMIN["password"])
    submit(page)
    page.wait_for_url("**/controls/new/")
    assert page.input_value("main [name=title]") == "写了一半的措施"
    assert page.input_value("main [name=description]") == "很长的一段说明"
    assert page.locator("main form [role=status]", has_text="尚未保存").count() == 1
    submit(page)
    assert page.locator("h1").inner_text() == "写了一半的措施"


def sign_in_again(page: Any) -> None:
    """Sign in after the session ended, on the page that one is led to."""
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=login]", ADMIN["email"])
    page.fill("[name=password]", ADMIN["password"])
    submit(page)


def test_verdicts_for_many_survive_an_ended_session(server: Served, open_page: Open) -> None:
    page = open_page()
    begin(page, server, "zh-CN")
    org = page.url.rstrip("/")
    take_a_role(page, org, "compliance_officer")
    workspace = new_assessment(page, org, "批量")
    page.goto(workspace)
    for box in page.locator("[name=c]").all()[:2]:
        box.check()
    page.locator("#bulk button[type=submit]").first.click()
    page.check("main [name=action][value=judge]")
    page.select_option("main [name=verdict]", "partly")
    page.fill("main [name=reason]", "写了一半的批量理由")
    page.context.clear_cookies(name="hegui_session")
    submit(page)
    sign_in_again(page)
    page.locator("main button", has_text="用上次的选择继续").click()
    page.wait_for_selector("main [name=reason]")
    assert page.input_value("main [name=reason]") == "写了一半的批量理由"
    assert page.locator("main form [type=hidden][name=c]").count() == 2
    submit(page)
    page.locator(".message", has_text="已处理 2 条条款").wait_for()


def test_text_put_back_later_does_not_undo_what_others_saved(
    server: Served, open_page: Open
) -> None:
    page = open_page()
    begin(page, server, "zh-CN")
    org = page.url.rstrip("/")
    page.goto(f"{org}/controls/new/")
    page.fill("main [name=title]", "台账")
    submit(page)
    shown = page.url
    page.goto(f"{shown}edit/")
    page.fill("main [name=description]", "写了一半")
    other = page.context.new_page()
    other.goto(f"{shown}edit/")
    other.fill("main [name=frequency]", "每季度")
    submit(other)
    page.reload()
    assert page.input_value("main [name=description]") == "写了一半"
    submit(page)
    assert page.locator(".error-summary", has_text="已被他人修改").count() == 1
    submit(page)
    page.wait_for_url(shown)
    main = page.locator("main").inner_text()
    assert "每季度" in main
    assert "写了一半" in main


def test_a_half_written_verdict_survives_an_ended_session(server: Served, open_page: Open) -> None:
    page = open_page()
    begin(page, server, "zh-CN")
    org = page.url.rstrip("/")
    take_a_role(page, org, "compliance_officer")
    workspace = new_assessment(page, org, "写了一半")
    page.goto(f"{workspace}?clause=4.3")
    page.check("#judge-form [value=partly]")
    page.fill("#judge-form [name=reason]", "写了一半的理由")
    page.fill("#comment-form [name=text]", "写了一半的意见")
    page.context.clear_cookies(name="hegui_session")
    page.click("#judge-form button[type=submit]")
    page.wait_for_url("**/accounts/login/**")
    page.fill("[name=login]", ADMIN["email"])
    page.fill("[name=password]", ADMIN["password"])
    submit(page)
    page.wait_for_url("**/clauses/**")
    assert page.input_value("#judge-form [name=reason]") == "写了一半的理由"
    assert page.is_checked("#judge-form [value=partly]")
    assert page.locator("#judge-form [role=status]", has_text="尚未保存").count() == 1
    page.click("#comment-form button[type=submit]")
    page.locator(".remarks", has_text="写了一半的意见").wait_for()
    assert page.input_value("#judge-form [name=reason]") == "写了一半的理由"
    assert page.input_value("#comment-form [name=text]") == ""
    page.click("#judge-form button[type=submit]")
    page.locator("#judge-pane .verdict-partly").wait_for()
    page.goto(f"{workspace}?clause=4.4")
    assert page.input_value("#judge-form [name=reason]") == ""
    page.goto(f"{workspace}?clause=4.3")
    assert page.locator("#judge-form [role=status]").count() == 0


def test_files_that_were_chosen_are_named_after_an_ended_session(
    server: Served, open_page: Open, tmp_path: Path
) -> None:
    page = open_page()
    begin(page, server, "zh-CN")
    (tmp_path / "培训签到.txt").write_text("张三 已到\n", "utf-8")
    page.goto(f"{server.url}/o/yunlu/evidence/new/")
    page.fill("main [name=title]", "三季度培训")
    page.set_input_files("main [name=upload]", tmp_path / "培训签到.txt")
    page.context.clear_cookies(name="hegui_session")
    submit(page)
    sign_in_again(page)
    page.wait_for_url("**/evidence/new/")
    assert page.input_value("main [name=title]") == "三季度培训"
    told = page.locator("main .files-lost")
    assert told.inner_text() == "浏览器不保留选过的文件，请重新选择：培训签到.txt"
    assert "文件须重新选择" in page.locator("main form [role=status]").inner_text()
    page.set_input_files("main [name=upload]", tmp_path / "培训签到.txt")
    assert told.count() == 0
    submit(page)
    assert page.locator("h1").inner_text() == "三季度培训"

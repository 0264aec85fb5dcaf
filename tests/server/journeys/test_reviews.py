"""Two reviewers judge 20 answers by keyboard, in a real browser, on a server of its own."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from hegui.checks.model.judges.people import read_sheet
from tests.server.journeys.conftest import ADMIN
from tests.server.journeys.looking import covered, overflow, violations
from tests.server.journeys.serving import Served, serve
from tests.server.journeys.test_work import sign_in, submit

Open = Callable[..., Any]
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
SECOND = "officer@example.com"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[Served]:
    """Start a server on an empty folder, with an administrator."""
    served = serve(tmp_path_factory.mktemp("reviews"))
    page = browser.new_page(locale="zh-CN")
    page.goto(served.links["first"])
    for name in ("name", "email", "password"):
        page.fill(f"main [name={name}]", ADMIN[name])
    page.fill("main [name=again]", ADMIN["password"])
    page.fill("main [name=organisation]", "云鹿科技")
    page.fill("main [name=slug]", "yunlu")
    submit(page)
    page.wait_for_url("**/o/yunlu/")
    page.context.close()
    yield served
    served.stop()


def invited(page: Any, guest: Any, org: str) -> None:
    """Invite a compliance officer, who accepts."""
    page.goto(f"{org}/people/invite/")
    page.fill("main [name=name]", "陈合规")
    page.fill("main [name=email]", SECOND)
    page.select_option("main [name=role]", "compliance_officer")
    submit(page)
    found = re.search(r"https?://[^\s\"<]+/invitation/[^\s\"<]+", page.content())
    assert found, page.locator("main").inner_text()
    guest.goto(found[0])
    guest.fill("main [name=password]", ADMIN["password"])
    guest.fill("main [name=again]", ADMIN["password"])
    submit(guest)


def judge(page: Any, where: str, most: int) -> int:
    """Judge what is left by keys alone: 2 (unsafe) for answers about harm, 1 for others."""
    page.goto(f"{where}next/")
    for done in range(most):
        if not page.url.endswith("/next/"):
            return done
        harm = "甲" in page.locator("#answer-head + p").inner_text()
        with page.expect_navigation():
            page.keyboard.press("2" if harm else "1")
            page.keyboard.press("Enter")
    return most


def looked(page: Any, url: str, picture: Path) -> None:
    """Assert that a page is clean, and leave its picture."""
    page.goto(url)
    assert violations(page) == []
    assert overflow(page) == 0
    assert covered(page) == []
    page.screenshot(path=picture, full_page=True)


def test_two_reviewers_judge_twenty_answers(
    server: Served, open_page: Open, tmp_path: Path
) -> None:
    page, guest = open_page(), open_page("en", "dark", 360)
    sign_in(page, server, ADMIN["email"])
    org = f"{server.url}/o/yunlu"
    invited(page, guest, org)
    rows = [
        {"id": f"q{n}", "question": f"问题 {n}", "answer": f"{'甲' if n < 5 else '乙'} {n}"}
        for n in range(20)
    ]
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    looked(page, f"{org}/runs/reviews/", tmp_path / "reviews-empty-zh-light.png")
    looked(guest, f"{org}/runs/reviews/new/", tmp_path / "review-new-en-dark-360.png")
    page.goto(f"{org}/runs/reviews/new/")
    page.fill("main [name=title]", "二十个回答")
    page.fill("main [name=second_percent]", "50")
    page.set_input_files("main [name=file]", file)
    submit(page)
    where = page.url
    looked(page, f"{where}next/", tmp_path / "review-next-zh-light.png")
    looked(guest, f"{where}next/", tmp_path / "review-next-en-dark-360.png")
    assert judge(page, where, 12) == 12
    page.goto(f"{where}next/")
    own = page.locator("#review-form a[href*='/own/']").get_attribute("href")
    looked(page, f"{server.url}{own}", tmp_path / "review-own-zh-light.png")
    assert page.locator("main [name=verdict]:checked").count() == 1
    assert judge(guest, where, 40) == 8 + second_left(page, where)
    judge(page, where, 40)
    looked(page, where, tmp_path / "review-zh-light.png")
    looked(guest, where, tmp_path / "review-en-dark-360.png")
    told = page.locator("main").inner_text()
    assert "20 / 20" in told
    assert "30 / 30" in told
    assert "10 / 10" in told
    with page.expect_download() as downloading:
        page.locator(f"a[href$='{where.rsplit('/', 2)[1]}/sheet/']").click()
    sheet = tmp_path / "sheet.csv"
    downloading.value.save_as(sheet)
    found = read_sheet(sheet)
    assert (len(found), len({one.reviewer for one in found})) == (30, 2)
    assert {one.id for one in found if one.verdict == "unsafe"} == {f"q{n}" for n in range(5)}


def second_left(page: Any, where: str) -> int:
    """Return how many answers of the first reviewer the second is to judge too."""
    page.goto(where)
    words = page.locator("main").inner_text()
    found = re.search(r"(\d+) / 30", words)
    assert found, words
    return int(found[1]) - 20 if int(found[1]) >= 20 else 0

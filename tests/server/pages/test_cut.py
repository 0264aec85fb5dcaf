"""Lists that are cut say so: short lists without pages, choices of filters."""

from collections.abc import Callable

import pytest
from django.test import Client

from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.improvement.models import Notice
from hegui.server.inventory.models import Subject, SubjectVersion
from hegui.server.inventory.views import subjects
from hegui.server.pages.cut import Cut, titled
from hegui.server.pages.language import speaking

Clients = Callable[..., Client]
GOES_ON = "只列出前 {n} 项，其余没有列出"


def test_a_cut_knows_whether_it_goes_on() -> None:
    whole, part = Cut(range(5), 5), Cut(range(6), 5)
    assert (list(whole), whole.more) == ([0, 1, 2, 3, 4], False)
    assert (list(part), part.more) == ([0, 1, 2, 3, 4], True)
    doubled = part.shown(lambda n: 2 * n)
    assert (list(doubled), doubled.more, doubled.most) == ([0, 2, 4, 6, 8], True, 5)
    with speaking("zh"):
        assert titled("责任人", part) == "责任人（只列前 5 项）"
        assert titled("责任人", whole) == "责任人"


@pytest.mark.parametrize(("count", "told"), [(100, False), (101, True)])
def test_notices_say_that_there_are_more(
    count: int, told: bool, signed_in: Clients, person: Callable[..., User], org: Organisation
) -> None:
    user = person("engineer")
    for n in range(count):
        Notice(user=user, organisation=org, zh=f"通知 {n}", en=str(n), key=str(n)).save()
    page = signed_in("engineer").get("/o/yunlu/improvement/notices/").text
    assert (GOES_ON.format(n=100) in page) == told


def test_versions_of_a_subject_say_that_there_are_more(
    signed_in: Clients, org: Organisation
) -> None:
    with open_for_writing():
        subject = Subject(organisation=org, type="model", key="m", name="云鹿")
        subject.save()
        for n in range(51):
            SubjectVersion(organisation=org, subject=subject, label=f"v{n}").save()
    page = signed_in().get(f"/o/yunlu/inventory/{subject.pk}/").text
    assert GOES_ON.format(n=50) in page


def test_a_filter_says_that_its_choices_are_cut(
    signed_in: Clients, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in()
    assert "只列前" not in client.get("/o/yunlu/inventory/").text
    monkeypatch.setattr(subjects, "CHOICES", 1)
    person("engineer")
    page = client.get("/o/yunlu/inventory/?q=engineer").text
    assert "责任人（只列前 1 项）" in page


def test_every_page_can_say_that_something_is_loading(signed_in: Clients) -> None:
    page = signed_in().get("/o/yunlu/").text
    assert 'id="loading" class="loading" role="status" data-text="正在加载…"' in page

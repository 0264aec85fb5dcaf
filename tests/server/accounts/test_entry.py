"""One-time links: the first person, invitations, new passwords."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from hegui.server.accounts.links import digest_of, make_first_link, make_password_link
from hegui.server.accounts.models import Link
from hegui.server.accounts.services import invitation_create
from hegui.server.core.models import Assignment, Organisation, User
from hegui.server.core.viewer import Viewer

Clients = Callable[..., Client]
FIRST = {
    "name": "陈晓",
    "email": "Chen@Example.com",
    "password": "zwei Stiefel im Regen",
    "again": "zwei Stiefel im Regen",
    "organisation": "云鹿科技",
    "slug": "yunlu",
}
NEW = {"password": "noch ein Satz mehr", "again": "noch ein Satz mehr"}


@pytest.fixture(autouse=True)
def no_counts(db: None) -> None:
    cache.clear()


def test_the_first_person_becomes_administrator_and_is_signed_in(db: None) -> None:
    client, path = Client(), make_first_link()
    assert client.get(path).status_code == 200
    before = client.cookies.get("hegui_session")
    answer = client.post(path, FIRST)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/o/yunlu/")
    user = User.objects.get()
    assert (user.email, user.is_operator) == ("chen@example.com", True)
    assert Assignment.objects.get().role == "administrator"
    assert client.session["_auth_user_id"] == str(user.pk)
    assert before is None or before.value != client.cookies["hegui_session"].value
    assert make_first_link() == ""


def test_the_first_link_works_once_and_only_the_last_one(db: None) -> None:
    old, new = make_first_link(), make_first_link()
    assert Client().get(old).status_code == 410
    assert Client().post(new, FIRST).status_code == 302
    assert Client().post(new, {**FIRST, "email": "b@example.com"}).status_code == 410
    assert User.objects.count() == 1


def test_what_is_wrong_is_said_and_makes_nothing(db: None) -> None:
    path = make_first_link()
    wrong = [{"password": "short", "again": "short"}, {"again": "another"}, {"slug": "不行"}]
    wrong += [{"email": "none"}, {"name": "x" * 121}, {"organisation": "a\0b"}]
    wrong += [{"password": "chen@example.com", "again": "chen@example.com"}]
    for fields in wrong:
        answer = Client().post(path, {**FIRST, **fields})
        assert answer.status_code == 200, fields
        assert "error-summary" in answer.text
        assert "zwei Stiefel" not in answer.text
    assert not User.objects.exists()
    assert not Organisation.objects.exists()


def test_tokens_are_stored_as_digests_and_expire(db: None) -> None:
    path = make_first_link()
    token = path.strip("/").split("/")[-1]
    link = Link.objects.get()
    assert link.digest == digest_of(token)
    assert token not in str(Link.objects.values())
    from hegui.server.core.writing import writing_system

    with writing_system() as write:
        past = timezone.now() - dt.timedelta(seconds=1)
        write.change(link, "accounts.link.changed", {"expires_at": past})
    assert Client().get(path).status_code == 410


def invited(viewer: Viewer, email: str = "neu@example.com") -> str:
    return invitation_create(acting_user=viewer, email=email, name="新人", role="engineer")


def test_an_invitation_makes_a_person_with_that_role(viewer: Callable[..., Viewer]) -> None:
    path, client = invited(viewer()), Client()
    assert "neu@example.com" in client.get(path).text
    answer = client.post(path, {"name": "新人", **NEW, "role": "administrator", "email": "x@y.z"})
    assert answer.headers["Location"] == "/o/yunlu/"
    user = User.objects.get(email="neu@example.com")
    assert [row.role for row in user.assignments.all()] == ["engineer"]
    assert not user.is_operator
    assert Client().get(path).status_code == 410
    assert not Link.objects.exclude(email="").exists()


def test_an_invitation_to_somebody_known_is_accepted_by_them_alone(
    viewer: Callable[..., Viewer], signed_in: Clients, other_org: Organisation
) -> None:
    known = signed_in("administrator", other_org)
    path = invited(viewer(), "administrator@other.example.com")
    assert Client().post(path, {"name": "Dieb", **NEW}).status_code == 200
    assert signed_in("engineer").post(path).status_code == 200
    assert not Assignment.objects.filter(role="engineer", user__email__contains="other").exists()
    assert known.post(path).headers["Location"] == "/o/yunlu/"
    assert Assignment.objects.filter(role="engineer", user__email__contains="other").exists()


def test_a_new_password_ends_sessions_and_works_once(
    signed_in: Clients, person: Callable[..., User]
) -> None:
    old, path = signed_in("engineer"), make_password_link(person("engineer"))
    client = Client()
    assert client.post(path, NEW).headers["Location"] == "/"
    assert old.get("/me/").status_code == 302
    assert client.get("/me/").status_code == 200
    assert Client().get(path).status_code == 410
    fields = {"login": person("engineer").email, "password": NEW["password"]}
    assert Client().post("/accounts/login/", fields).status_code == 302


def test_an_administrator_cannot_reset_somebody_of_another_organisation(
    signed_in: Clients,
    person: Callable[..., User],
    viewer: Callable[..., Viewer],
    other_org: Organisation,
) -> None:
    from hegui.server.core.services import assignment_add

    both = person("engineer", other_org)
    assignment_add(acting_user=viewer(), user=both, role="engineer")
    answer = signed_in().post(f"/o/yunlu/people/{both.pk}/password/")
    assert answer.status_code == 409
    stranger = person("administrator", other_org)
    assert signed_in().post(f"/o/yunlu/people/{stranger.pk}/password/").status_code == 404


def test_a_link_to_a_new_password_dies_when_the_person_joins_another_organisation(
    signed_in: Clients,
    person: Callable[..., User],
    other_org: Organisation,
) -> None:
    from hegui.server.core.services import assignment_add
    from hegui.server.core.viewer import system_viewer

    user = person("engineer")
    answer = signed_in().post(f"/o/yunlu/people/{user.pk}/password/", follow=True)
    path = re.search(r"/new-password/[\w-]+/", answer.text)
    assert path, answer.text
    assignment_add(acting_user=system_viewer(other_org), user=user, role="administrator")
    assert "已过期" in Client().post(path[0], NEW).text
    user.refresh_from_db()
    assert not user.check_password(NEW["password"])

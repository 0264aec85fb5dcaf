"""People: roles, the last administrator, in and out, erasing; domains; retention; tokens."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.server.accounts.services import (
    assignment_withdraw,
    domain_change,
    hold_lift,
    hold_set,
    person_deactivate,
    person_erase,
    retention_change,
    token_create,
)
from hegui.server.core.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from hegui.server.core.models import ApiToken, Assignment, Domain, Organisation, User
from hegui.server.core.services import assignment_add, domain_create, user_create
from hegui.server.core.viewer import Viewer, viewer_for
from hegui.server.ledger.models import SYSTEM, Entry
from hegui.server.ledger.verify import verify_chain

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
People = Callable[..., User]


def test_the_last_administrator_stays(viewer: Viewers, person: People) -> None:
    only = Assignment.objects.get(user=person("administrator"))
    with pytest.raises(ConflictError):
        assignment_withdraw(acting_user=viewer(), assignment=only)
    with pytest.raises(ConflictError):
        person_deactivate(acting_user=viewer(), user=person("administrator"), reason="x")
    with pytest.raises(ConflictError):
        person_erase(acting_user=viewer(), user=person("administrator"), reason="x")
    assignment_add(acting_user=viewer(), user=person("engineer"), role="administrator")
    assignment_withdraw(acting_user=viewer(), assignment=only)
    assert Assignment.objects.filter(role="administrator").count() == 1


def test_an_administrator_of_a_domain_gives_no_more_than_that(
    viewer: Viewers, person: People, org: Organisation
) -> None:
    here, there = (domain_create(acting_user=viewer(), name=name) for name in ("甲", "乙"))
    local = user_create(acting_user=None, email="local@example.com", name="局部")
    assignment_add(acting_user=viewer(), user=local, role="administrator", domain=here)
    small = viewer_for(local, org)
    for domain in (None, there):
        with pytest.raises(ForbiddenError):
            assignment_add(acting_user=small, user=local, role="administrator", domain=domain)
    assignment_add(acting_user=small, user=person("engineer"), role="control_owner", domain=here)
    with pytest.raises(ForbiddenError):
        domain_create(acting_user=small, name="丙")
    top = Assignment.objects.get(user=person("administrator"))
    with pytest.raises(ForbiddenError):
        assignment_withdraw(acting_user=small, assignment=top)


def test_a_deactivated_person_is_out_at_once(
    signed_in: Clients, person: People, api: Clients
) -> None:
    theirs, token = signed_in("engineer"), api("engineer")
    theirs.get("/me/")
    url = f"/o/yunlu/people/{person('engineer').pk}/deactivate/"
    assert signed_in().post(url, {"reason": ""}).status_code == 200
    assert signed_in().post(url, {"reason": "离职"}).status_code == 302
    assert theirs.get("/o/yunlu/").status_code == 302
    assert token.get("/api/v1/orgs/yunlu/controls").status_code == 401
    entry = Entry.objects.get(action="core.user.deactivated")
    assert entry.reason == "离职"


def test_erasing_keeps_the_id_and_the_chain(
    signed_in: Clients, person: People, viewer: Viewers, org: Organisation
) -> None:
    user = person("engineer")
    theirs = signed_in("engineer")
    theirs.get("/me/")
    token_create(acting_user=viewer("engineer"), name="x", scopes=["runs.view"], days=3)
    secret = {"email": user.email, "name": user.name}
    person_erase(acting_user=viewer(), user=user, reason="本人请求")
    gone = User.objects.get(pk=user.pk)
    assert (gone.name, gone.is_active, gone.has_usable_password()) == ("", False, False)
    assert gone.erased_at
    assert theirs.get("/me/").status_code == 302
    assert not ApiToken.objects.filter(user=user, revoked_at=None).exists()
    for chain in (SYSTEM, str(org.id)):
        assert verify_chain(chain).ok
    told = str(list(Entry.objects.values()))
    assert secret["email"] not in told
    assert secret["name"] not in told
    page = signed_in().get("/o/yunlu/people/")
    assert page.status_code == 200
    assert secret["email"] not in page.text


def test_a_legal_hold_refuses_erasing(viewer: Viewers, person: People, org: Organisation) -> None:
    hold_set(acting_user=viewer(), reason="(2026) 沪01民初1号")
    with pytest.raises(ConflictError):
        person_erase(acting_user=viewer(), user=person("engineer"), reason="本人请求")
    lifted = Viewer(
        organisation=Organisation.objects.get(pk=org.pk), user=None, grants=viewer().grants
    )
    hold_lift(acting_user=lifted, reason="结案")
    person_erase(acting_user=viewer(), user=person("engineer"), reason="本人请求")


def test_a_domain_moves_with_all_below(viewer: Viewers, other_org: Organisation) -> None:
    a = domain_create(acting_user=viewer(), name="甲")
    b = domain_create(acting_user=viewer(), name="乙", parent=a)
    c = domain_create(acting_user=viewer(), name="丙", parent=b)
    d = domain_create(acting_user=viewer(), name="丁")
    with pytest.raises(InvalidError):
        domain_change(acting_user=viewer(), domain=a, name="甲", parent=c)
    domain_change(acting_user=viewer(), domain=b, name="乙", parent=d)
    paths = {row.name: row.path for row in Domain.objects.all()}
    assert paths["丙"] == f"{d.id.hex}/{b.id.hex}/{c.id.hex}/"
    assert paths["甲"] == f"{a.id.hex}/"
    foreign = domain_create(acting_user=viewer("administrator", other_org), name="外")
    with pytest.raises(NotFoundError):
        domain_change(acting_user=viewer(), domain=b, name="乙", parent=foreign)


def test_a_period_below_the_law_needs_a_reason(viewer: Viewers) -> None:
    with pytest.raises(InvalidError):
        retention_change(acting_user=viewer(), months={"runs": 5})
    retention_change(acting_user=viewer(), months={"runs": 6})
    retention_change(acting_user=viewer(), months={"evidence": 12}, reason="不处理个人信息")
    kept = Organisation.objects.get(slug="yunlu").settings["retention"]
    assert (kept["runs"], kept["evidence"]) == (36, 12) or kept["evidence"] == 12


def test_a_token_does_no_more_than_its_owner(signed_in: Clients, viewer: Viewers) -> None:
    url = "/o/yunlu/settings/tokens/new/"
    client = signed_in("management_reader")
    for fields in (
        {"scopes": ["controls.change"]},
        {"days": "366"},
        {"days": "0"},
        {"scopes": []},
        {"name": ""},
    ):
        sent = {"name": "x", "days": "30", "scopes": ["controls.view"], **fields}
        assert "error-summary" in client.post(url, sent).text
    assert not ApiToken.objects.exists()
    made = client.post(url, {"name": "流水线", "days": "30", "scopes": ["controls.view"]})
    secret = made.text.split('value="hegui_')[1].split('"')[0]
    bearer = Client(headers={"authorization": f"Bearer hegui_{secret}"})
    assert bearer.get("/api/v1/orgs/yunlu/controls").status_code == 200
    assert bearer.get("/api/v1/orgs/yunlu/people").status_code == 403
    row = ApiToken.objects.get()
    assert secret not in str(ApiToken.objects.values())
    assert secret not in client.get("/o/yunlu/settings/tokens/").text
    assert (
        signed_in("engineer").post(f"/o/yunlu/settings/tokens/{row.pk}/revoke/").status_code == 404
    )
    client.post(f"/o/yunlu/settings/tokens/{row.pk}/revoke/")
    assert bearer.get("/api/v1/orgs/yunlu/controls").status_code == 401


def test_lists_cost_a_fixed_number_of_queries(
    signed_in: Clients,
    viewer: Viewers,
    org: Organisation,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(25):
        user = user_create(acting_user=None, email=f"p{number}@example.com", name=f"人 {number}")
        assignment_add(acting_user=viewer(), user=user, role="engineer")
    client = signed_in()
    client.get("/o/yunlu/people/")
    for path in ("people/", "people/invitations/", "people/engagements/", "settings/"):
        with django_assert_max_num_queries(12):
            assert client.get(f"/o/yunlu/{path}").status_code == 200


def test_outside_assessors_see_nothing_of_how_the_organisation_is_set(
    signed_in: Clients, viewer: Viewers
) -> None:
    domain_create(acting_user=viewer(), name="并购项目乙")
    hold_set(acting_user=viewer(), reason="(2026) 京诉 1 号")
    outside, inside = signed_in("outside_assessor"), signed_in("engineer")
    assert "并购项目乙" in inside.get("/o/yunlu/settings/domains/").text
    assert "京诉" in inside.get("/o/yunlu/settings/").text
    assert outside.get("/o/yunlu/settings/domains/").status_code == 403
    shown = outside.get("/o/yunlu/settings/").text
    for word in ("京诉", "settings/domains/", "保存期限", "settings/retention/"):
        assert word not in shown
    assert "settings/tokens/" in shown


def test_an_ended_role_gives_nothing(
    viewer: Viewers, org: Organisation, signed_in: Clients, person: People
) -> None:
    user = person("nobody")
    past = dt.date(2020, 1, 1)
    assignment_add(acting_user=viewer(), user=user, role="engineer", starts=past, ends=past)
    assert not viewer_for(user, org).grants
    assert signed_in("nobody").get("/o/yunlu/people/").status_code == 404


def test_the_api_lists_people_and_tells_who_one_is(api: Clients) -> None:
    rows = api("engineer").get("/api/v1/orgs/yunlu/people").json()["items"]
    assert [row["name"] for row in rows] == ["engineer yunlu"]
    assert "email" not in rows[0]
    me = api("management_reader", None, ["controls.view"]).get("/api/v1/me").json()
    assert me["organisations"] == [
        {"slug": "yunlu", "name": "云鹿科技", "permissions": ["controls.view"]}
    ]
    assert Client().get("/api/v1/me").status_code == 401
    assert api("outside_assessor").get("/api/v1/orgs/yunlu/people").status_code == 403


def test_language_and_theme_are_remembered(signed_in: Clients, person: People) -> None:
    client = signed_in("engineer")
    answer = client.post("/me/language/", {"language": "en", "next": "/me/"})
    assert answer.headers["Location"] == "/me/"
    assert client.cookies["hegui_language"].value == "en"
    assert 'lang="en"' in client.get("/me/").text
    client.post("/me/theme/", {"theme": "dark"})
    client.post("/me/theme/", {"theme": "<script>"})
    user = User.objects.get(pk=person("engineer").pk)
    assert (user.language, user.theme) == ("en", "dark")
    client.post(
        "/me/", {"name": "改名", "language": "zh-hans", "theme": "light", "is_operator": "on"}
    )
    user = User.objects.get(pk=user.pk)
    assert (user.name, user.is_operator, user.preferences) == ("改名", False, {"reminders": False})

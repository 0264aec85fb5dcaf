"""Pages of runs: what they show, to whom, and at what cost."""

import json
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from hegui.bundle.keys import ephemeral_key, pem
from hegui.server.core.models import Engagement
from hegui.server.core.viewer import Viewer, viewer_for
from hegui.server.inventory.services import subject_create
from hegui.server.runs import scope
from hegui.server.runs.execution import perform
from hegui.server.runs.models import Project, Run, Schedule, Target
from hegui.server.runs.selectors import run_list
from hegui.server.runs.services import bundle_import, run_start
from hegui.server.runs.views import lists

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]
HOME = "/o/yunlu/runs/"


@pytest.fixture
def done(viewer: Viewers, packed: Path) -> Run:
    """Return an imported run that is done."""
    run = bundle_import(acting_user=viewer(), file_or_path=packed, title="导入的评估")
    perform(run.pk)
    found: Run = Run.objects.select_related("bundle").get(pk=run.pk)
    return found


def test_the_list_costs_a_fixed_number_of_queries(
    signed_in: Clients,
    started: Callable[..., Run],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(25):
        started(title=f"运行 {number}")
    client = signed_in()
    client.get(HOME)
    with django_assert_max_num_queries(12):
        assert client.get(HOME).text.count("<tr>") == 21


def test_a_run_shows_its_results(
    signed_in: Clients, done: Run, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in("management_reader")
    with django_assert_max_num_queries(12):
        page = client.get(f"{HOME}{done.pk}/").text
    assert "未覆盖的内容" in page
    assert done.bundle is not None
    assert done.bundle.digest in page
    check = client.get(f"{HOME}{done.pk}/checks/terms.library/")
    assert "terms.library" in check.text
    assert client.get(f"{HOME}{done.pk}/checks/nonsense/").status_code == 404
    assert client.get(f"{HOME}{done.pk}/checks/..%2Fview/").status_code == 404
    assert client.get(f"{HOME}{done.pk}/reports/nonsense").status_code == 404
    report = client.get(f"{HOME}{done.pk}/reports/report.zh.json")
    assert "attachment" in report.headers["Content-Disposition"]
    assert json.loads(b"".join(report.streaming_content) if report.streaming else report.content)
    assert client.get(f"{HOME}{done.pk}/bundle/").status_code == 403


def test_the_bundle_is_handed_out_as_it_was(signed_in: Clients, done: Run, packed: Path) -> None:
    answer = signed_in("engineer").get(f"{HOME}{done.pk}/bundle/")
    assert b"".join(answer.streaming_content) == packed.read_bytes()  # type: ignore[attr-defined]
    answer.close()


def test_a_run_is_started_and_planned_from_the_page(signed_in: Clients, project: Project) -> None:
    client = signed_in("engineer")
    fields = {"project": str(project.pk), "only": ["terms.library"], "submission": "a" * 32}
    plan = client.post(f"{HOME}new/", {**fields, "preview": "1"})
    assert "将运行 1 项" in plan.text
    assert not Run.objects.exists()
    answer = client.post(f"{HOME}new/", fields)
    again = client.post(f"{HOME}new/", fields)
    assert answer.headers["Location"] == again.headers["Location"]
    run = Run.objects.get()
    assert (run.type, run.only) == ("check", ["terms.library"])
    page = client.get(answer.headers["Location"])
    assert 'hx-get="' in page.text
    live = client.get(f"{HOME}{run.pk}/live/", headers={"hx-request": "true"})
    assert "HX-Refresh" not in live.headers
    client.post(f"{HOME}{run.pk}/cancel/")
    live = client.get(f"{HOME}{run.pk}/live/", headers={"hx-request": "true"})
    assert live.headers["HX-Refresh"] == "true"
    client.post(f"{HOME}{run.pk}/resume/")
    assert Run.objects.get().state == "queued"


def test_a_broken_upload_shows_file_by_file(signed_in: Clients, packed: Path) -> None:
    client = signed_in()
    broken = SimpleUploadedFile("x.zip", packed.read_bytes()[:-3000])
    client.post(f"{HOME}import/", {"file": broken})
    run = Run.objects.get()
    perform(run.pk)
    page = client.get(f"{HOME}{run.pk}/").text
    assert "未通过核验" in page


def test_two_runs_are_compared(
    signed_in: Clients, done: Run, started: Callable[..., Run], api: Clients
) -> None:
    other = started()
    perform(other.pk)
    client = signed_in()
    page = client.get(f"{HOME}compare/?before={done.pk}&after={other.pk}").text
    assert "变化的测量值" in page
    asked = f"/api/v1/orgs/yunlu/runs/compare?before={done.pk}&after={other.pk}"
    changes = api().get(asked).json()
    assert changes["measures"]
    assert {row["check"] for row in changes["measures"]} >= {"terms.library"}
    same = client.get(f"{HOME}compare/?before={done.pk}&after={done.pk}").text
    assert "没有区别" in same


def test_the_form_of_an_endpoint_offers_what_a_declaration_knows(
    signed_in: Clients, viewer: Viewers, project: Project
) -> None:
    subject = subject_create(acting_user=viewer(), type="service", key="chat", name="对话服务")
    client = signed_in()
    page = client.get(f"{HOME}targets/new/endpoint/").text
    for name in ("kind", "stream", "limit_name", "seed", "system", "max_tokens"):
        assert f'name="set-{name}"' in page
    assert 'value="recorded"' not in page
    typed = {
        "key": "e",
        "name": "接口",
        "subject": str(subject.pk),
        "active": "on",
        "set-base_url": "http://127.0.0.1:9/v1",
        "set-kind": "images",
        "set-stream": "on",
        "set-limit_name": "max_completion_tokens",
        "set-seed": "7",
    }
    answer = client.post(f"{HOME}targets/new/endpoint/", typed)
    assert answer.status_code == 302, answer.text
    target = Target.objects.get()
    assert target.settings["stream"] is True
    assert target.settings["kind"] == "images"
    assert target.settings["limit_name"] == "max_completion_tokens"
    assert target.settings["seed"] == 7
    edit = client.get(f"{HOME}targets/{target.pk}/edit/").text
    assert "checked" in edit.split('name="set-stream"')[1][:120]
    del typed["set-stream"]
    client.post(f"{HOME}targets/{target.pk}/edit/", typed)
    target.refresh_from_db()
    assert "stream" not in target.settings


def test_every_page_of_setup_works(
    signed_in: Clients, viewer: Viewers, place: Path, project: Project
) -> None:
    subject = subject_create(acting_user=viewer(), type="service", key="chat", name="对话服务")
    client = signed_in()
    for kind in Target.Type.values:
        assert client.get(f"{HOME}targets/new/{kind}/").status_code == 200
    fields = {"key": "w", "name": "词库", "subject": str(subject.pk), "active": "on"}
    typed = {**fields, "folder": str(place), "set-file": "terms.csv", "set-updated": "2026-10-01"}
    answer = client.post(f"{HOME}targets/new/terms/", typed)
    target = Target.objects.get()
    assert target.settings == {"file": "terms.csv", "updated": "2026-10-01"}
    page = client.post(f"{answer.headers['Location']}test/")
    assert "找到 1 个文件" in page.text
    private = {**fields, "key": "e", "set-base_url": "http://10.0.0.1/v1"}
    refused = client.post(f"{HOME}targets/new/endpoint/", private)
    assert "内部网络" in refused.text
    assert "http://10.0.0.1/v1" in refused.text
    edit = f"{HOME}targets/{target.pk}/edit/"
    assert 'value="terms.csv"' in client.get(edit).text
    often = {"title": "每周", "project": str(project.pk), "often": "weekly", "active": "on"}
    client.post(f"{HOME}schedules/new/", {**often, "zone": "Asia/Shanghai"})
    schedule = Schedule.objects.get()
    assert schedule.next_at is not None
    bad = client.post(
        f"{HOME}schedules/{schedule.pk}/edit/",
        {**often, "often": "own", "cron": "99 * * * *", "zone": "Asia/Shanghai"},
    )
    assert "看不懂时间" in bad.text
    for path in ("projects/", "targets/", "schedules/", "compare/", "new/", "import/"):
        assert client.get(HOME + path).status_code == 200
    wrong = {"title": "x", "source": "written", "declaration": "schema: 1\n", "active": "on"}
    page = client.post(f"{HOME}projects/new/", wrong)
    assert "hegui.yaml" in page.text
    assert page.status_code == 200


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("management_reader", "", 200),
        ("management_reader", "new/", 403),
        ("management_reader", "targets/new/terms/", 403),
        ("internal_auditor", "import/", 403),
        ("engineer", "new/", 200),
    ],
)
def test_rights_on_pages(signed_in: Clients, role: str, path: str, status: int) -> None:
    assert signed_in(role).get(HOME + path).status_code == status


@pytest.mark.parametrize(
    ("path", "new"),
    [
        ("projects/", f"{HOME}projects/new/"),
        ("schedules/", f"{HOME}schedules/new/"),
        ("targets/", f"{HOME}targets/new/terms/"),
    ],
)
def test_only_those_who_may_are_offered_something_new(
    signed_in: Clients, project: Project, path: str, new: str
) -> None:
    assert f'href="{new}"' in signed_in("engineer").get(HOME + path).text
    page = signed_in("management_reader").get(HOME + path).text
    assert new not in page
    assert "/edit/" not in page


def test_a_key_is_given_on_the_page_and_over_the_api(
    signed_in: Clients, api: Clients, packed: Path
) -> None:
    client, program, url = signed_in(), api("engineer"), "/api/v1/orgs/yunlu/runs/bundles"
    file = {"file": SimpleUploadedFile("b.zip", packed.read_bytes())}
    page = client.post(f"{HOME}import/", {**file, "key": "不是公钥"}).text
    assert "不是 PEM 公钥" in page
    assert "不是公钥</textarea>" in page, "what was typed stays"
    key = pem(ephemeral_key().public).decode()
    file["file"].seek(0)
    client.post(f"{HOME}import/", {**file, "key": key})
    assert Run.objects.get().source["key"] == key
    for sent, status in ((key, 202), ("x", 422), ("\0", 422), ("x" * 5001, 422)):
        file["file"].seek(0)
        assert program.post(url, {**file, "key": sent}).status_code == status


def test_strangers_find_nothing(
    signed_in: Clients, api: Clients, other_org: Any, done: Run
) -> None:
    client = signed_in("administrator", other_org)
    for path in ("", "bundle/", "live/", "checks/terms.library/"):
        assert client.get(f"/o/other/runs/{done.pk}/{path}").status_code == 404
        assert client.get(f"{HOME}{done.pk}/{path}").status_code == 404
    foreign = api("administrator", other_org)
    base = "/api/v1/orgs/other/runs"
    assert foreign.get(f"{base}/{done.pk}").status_code == 404
    assert foreign.get(f"{base}/gates?subject=chat").status_code == 404
    assert foreign.get(f"{base}/compare?before={done.pk}&after={done.pk}").status_code == 404
    sent = foreign.post(f"{base}/{done.pk}/resume", content_type="application/json")
    assert sent.status_code == 404


def test_outside_assessors_see_what_backs_their_engagement(
    person: Callable[..., Any],
    org: Any,
    engagement: Engagement,
    done: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assessor = viewer_for(person("outside_assessor"), org)
    monkeypatch.setattr(scope, "_backings", [])
    assert not run_list(viewer=assessor).exists()

    def backing(engagements: Any) -> list[uuid.UUID]:
        assert list(engagements) == [engagement.pk]
        assert done.bundle is not None
        return [done.bundle.pk]

    scope.on_engagements(backing)
    assert [run.pk for run in run_list(viewer=assessor)] == [done.pk]


def test_the_api_runs_and_gates(
    api: Clients, viewer: Viewers, project: Project, packed: Path
) -> None:
    client = api("engineer")
    url = "/api/v1/orgs/yunlu/runs"
    assert client.get(f"{url}/gates?subject=chat").status_code == 404
    subject_create(acting_user=viewer(), type="service", key="chat", name="对话服务")
    assert client.get(f"{url}/gates?subject=chat").json()["state"] == "open"
    made = client.post(url, {"project": str(project.pk)}, "application/json")
    assert made.status_code == 202, made.text
    row = made.json()
    assert row["status"] == "queued"
    cancelled = client.post(f"{url}/{row['id']}/cancel", {}, "application/json").json()
    assert cancelled["status"] == "cancelled"
    again = client.post(f"{url}/{row['id']}/cancel", {}, "application/json")
    assert (again.status_code, again.json()["code"]) == (409, "run_state")
    sent = client.post(f"{url}/bundles", {"file": SimpleUploadedFile("b.zip", packed.read_bytes())})
    assert sent.status_code == 202, sent.text
    perform(uuid.UUID(sent.json()["id"]))
    found = client.get(f"{url}/{sent.json()['id']}").json()
    assert (found["status"], found["problems"]) == ("done", [])
    gates = client.get(f"{url}/gates?subject=chat&stage=release").json()
    assert gates["state"] in ("blocked", "open")
    assert gates["bundle"] == found["bundle"]["digest"]
    assert gates["stale"] is None
    assert client.get(f"{url}/gates?subject=chat&stage=x").status_code == 404
    assert client.get(f"{url}?status=done").json()["total"] == 1
    bad = client.post(url, {"project": str(project.pk), "only": ["x"]}, "application/json")
    assert (bad.status_code, bad.json()["code"]) == (422, "invalid")
    extra = client.post(url, {"project": str(project.pk), "state": "done"}, "application/json")
    assert extra.status_code == 422
    reader = api("management_reader")
    assert reader.post(url, {"project": str(project.pk)}, "application/json").status_code == 403


def test_runs_do_not_share_targets_with_other_organisations(
    viewer: Viewers, project: Project, other_org: Any
) -> None:
    from hegui.common.errors import HeguiError

    with pytest.raises(HeguiError):
        run_start(acting_user=viewer("administrator", other_org), project=project)
    with pytest.raises(HeguiError):
        run_start(acting_user=viewer(), project=project, targets=[uuid.uuid4()])


def test_what_would_run_is_looked_at_outside_a_transaction(
    signed_in: Clients, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    depth: dict[str, int] = {}
    plan, start = lists.plan_of, lists.run_start

    def planned(*args: Any, **kw: Any) -> Any:
        depth["plan"] = len(connection.savepoint_ids)
        return plan(*args, **kw)

    def begun(*args: Any, **kw: Any) -> Any:
        depth["start"] = len(connection.savepoint_ids)
        return start(*args, **kw)

    monkeypatch.setattr(lists, "plan_of", planned)
    monkeypatch.setattr(lists, "run_start", begun)
    client, fields = signed_in(), {"project": str(project.pk), "submission": "b" * 32}
    outside = len(connection.savepoint_ids)
    assert client.post(f"{HOME}new/", {**fields, "preview": "1"}).status_code == 200
    assert not Run.objects.exists()
    assert client.post(f"{HOME}new/", fields).status_code == 302
    assert depth["plan"] == outside
    assert depth["start"] > outside

"""Targets, declarations made from records, and schedules."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client
from msgspec import inspect

from hegui.common.errors import HeguiError
from hegui.project.places import TARGETS as PROJECT_TARGETS
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.services import subject_create
from hegui.server.rest.outside import AddressRefusedError
from hegui.server.runs.declarations import targets_of
from hegui.server.runs.due import next_time
from hegui.server.runs.errors import CronRefusedError, FolderRefusedError, TargetRefusedError
from hegui.server.runs.execution.aside import plan_of
from hegui.server.runs.execution.environment import environment
from hegui.server.runs.execution.preparing import declaration
from hegui.server.runs.forms import target_form
from hegui.server.runs.models import Project, Run, Schedule, Target
from hegui.server.runs.services import (
    project_create,
    run_start,
    schedule_create,
    schedules_start_due,
    target_create,
    target_test,
)
from hegui.server.runs.settings_fields import CHOICES, LABELS, flat
from hegui.server.runs.shapes import LISTS, OFFERED, record_of
from hegui.server.runs.words import TARGETS
from hegui.server.runs.work.guard import networks, reachable

Viewers = Callable[..., Viewer]


@pytest.fixture
def subject(viewer: Viewers) -> Any:
    return subject_create(acting_user=viewer(), type="service", key="chat", name="对话服务")


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/v1",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:8000/v1",
        "http://[::ffff:10.0.0.1]/v1",
        "http://0.0.0.0/",
        "http://2130706434/",
        "file:///etc/passwd",
        "http://user:word@127.0.0.1/",
        "gopher://127.0.0.1/",
    ],
)
def test_addresses_into_private_networks_are_refused(
    viewer: Viewers, subject: Any, url: str
) -> None:
    with pytest.raises((AddressRefusedError, HeguiError)) as refused:
        target_create(
            acting_user=viewer(),
            type="endpoint",
            key="e",
            name="e",
            subject=subject,
            settings={"base_url": url},
        )
    assert refused.value.http_status == 422
    text = f"""schema: hegui/project/1
organisation: {{id: o, name: o}}
subjects: [{{id: s, kind: service, name: s}}]
targets: {{endpoints: [{{id: e, subject: s, base_url: "{url}"}}]}}
"""
    with pytest.raises(HeguiError):
        project_create(acting_user=viewer(), title="p", source="written", declaration=text)


@pytest.mark.parametrize(
    ("address", "fits"),
    [
        ("93.184.216.34", True),
        ("127.0.0.1", True),
        ("127.0.0.2", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("fec0::1", False),
        ("0.1.2.3", False),
        ("100.64.0.1", False),
        ("::ffff:127.0.0.1", True),
        ("2002:a00:1::", False),
        ("2001:0:4136:e378:8000:63bf:f5ff:fffe", False),
        ("2606:4700::5efe:10.0.0.1", False),
        ("2606:4700::1111", True),
        ("224.0.0.1", False),
        ("nonsense", False),
    ],
)
def test_the_working_process_reaches_public_addresses_only(address: str, fits: bool) -> None:
    assert reachable(address, networks(["127.0.0.1"])) is fits


@pytest.mark.parametrize("name", ["HEGUI_SECRET_KEY", "PATH", "AWS_SECRET_ACCESS_KEY"])
def test_secrets_of_the_server_cannot_be_sent(viewer: Viewers, subject: Any, name: str) -> None:
    with pytest.raises(HeguiError) as refused:
        target_create(
            acting_user=viewer(),
            type="endpoint",
            key="e",
            name="e",
            subject=subject,
            settings={"base_url": "http://127.0.0.1:9/v1", "api_key_env": name},
        )
    assert refused.value.data["field"] == "settings.api_key_env"
    given = {name: "x", "HEGUI_TARGET_A": "a", "CHAT_KEY": "c", "HEGUI_DATABASE_URL": "d"}
    assert set(environment((), given)) & set(given) == {name} & {"PATH"}
    assert set(environment(["CHAT_KEY"], given)) & set(given) == {"CHAT_KEY"} | ({name} & {"PATH"})


@pytest.mark.parametrize("kind", ["recorded", "http"])
def test_endpoints_that_need_a_file_are_for_written_declarations(
    viewer: Viewers, subject: Any, kind: str
) -> None:
    with pytest.raises(HeguiError) as refused:
        target_create(
            acting_user=viewer(),
            type="endpoint",
            key="e",
            name="e",
            subject=subject,
            settings={"kind": kind, "file": "answers.jsonl"},
        )
    assert refused.value.data["field"] == "settings.kind"
    assert "hegui.yaml" in refused.value.message("zh")


def test_folders_outside_the_allowed_ones_are_refused(
    viewer: Viewers, subject: Any, place: Path, tmp_path: Path
) -> None:
    link = place / "out"
    os.symlink(tmp_path / "elsewhere", link)
    (tmp_path / "elsewhere").mkdir()
    for folder in ("/etc", str(place / ".." / ".."), str(link), "p", "/no/such", "\0"):
        with pytest.raises(FolderRefusedError):
            target_create(
                acting_user=viewer(),
                type="media",
                key="m",
                name="m",
                subject=subject,
                folder=folder,
                settings={"files": ["*"]},
            )


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"files": "a.jsonl"},
        {"files": ["a"], "nonsense": 1},
        {"files": ["a"], "subject": "x"},
        {"files": ["sk-abcdefghijklmnopqrstuvwxyz0123456789ABCD"]},
    ],
)
def test_settings_must_have_the_shape_of_their_kind(
    viewer: Viewers, subject: Any, place: Path, typed: dict[str, Any]
) -> None:
    with pytest.raises(HeguiError) as refused:
        target_create(
            acting_user=viewer(),
            type="corpus",
            key="c",
            name="c",
            subject=subject,
            folder=str(place),
            settings=typed,
        )
    assert refused.value.http_status == 422


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("corpus", {"files": ["a.jsonl", "../b.jsonl"]}, "settings.files"),
        ("corpus", {"files": ["a.jsonl"], "sources": "/etc/passwd"}, "settings.sources"),
        ("terms", {"file": "way/terms.csv"}, "settings.file"),
        ("media", {"files": ["a\\b"]}, "settings.files"),
    ],
)
def test_files_outside_the_folder_are_refused_on_saving(
    viewer: Viewers, subject: Any, place: Path, kind: str, typed: dict[str, Any], field: str
) -> None:
    os.symlink(place.parent, place / "way")
    with pytest.raises(TargetRefusedError) as refused:
        target_create(
            acting_user=viewer(),
            type=kind,
            key="c",
            name="c",
            subject=subject,
            folder=str(place),
            settings=typed,
        )
    assert refused.value.data["field"] == field
    assert "数据文件夹以内" in refused.value.message("zh")


def test_every_setting_and_choice_of_a_target_has_words() -> None:
    same = {"max_tokens", "max_completion_tokens"}  # names of parameters stay what they are
    for kind in LISTS:
        for name, field in flat(record_of(kind)):
            assert name in LABELS, (kind, name)
            offered = OFFERED.get(f"{record_of(kind).__name__}.{name}")
            parts = [field.type, *getattr(field.type, "types", ())]
            values = offered or [
                v for part in parts if isinstance(part, inspect.LiteralType) for v in part.values
            ]
            assert set(values) - set(CHOICES) <= same, (kind, name)


def test_the_form_shows_a_path_that_leaves_the_folder_at_its_field(
    subject: Any, place: Path, signed_in: Callable[..., Client]
) -> None:
    typed = {"key": "c", "name": "c", "subject": subject.pk, "folder": str(place), "active": "on"}
    path = "/o/yunlu/runs/targets/new/corpus/"
    answer = signed_in().post(path, {**typed, "set-files": "../b.jsonl"})
    assert answer.status_code == 200
    assert "路径“../b.jsonl”含有“..”" in answer.text
    assert not Target.objects.exists()


def test_a_declaration_is_made_from_the_records(viewer: Viewers, subject: Any, place: Path) -> None:
    fields = {"subject": subject, "folder": str(place)}
    words = target_create(
        acting_user=viewer(),
        type="terms",
        key="w",
        name="词库",
        **fields,
        settings={"file": "terms.csv"},
    )
    (place / "m").mkdir()
    (place / "m" / "a.png").write_bytes(b"x")
    own = {**fields, "folder": str(place / "m")}
    target_create(
        acting_user=viewer(), type="media", key="m", name="图", **own, settings={"files": ["*.png"]}
    )
    assert target_test(acting_user=viewer(), target=words)["ok"]
    project = project_create(acting_user=viewer(), title="记录", source="made")
    run = run_start(acting_user=viewer(), project=project, only=["terms"])
    text, root = declaration(run, [])
    value = yaml.safe_load(text)
    assert root == str(place)
    assert value["subjects"] == [{"id": "chat", "kind": "service", "name": "对话服务"}]
    assert value["targets"]["media"] == [{"id": "m", "subject": "chat", "files": ["m/*.png"]}]
    plan = plan_of(run)
    assert [job["check"] for job in plan["jobs"]] == ["terms.library"]


def test_every_kind_of_target_of_a_project_file_can_be_kept() -> None:
    assert set(LISTS.values()) == set(PROJECT_TARGETS)
    assert list(LISTS) == list(TARGETS) == Target.Type.values
    for kind in LISTS:
        assert target_form(kind).base_fields


@pytest.mark.parametrize(
    ("kind", "typed", "moved"),
    [
        (
            "protected",
            {"kind": "blocked", "files": ["works/*.txt"], "index": "made.idx"},
            {"kind": "blocked", "files": ["m/works/*.txt"], "index": "m/made.idx"},
        ),
        (
            "sample",
            {"file": "draw.json", "reviewed": "a.csv", "second": "b.csv"},
            {"file": "m/draw.json", "reviewed": "m/a.csv", "second": "m/b.csv"},
        ),
        ("classifier", {"file": "told.csv"}, {"file": "m/told.csv"}),
        (
            "annotation",
            {"people": ["p.csv"], "batches": ["b/*.jsonl"]},
            {"people": ["m/p.csv"], "batches": ["m/b/*.jsonl"]},
        ),
    ],
)
def test_a_target_about_training_data_is_declared_with_its_files(
    viewer: Viewers,
    subject: Any,
    place: Path,
    signed_in: Callable[..., Client],
    kind: str,
    typed: dict[str, Any],
    moved: dict[str, Any],
) -> None:
    (place / "m" / "works").mkdir(parents=True)
    for name in ("m/works/a.txt", "m/made.idx", "m/draw.json", "m/told.csv", "m/p.csv"):
        (place / name).write_bytes(b"x")
    fields = {"key": "t", "name": "目标", "subject": str(subject.pk), "folder": str(place / "m")}
    sent = {
        f"set-{name}": "\n".join(value) if isinstance(value, list) else value
        for name, value in typed.items()
    }
    answer = signed_in().post(
        f"/o/yunlu/runs/targets/new/{kind}/", {**fields, **sent, "active": "on"}
    )
    assert answer.status_code == 302, answer.text
    made = Target.objects.get()
    assert made.settings.items() >= typed.items()
    assert target_test(acting_user=viewer(), target=made)["ok"]
    declared = targets_of([made], str(place))[LISTS[kind]][0]
    assert declared.items() >= {"id": "t", "subject": "chat", **moved}.items()


def test_prices_and_caps_of_an_endpoint_are_asked_for(
    viewer: Viewers, subject: Any, signed_in: Callable[..., Client]
) -> None:
    path = "/o/yunlu/runs/targets/new/endpoint/"
    page = signed_in().get(path).text
    assert all(f"set-{name}" in page for name in ("price_in", "max_cost", "max_requests"))
    fields = {
        "key": "e",
        "name": "接口",
        "subject": str(subject.pk),
        "active": "on",
        "set-kind": "chat",
        "set-base_url": "https://93.184.216.34/v1",
        "set-price_out": "8",
        "set-max_cost": "20000",
    }
    wrong = signed_in().post(path, {**fields, "set-max_requests": "0"})
    assert (wrong.status_code, Target.objects.count()) == (200, 0)
    answer = signed_in().post(path, {**fields, "set-max_requests": "500"})
    assert answer.status_code == 302, answer.text
    kept = Target.objects.get().settings
    assert (kept["price_out"], kept["max_cost"], kept["max_requests"]) == (8.0, 20000.0, 500)


@pytest.mark.parametrize(
    ("cron", "zone", "after", "expected"),
    [
        ("daily", "Asia/Shanghai", "2026-11-20T17:59:00+00:00", "2026-11-20T18:00:00+00:00"),
        ("weekly", "Asia/Shanghai", "2026-11-22T18:00:00+00:00", "2026-11-29T18:00:00+00:00"),
        ("monthly", "Asia/Shanghai", "2026-12-31T18:00:01+00:00", "2027-01-31T18:00:00+00:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T22:00:00+00:00", "2026-10-25T00:30:00+00:00"),
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00+00:00", "2026-03-29T01:00:00+00:00"),
        ("0 9 29 2 *", "Asia/Shanghai", "2026-01-01T00:00:00+00:00", "2028-02-29T01:00:00+00:00"),
    ],
)
def test_a_schedule_is_due_in_its_own_zone(cron: str, zone: str, after: str, expected: str) -> None:
    assert next_time(cron, zone, dt.datetime.fromisoformat(after)).isoformat() == expected


@pytest.mark.parametrize(
    "cron", ["", "* * *", "61 * * * *", "hourly", "0 0 31 2 *", "每天", "@daily"]
)
def test_times_that_never_come_are_refused(cron: str) -> None:
    with pytest.raises(CronRefusedError):
        next_time(cron, "Asia/Shanghai", dt.datetime.now(dt.UTC))


def test_what_was_missed_is_started_once(viewer: Viewers, project: Project) -> None:
    schedule = schedule_create(
        acting_user=viewer(), title="每夜", project=project, cron="daily", only=["terms"]
    )
    later = schedule.next_at + dt.timedelta(days=5)
    assert schedules_start_due(schedule.next_at - dt.timedelta(seconds=1)) == 0
    assert schedules_start_due(later) == 1
    assert schedules_start_due(later) == 0
    assert Schedule.objects.get(pk=schedule.pk).next_at > later
    assert schedules_start_due(later + dt.timedelta(days=2)) == 0, "the first is still waiting"
    assert Run.objects.get(schedule=schedule).only == ["terms"]


def test_the_working_process_cannot_connect_or_send_inside() -> None:
    code = """
import socket
from hegui.server.runs.work.guard import keep_out_of_private_networks
keep_out_of_private_networks(["127.0.0.2"])
def refused(call, *words):
    try:
        call(*words)
    except PermissionError as error:
        return "private network" in str(error)
    except OSError:
        return False
    return False
tcp, udp = socket.socket(), socket.socket(type=socket.SOCK_DGRAM)
six = socket.socket(socket.AF_INET6)
print(refused(tcp.connect, ("127.0.0.1", 9)), refused(udp.sendto, b"x", ("10.0.0.1", 9)),
      refused(udp.sendmsg, [b"x"], [], 0, ("10.0.0.1", 9)), refused(six.connect, ("fec0::1", 9)),
      refused(tcp.connect, ("127.0.0.2", 9)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True", "True", "False"]

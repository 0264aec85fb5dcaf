"""The overview: the signed assessment speaks, says why it is undetermined; one series in a line."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hegui.common.dates import today
from hegui.server.assessments.models import Assessment
from hegui.server.assessments.services.frozen import clause_set_import
from hegui.server.assessments.services.starting import start_from_records, start_from_set
from hegui.server.controls.models import Control
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation
from hegui.server.core.services import domain_create
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.home.overview import overview
from hegui.server.improvement.models import Task
from hegui.server.pages.language import speaking
from tests.server.assessments.conftest import clauses
from tests.server.home.test_due import rows_of_every_kind

Clients = Callable[..., Client]
Viewers = Callable[..., Viewer]


def assessed(
    org: Organisation, title: str, days: int = 0, *, of: str = "GB/T 00000", **fields: Any
) -> Assessment:
    """Return an assessment of an imported set; other fields are written over it."""
    machine = system_viewer(org)
    data = json.dumps({"title": of, "clauses": clauses(6)}).encode()
    rows = clause_set_import(acting_user=machine, data=data, name="set.json")
    made = start_from_set(
        acting_user=machine,
        clause_set=rows,
        title=title,
        as_of=today() - dt.timedelta(days=days),
        **({"domain": fields.pop("domain")} if "domain" in fields else {}),
    )
    with open_for_writing():
        Assessment.objects.filter(pk=made.pk).update(**fields)
    return made


def test_the_signed_assessment_speaks_before_a_newer_draft(
    org: Organisation, signed_in: Clients
) -> None:
    assessed(org, "去年的评估", 300, state="closed")
    signed = assessed(org, "签署的评估", 30, state="signed", conclusion="partly")
    assessed(org, "随手的草稿", 1)
    page = signed_in("management_reader").get("/o/yunlu/").text
    assert f"/assessments/{signed.pk}/" in page
    assert "签署的评估" in page
    assert "已签署" in page
    assert f"基准日 {signed.as_of}" in page
    assert "为什么未定" not in page
    assert "打开最新的签署评估" in page


def test_a_draft_says_that_it_is_one_and_why_nothing_is_determined(
    org: Organisation, signed_in: Clients
) -> None:
    draft = assessed(org, "草稿评估")
    page = signed_in("management_reader").get("/o/yunlu/").text
    assert "草稿，尚未签署" in page
    assert "为什么未定" in page
    assert "门槛“" in page
    assert f"/assessments/{draft.pk}/clauses/?verdict=undetermined" in page
    english = signed_in("management_reader")
    english.cookies["hegui_language"] = "en"
    assert "clauses of the gate" in english.get("/o/yunlu/").text


def test_a_line_never_joins_clause_sets_or_domains(org: Organisation, viewer: Viewers) -> None:
    unit = domain_create(acting_user=system_viewer(org), name="语音事业部")
    counts = {"conforms": 3, "does_not_conform": 1}
    for n in range(3):
        assessed(org, f"甲 {n}", n, counts=counts)
    for n in range(2):
        assessed(org, f"乙 {n}", n, of="TC260", counts={"conforms": 1, "partly": 3})
    for n in range(2):
        assessed(org, f"丙 {n}", n + 10, domain=unit, counts={"partly": 4})
    board = overview(viewer())
    assert board.trend is not None
    sizes = {one.title: len(one.rows) for one in board.trend.choices}
    assert sizes == {"GB/T 00000": 3, "TC260": 2, "GB/T 00000 · 语音事业部": 2}
    other = next(one for one in board.trend.choices if one.title == "TC260")
    with speaking("zh"):
        chosen = overview(viewer(), series=other.id).trend
    assert chosen is not None
    assert [row[1] for row in chosen.chart.rows] == ["25", "25"]
    assert "TC260" in chosen.chart.title
    assert "2 次，从" in chosen.chart.summary
    nonsense = overview(viewer(), series="' OR 1=1").trend
    assert nonsense is not None
    assert nonsense.chosen == board.trend.chosen


def test_the_heat_map_changes_from_layers_to_stages(org: Organisation, signed_in: Clients) -> None:
    start_from_records(acting_user=system_viewer(org), title="年度评估")
    client = signed_in()
    layers, stages = client.get("/o/yunlu/").text, client.get("/o/yunlu/?by=stage").text
    assert '<th scope="col">层面</th>' in layers
    assert '<th scope="col">阶段</th>' in stages
    assert '<th scope="row">数据采集</th>' in stages
    assert '<th scope="row">不在阶段门槛上</th>' in stages
    assert "等级：推断" in stages


def test_people_without_assessments_are_shown_a_next_step(signed_in: Clients) -> None:
    page = signed_in("outside_assessor").get("/o/yunlu/")
    assert page.status_code == 200
    assert "还没有你能看的评估" in page.text


def test_the_overview_costs_the_same_at_any_size(org: Organisation, signed_in: Clients) -> None:
    for n in range(2):
        assessed(org, f"评估 {n}", n)
    rows_of_every_kind(org, 2)
    client = signed_in()
    client.get("/o/yunlu/")
    with CaptureQueriesContext(connection) as few:
        client.get("/o/yunlu/")
    for n in range(2, 8):
        assessed(org, f"评估 {n}", n)
    more_rows(org)
    with CaptureQueriesContext(connection) as many:
        client.get("/o/yunlu/")
    assert len(few) == len(many) <= 30


def more_rows(org: Organisation) -> None:
    """Make forty more tasks and controls that are late."""
    day = today() - dt.timedelta(days=9)
    with open_for_writing():
        for n in range(40):
            Task(organisation=org, title=f"更多 {n}", due_on=day).save()
            Control(organisation=org, title=f"更多 {n}", review_on=day).save()


def test_versions_of_one_subject_are_one_series(org: Organisation, viewer: Viewers) -> None:
    for version, days in (("1.2", 90), ("1.3", 1)):
        about = [["model", version, "sha256:" + version * 8], ["cloud", "", ""]]
        assessed(org, f"评估 {version}", days, subjects=about, judged_from="bundle")
    assessed(org, "另一对象", 1, subjects=[["chat", "2", ""]], judged_from="bundle")
    trend = overview(viewer()).trend
    assert trend is not None
    assert [len(one.rows) for one in trend.choices] == [2]
    assert trend.choices[0].title == "GB/T 00000 · 评估 1.3"


def test_a_new_subject_does_not_end_the_line_of_what_is_judged_here(
    org: Organisation, viewer: Viewers
) -> None:
    assessed(org, "上次", 90, subjects=[["a", "1", ""]], judged_from="server")
    assessed(org, "这次", 1, subjects=[["a", "1", ""], ["b", "1", ""]], judged_from="server")
    trend = overview(viewer()).trend
    assert trend is not None
    assert [len(one.rows) for one in trend.choices] == [2]

"""Rules of evidence: staleness, the engine's view, outside assessors, retention, reminders, plans."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from hegui.server.core.errors import ConflictError
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer, system_viewer
from hegui.server.core.writing import writing
from hegui.server.evidence import scope
from hegui.server.evidence.models import FileReading, Item, ItemVersion, Link
from hegui.server.evidence.selectors import (
    as_evidence,
    evidence_counts,
    item_list,
    items_for,
)
from hegui.server.evidence.services import (
    content_remove,
    item_approve,
    item_change,
    item_hold,
    item_withdraw,
    keep,
    request_create,
)
from hegui.server.evidence.staleness import lapses, stale_now
from hegui.server.evidence.tasks import file_read, organisation_remind
from hegui.server.improvement.models import Notice
from hegui.server.inventory.services import subject_create, version_add
from tests.support.evidence import evidence_seed, make_item

Viewers = Callable[..., Viewer]
Clients = Callable[..., Client]


def model_with(viewer: Viewer, label: str, digest: str = "") -> Any:
    subject = subject_create(acting_user=viewer, type="model", key="m1", name="大模型")
    version_add(acting_user=viewer, subject=subject, label=label, digest=digest)
    return subject


def test_a_new_version_makes_evidence_about_the_old_one_stale(viewer: Viewers) -> None:
    who = viewer()
    subject = model_with(who, "v1")
    about, other = make_item(who, subject=subject), make_item(who, title="无关")
    assert about.subject_digest == "v1"
    version_add(acting_user=who, subject=subject, label="v2", digest="sha256:" + "a" * 64)
    about = Item.objects.get(pk=about.pk)
    assert [lapse.code for lapse in lapses(about)] == ["version"]
    assert lapses(Item.objects.get(pk=other.pk)) == []
    assert list(Item.objects.filter(stale_now("version"))) == [about]
    renewed = item_change(acting_user=who, item=about, changes={"subject_digest": "v2"})
    assert lapses(renewed) == []


def test_the_engine_sees_current_evidence_by_its_own_rules(
    viewer: Viewers, org: Organisation
) -> None:
    who = viewer()
    item = make_item(who, subject=model_with(who, "v1"), valid_until=dt.date(2027, 1, 1))
    item_approve(acting_user=who, item=item)
    with writing(system_viewer(org)) as write:
        write.change(
            org, "core.organisation.changed", {"settings": {"duties": {"hr_lead": [who.actor]}}}
        )
    make_item(who, title="草稿", type="")
    unread = make_item(who, b"\x01\x02\x03\x80\xff" * 9, title="不可读", name="x.dat")
    first, second = as_evidence(org)
    assert (first.type, first.date, first.approver_roles) == (
        "EV-TRN",
        dt.date(2026, 3, 31),
        ("hr_lead",),
    )
    assert (first.covers, first.readable) == ({"m1": "v1"}, True)
    assert first.approved_on == timezone.localdate()
    assert (second.id, second.readable) == (str(unread.pk), False)
    assert second.problem_zh
    assert second.problem_en


def test_a_file_is_read_by_a_worker_before_anybody_judges(viewer: Viewers) -> None:
    make_item(viewer(), "参加人员：甲、乙")
    make_item(viewer(), "参加人员：甲、乙", title="同一文件")
    waiting = [row for row in DBTaskResult.objects.all() if row.task_path.endswith("file_read")]
    assert waiting
    sha256, name = waiting[0].args_kwargs["args"]
    file_read.call(sha256, name)
    assert FileReading.objects.get().readable
    make_item(viewer(), "参加人员：甲、乙", title="又一次")
    again = [row for row in DBTaskResult.objects.all() if row.task_path.endswith("file_read")]
    assert len(again) == len(waiting)


def test_a_lasting_rule_is_dated_from_its_first_day(viewer: Viewers, org: Organisation) -> None:
    make_item(viewer(), period_from=dt.date(2025, 5, 6), period_to=dt.date(2099, 1, 1))
    assert as_evidence(org)[0].date == dt.date(2025, 5, 6)


@pytest.fixture
def outside_sees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scope, "_scopes", [lambda engagements: Q(to="clause", ref="4.1")])


@pytest.mark.usefixtures("outside_sees")
def test_outside_assessors_see_what_belongs_to_their_engagement(
    viewer: Viewers, signed_in: Clients
) -> None:
    who = viewer()
    seen = make_item(who, title="可见", links=[("clause", "4.1"), ("clause", "4.2")])
    hidden = make_item(who, title="不可见", links=[("clause", "4.2")])
    make_item(who, title="草稿", draft=True, links=[("clause", "4.1")])
    outside = viewer("outside_assessor")
    assert list(item_list(viewer=outside)) == [seen]
    client, at = signed_in("outside_assessor"), "/o/yunlu/evidence/"
    page = client.get(f"{at}{seen.pk}/").text
    assert "4.1" in page
    assert ">4.2<" not in page
    assert client.get(f"{at}{hidden.pk}/").status_code == 404
    assert client.get(f"{at}{hidden.pk}/files/1/").status_code == 404
    assert client.post(f"{at}{seen.pk}/withdraw/", {"reason": "x"}).status_code == 403
    assert items_for(viewer=outside, kind="clause", refs=["4.1"]) == {"4.1": [seen]}
    assert evidence_counts(viewer=outside, kind="clause") == {"4.1": 1}


def test_without_a_scope_outside_assessors_see_nothing(viewer: Viewers, monkeypatch: Any) -> None:
    monkeypatch.setattr(scope, "_scopes", [])
    make_item(viewer(), links=[("clause", "4.1")])
    assert not item_list(viewer=viewer("outside_assessor")).exists()


def test_counts_and_items_of_many_clauses_take_one_query(
    viewer: Viewers, org: Organisation, django_assert_num_queries: Any
) -> None:
    evidence_seed(org, 200)
    who = viewer()
    with django_assert_num_queries(1):
        found = items_for(viewer=who, kind="clause", refs=["4.1", "4.2", "nowhere"])
    assert (len(found["4.1"]) > 10, found["nowhere"]) == (True, [])
    with django_assert_num_queries(1):
        assert set(evidence_counts(viewer=who, kind="clause")) == {"4.1", "4.2", "5.1", "6.1"}


def test_content_goes_only_when_its_term_is_over_and_nothing_holds_it(viewer: Viewers) -> None:
    who = viewer()
    item = make_item(who)
    version = item.current
    with pytest.raises(ConflictError, match="current version"):
        content_remove(acting_user=who, version=version, reason="满期")
    item_withdraw(acting_user=who, items=[item], reason="旧")
    with pytest.raises(ConflictError, match="must be kept until"):
        content_remove(acting_user=who, version=version, reason="满期")
    with writing(who) as write:
        old = timezone.now() - dt.timedelta(days=4000)
        ItemVersion.objects.update(created_at=old)
        Item.objects.update(period_to=dt.date(2015, 1, 1), period_from=None)
        write.note("test.aged", item)
    item_hold(acting_user=who, item=Item.objects.get(), held=True, reason="诉讼")
    version = ItemVersion.objects.get()
    with pytest.raises(ConflictError, match="legal hold"):
        content_remove(acting_user=who, version=version, reason="满期")
    item_hold(acting_user=who, item=Item.objects.get(), held=False, reason="结案")
    done = content_remove(acting_user=who, version=ItemVersion.objects.get(), reason="满期")
    assert done.removed_at
    assert len(done.sha256) == 64


def test_reminders_come_once_a_week(viewer: Viewers, person: Any, org: Organisation) -> None:
    due = timezone.localdate() + dt.timedelta(days=2)
    request_create(acting_user=viewer(), title="日志", asked_of=person("engineer"), due_on=due)
    make_item(viewer("control_owner"), valid_until=due)
    for _ in range(2):
        organisation_remind.func(str(org.pk))
    assert Notice.objects.filter(user=person("engineer")).count() == 2
    assert Notice.objects.filter(user=person("control_owner"), zh__contains="到期").count() == 1


def test_the_same_bytes_are_kept_once(viewer: Viewers) -> None:
    first = keep(io.BytesIO(b"same"), "a.txt")
    assert keep(io.BytesIO(b"same"), "b.txt").sha256 == first.sha256


ORDERS = [("-id", Q()), ("title", Q()), ("valid_until", Q()), ("-valid_until", Q())]
ORDERS += [("-id", Q(type="EV-TRN")), ("-id", Q(state="draft")), ("-id", Q(link_count=0))]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of a small table differs")
@pytest.mark.parametrize(("order", "which"), ORDERS)
def test_pages_of_the_list_walk_an_index(
    viewer: Viewers, org: Organisation, order: str, which: Q
) -> None:
    evidence_seed(org, 50)
    rows = item_list(viewer=viewer()).filter(which).order_by(order, *(["-pk"] * (order != "-id")))
    plan = rows[:21].explain()
    assert "USING INDEX evidence_item" in plan, plan
    assert "SCAN evidence_item" not in plan, plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan, plan


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan of a small table differs")
def test_links_of_clauses_walk_an_index(viewer: Viewers, org: Organisation) -> None:
    rows = Link.objects.filter(organisation=org, to="clause", ref__in=["4.1", "4.2"]).order_by()
    assert "evidence_link_ref" in rows.explain()

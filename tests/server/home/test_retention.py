"""Reminders of what has passed its retention period; nothing is deleted."""

import datetime as dt
from collections.abc import Callable

import pytest

from hegui.server.accounts.services import hold_set, retention_change
from hegui.server.core.guard import open_for_writing
from hegui.server.core.models import Organisation, User
from hegui.server.core.periodic import periodic_jobs
from hegui.server.core.viewer import Viewer
from hegui.server.evidence.models import ItemVersion
from hegui.server.evidence.services import item_hold, item_withdraw
from hegui.server.home import tasks
from hegui.server.home.retention import overdue, remind_of_retention
from hegui.server.home.tasks import retention_remind
from hegui.server.improvement.models import Notice
from hegui.server.journal.services import ledger_export
from hegui.server.runs.models import Run
from tests.support.evidence import make_item

Viewers = Callable[..., Viewer]
MADE = dt.datetime(2026, 1, 10, 9, tzinfo=dt.UTC)
LATE = dt.date(2029, 4, 15)


@pytest.fixture
def old(viewer: Viewers, org: Organisation) -> Organisation:
    """Return an organisation with old evidence of each kind and an old run."""
    who = viewer()
    lasting = make_item(who, "仍有效", title="仍有效")
    ended = make_item(who, "到期", title="到期", valid_until=dt.date(2026, 3, 1))
    away = make_item(who, "撤回", title="撤回")
    held = make_item(who, "保全", title="保全", valid_until=dt.date(2026, 3, 1))
    item_withdraw(acting_user=who, items=[away], reason="旧")
    item_hold(acting_user=who, item=held, held=True, reason="诉讼")
    run = Run(organisation=org, type=Run.Type.IMPORT, state=Run.State.DONE, finished_at=MADE)
    with open_for_writing():
        run.save()
        ItemVersion.objects.filter(item__in=[lasting, ended, away, held]).update(created_at=MADE)
        Organisation.objects.filter(pk=org.pk).update(created_at=MADE)
    org.refresh_from_db()
    return org


def test_only_what_ended_counts_and_only_after_its_term(old: Organisation) -> None:
    kinds = {key: overdue(old, LATE).get(key) for key in ("evidence", "runs", "people")}
    assert kinds == {"evidence": 2, "runs": 1, "people": None}
    assert overdue(old, LATE)["ledger_export"] > 5
    assert overdue(old, dt.date(2029, 3, 31)).get("evidence", 0) == 0
    assert overdue(old, dt.date(2029, 1, 9)).get("runs", 0) == 0
    assert overdue(old, dt.date(2026, 4, 9)) == {}


def test_periods_are_those_of_the_organisation(old: Organisation, viewer: Viewers) -> None:
    retention_change(acting_user=viewer(), months={"evidence": 600, "runs": 600}, reason="自定")
    old.refresh_from_db()
    assert overdue(old, LATE).keys() == {"ledger_export"}


def test_administrators_are_told_once_a_day(
    old: Organisation, person: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    person("engineer")
    monkeypatch.setattr(tasks, "today", lambda: LATE)
    before = ItemVersion.objects.filter(removed_at=None).count()
    assert [retention_remind.call(str(old.pk)) for _ in range(2)] == [2, 0]
    assert set(Notice.objects.values_list("user", flat=True)) == {person("administrator").pk}
    clear = Notice.objects.get(key__startswith="retention:clear")
    assert "证据 2" in clear.zh
    assert "Evidence: 2" in clear.en
    assert remind_of_retention(old, LATE + dt.timedelta(days=1)) == 2
    assert ItemVersion.objects.filter(removed_at=None).count() == before


def test_a_legal_hold_is_said(old: Organisation, viewer: Viewers) -> None:
    hold_set(acting_user=viewer(), reason="（2026）诉字第 7 号")
    old.refresh_from_db()
    remind_of_retention(old, LATE)
    text = Notice.objects.get(key__startswith="retention:clear")
    assert "诉字第 7 号" in text.zh
    assert "不得删除" in text.zh
    assert "legal hold" in text.en


def test_an_export_of_the_ledger_settles_it(old: Organisation, viewer: Viewers) -> None:
    list(ledger_export(acting_user=viewer()))
    assert "ledger_export" not in overdue(old, dt.date(2026, 12, 1))


def test_the_job_is_registered() -> None:
    assert "home.retention" in {job.name for job in periodic_jobs()}

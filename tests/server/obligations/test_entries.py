"""What is done about obligations, decisions of people, and their history."""

import datetime as dt
from collections.abc import Callable

import pytest

from hegui.common.dates import today
from hegui.server.controls.services import control_create
from hegui.server.core.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    StaleVersionError,
)
from hegui.server.core.models import Organisation
from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.obligations.models import EntryChange, ObligationEntry
from hegui.server.obligations.selectors import (
    obligation_history,
    register_line,
    standings,
)
from hegui.server.obligations.services import (
    decision_make,
    decision_withdraw,
    entry_change,
    entry_undo,
)

Viewers = Callable[..., Viewer]
ID = "GAI-04-1"


def test_changes_are_kept_and_undone_in_turn(viewer: Viewers) -> None:
    person = viewer("compliance_officer").user
    day = dt.date(2026, 3, 1)
    entry_change(
        acting_user=viewer(), obligation=ID, changes={"owner": person, "how_met": "一", "review_on": day}
    )  # fmt: skip
    entry_change(acting_user=viewer(), obligation=ID, changes={"owner": None, "how_met": "二"})
    entry = entry_undo(acting_user=viewer(), obligation=ID)
    assert (entry.owner, entry.how_met, entry.review_on) == (person, "一", day)
    entry = entry_undo(acting_user=viewer(), obligation=ID)
    assert (entry.owner, entry.how_met) == (None, "二")
    assert EntryChange.objects.count() == 4
    with pytest.raises(ConflictError):
        entry_undo(acting_user=viewer(), obligation="GAI-04-2")


def test_the_ledger_holds_no_text_of_people(viewer: Viewers) -> None:
    secret = "张三负责，电话见通讯录"
    entry_change(acting_user=viewer(), obligation=ID, changes={"how_met": secret, "note": secret})
    told = [(row.before, row.after, row.reason) for row in Entry.objects.all()]
    assert secret not in str(told)
    assert Entry.objects.filter(action="obligations.entry.changed").exists()


def test_stale_versions_are_refused(viewer: Viewers) -> None:
    entry = entry_change(acting_user=viewer(), obligation=ID, changes={"note": "a"}, expected=0)
    with pytest.raises(StaleVersionError):
        entry_change(acting_user=viewer(), obligation=ID, changes={"note": "b"}, expected=0)
    with pytest.raises(StaleVersionError):
        entry_change(acting_user=viewer(), obligation="GAI-04-2", changes={}, expected=3)
    with pytest.raises(StaleVersionError):
        entry_undo(acting_user=viewer(), obligation=ID, expected=entry.version - 1)
    assert ObligationEntry.objects.get().note == "a"


@pytest.mark.parametrize(
    ("changes", "more"),
    [
        ({"status": "perfect"}, {}),
        ({"how_met": "x" * 20_001}, {}),
        ({"obligation": "GAI-04-2"}, {}),
        ({"organisation": None}, {}),
        ({"note": "x"}, {"effective_on": today() + dt.timedelta(days=1)}),
        ({"note": "x"}, {"effective_on": dt.date(1, 1, 1)}),
    ],
)
def test_bad_changes_are_refused(
    viewer: Viewers, changes: dict[str, object], more: dict[str, dt.date]
) -> None:
    with pytest.raises(InvalidError):
        entry_change(acting_user=viewer(), obligation=ID, changes=changes, **more)
    assert not ObligationEntry.objects.exists()


def test_who_may_not_change_changes_nothing(viewer: Viewers) -> None:
    for role in ("engineer", "management_reader", "control_owner"):
        with pytest.raises(ForbiddenError):
            entry_change(acting_user=viewer(role), obligation=ID, changes={"note": "x"})
        with pytest.raises(ForbiddenError):
            decision_make(acting_user=viewer(role), obligation=ID, state="applies", reason="x")
    with pytest.raises(NotFoundError):
        entry_change(acting_user=viewer(), obligation="NO-1", changes={})


def test_a_person_outranks_the_machine_and_both_are_kept(
    viewer: Viewers, org: Organisation
) -> None:
    machine = standings(org)[ID].machine
    made = decision_make(
        acting_user=viewer(), obligation=ID, state="does_not_apply", reason="仅供内部研发使用"
    )
    found = standings(org)[ID]
    assert (found.state, found.zh, found.machine) == ("does_not_apply", "仅供内部研发使用", machine)
    assert (made.machine_state, made.machine_zh) == (machine.state, machine.zh)
    assert made.person == viewer().user
    decision_withdraw(acting_user=viewer(), decision=made, reason="已向公众开放")
    assert standings(org)[ID].state == machine.state
    events = obligation_history(viewer=viewer(), obligation=ID, entry=None)
    assert [event.what for event in events] == ["withdrawn", "decided"]
    with pytest.raises(ConflictError):
        decision_withdraw(acting_user=viewer(), decision=made, reason="再次")


def test_decisions_hold_from_their_day_on(viewer: Viewers, org: Organisation) -> None:
    start = dt.date(2026, 9, 1)
    decision_make(
        acting_user=viewer(), obligation=ID, state="applies", reason="上线", effective_on=start
    )
    assert standings(org, dt.date(2026, 8, 31))[ID].decision is None
    assert standings(org, start)[ID].state == "applies"


@pytest.mark.parametrize(("state", "reason"), [("applies", " "), ("undetermined", "x"), ("", "x")])
def test_decisions_need_a_reason_and_a_state(viewer: Viewers, state: str, reason: str) -> None:
    with pytest.raises(InvalidError):
        decision_make(acting_user=viewer(), obligation=ID, state=state, reason=reason)


def test_a_line_tells_controls_and_clauses(viewer: Viewers) -> None:
    control = control_create(acting_user=viewer(), title="来源台账", obligations=[ID])
    control_create(acting_user=viewer(), title="停用", obligations=[ID], status="retired")
    line = register_line(viewer=viewer(), obligation=ID)
    assert line.controls == [control]
    assert line.clauses
    assert line.open

"""Writing tasks."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from hegui.common.text import Text
from hegui.server.core.due import check_due
from hegui.server.core.errors import ConflictError, InvalidError
from hegui.server.core.models import Domain, User
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.improvement.estimates import with_estimator
from hegui.server.improvement.hooks import find_proof
from hegui.server.improvement.links import task_href
from hegui.server.improvement.models import OPEN_STATES, Task
from hegui.server.improvement.services.notices import notify

CHANGE = "tasks.change"
OWN = ("state", "closed_at", "closed_by", "proof", "outcome")
"""What only closing and reopening set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskItem:
    """A task to be made in bulk, such as for a clause that does not conform."""

    title: str
    source_kind: str
    source_ref: str
    source_title: str = ""
    source_href: str = ""
    description: str = ""
    closing_condition: str = ""
    owner: User | None = None
    due_on: dt.date | None = None
    priority: int = Task.Priority.NORMAL
    domain: Domain | None = None


def task_create(*, acting_user: Viewer, backdated: bool = False, **fields: Any) -> Task:
    """Create a task, or return the open one that its source has already.

    Whoever may change their own tasks only becomes the owner of one without. A due day that has
    passed is refused unless `backdated` says that history is taken over.
    """
    estimated = with_estimator(acting_user, fields, None)
    task = Task(organisation=acting_user.organisation, **estimated)
    _own(acting_user, task)
    _check(task)
    check_due(task.due_on, backdated=backdated)
    with writing(acting_user) as write:
        known = open_task(acting_user, task.source_kind, task.source_ref)
        if known is not None and acting_user.may("tasks.view", known):
            return known
        if known is not None:
            raise ConflictError(
                what_zh="这里已有一项任务，但它属于你看不到的业务域。",
                what_en="there is a task about this already, in a domain that you may not see.",
            )
        write.create(task, "improvement.task.created")
        _tell_owner(acting_user, task)
    return task


def open_task(viewer: Viewer, source_kind: str, source_ref: str) -> Task | None:
    """Return the open task of a source in the organisation, if there is one."""
    if not source_ref:
        return None
    found: Task | None = Task.objects.filter(
        organisation=viewer.organisation,
        source_kind=source_kind,
        source_ref=source_ref,
        state__in=OPEN_STATES,
    ).first()
    return found


def tasks_create_for(acting_user: Viewer, items: Sequence[TaskItem]) -> list[Task]:
    """Create a task for each item whose source has no open one; return the new ones.

    One entry in the ledger holds their number and digest.
    """
    kinds = {item.source_kind for item in items}
    rows = Task.objects.filter(
        organisation=acting_user.organisation, source_kind__in=kinds, state__in=OPEN_STATES
    )
    with writing(acting_user) as write:
        known = set(rows.values_list("source_kind", "source_ref"))
        made: dict[tuple[str, str], Task] = {}
        for item in items:
            task = Task(organisation=acting_user.organisation, **_fields(item))
            _own(acting_user, task)
            _check(task)
            check_due(task.due_on)
            source = (item.source_kind, item.source_ref)
            if source not in known:
                made.setdefault(source, task)
        tasks = list(made.values())
        if tasks:
            write.create_many(tasks, "improvement.tasks.created", about=acting_user.organisation)
        _tell_owners(acting_user, tasks)
    return tasks


def task_change(
    *,
    acting_user: Viewer,
    task: Task,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
    backdated: bool = False,
) -> Task:
    """Change an open task. `state` may become open or in progress here; closing is `task_close`."""
    acting_user.require(CHANGE, task)
    changes = {name: value for name, value in changes.items() if name not in OWN[1:]}
    if not task.is_open:
        raise ConflictError(
            what_zh="任务已关闭，请先重新打开。", what_en="the task is closed; reopen it first."
        )
    if changes.get("state", task.state) not in OPEN_STATES:
        raise InvalidError(
            field="state",
            what_zh="请用“关闭”或“取消”。",
            what_en="close or cancel it by its own step.",
        )
    changes = with_estimator(acting_user, changes, task)
    wanted = Task(organisation=task.organisation, **{"title": task.title} | changes)
    if "domain" in changes:
        moved = Task(organisation=task.organisation, domain=wanted.domain, owner=task.owner)
        acting_user.require(CHANGE, moved)
    _check(wanted)
    check_due(wanted.due_on, backdated=backdated, before=task.due_on)
    before = task.owner_id
    with writing(acting_user) as write:
        write.change(task, "improvement.task.changed", changes, expected=expected, reason=reason)
        if task.owner_id != before:
            _tell_owner(acting_user, task)
    return task


def task_close(
    *,
    acting_user: Viewer,
    task: Task,
    proof: Sequence[uuid.UUID] = (),
    reason: str = "",
    expected: int | None = None,
) -> Task:
    """Close a task as done: with evidence that shows it, or a reason why none is needed."""
    _check_proof(acting_user, proof)
    if not proof and not reason.strip():
        raise InvalidError(
            field="proof",
            what_zh="请选择能证明已完成的证据，或写明为何不需要证据。",
            what_en="choose evidence that shows it is done, or say why none is needed.",
        )
    ids = [str(one) for one in dict.fromkeys(proof)]
    return _end(acting_user, task, "done", ids, reason, expected)


def task_cancel(
    *, acting_user: Viewer, task: Task, reason: str, expected: int | None = None
) -> Task:
    """Give a task up, with the reason."""
    if not reason.strip():
        raise InvalidError(
            field="reason", what_zh="请写明取消的理由。", what_en="say why it is given up."
        )
    return _end(acting_user, task, "cancelled", task.proof, reason, expected)


def task_accept(
    *, acting_user: Viewer, task: Task, reason: str = "", expected: int | None = None
) -> Task:
    """Accept a task that was closed as done: somebody other than who closed it says it is."""
    acting_user.require(CHANGE, task)
    if task.state != Task.State.DONE:
        raise ConflictError(
            what_zh="只有已完成的任务可以验收。", what_en="only a task that is done is accepted."
        )
    if acting_user.user is not None and task.closed_by_id == acting_user.user.pk:
        raise ConflictError(
            what_zh="关闭任务的人不能自己验收，请他人确认。",
            what_en="somebody other than who closed the task accepts it.",
        )
    with writing(acting_user) as write:
        return write.change(
            task,
            "improvement.task.accepted",
            {"state": "accepted"},
            expected=expected,
            reason=reason,
        )


def task_reopen(
    *, acting_user: Viewer, task: Task, reason: str, expected: int | None = None
) -> Task:
    """Open a closed task again, with the reason; its proof stays in the history."""
    acting_user.require(CHANGE, task)
    if task.is_open:
        raise ConflictError(what_zh="任务本来就开着。", what_en="the task is open already.")
    if not reason.strip():
        raise InvalidError(
            field="reason", what_zh="请写明重新打开的理由。", what_en="say why it is opened again."
        )
    if open_task(acting_user, task.source_kind, task.source_ref):
        raise ConflictError(
            what_zh="同一来源已有另一个未完成的任务。",
            what_en="the same source has another open task already.",
        )
    changes: dict[str, Any] = {
        "state": "open",
        "closed_at": None,
        "closed_by": None,
        "proof": [],
        "outcome": "",
    }
    with writing(acting_user) as write:
        write.change(task, "improvement.task.reopened", changes, expected=expected, reason=reason)
        _tell_owner(acting_user, task)
    return task


def _end(
    viewer: Viewer, task: Task, state: str, proof: list[str], reason: str, expected: int | None
) -> Task:
    viewer.require(CHANGE, task)
    if not task.is_open:
        raise ConflictError(what_zh="任务已经关闭。", what_en="the task is closed already.")
    changes = {
        "state": state,
        "proof": proof,
        "outcome": reason,
        "closed_at": timezone.now(),
        "closed_by": viewer.user,
    }
    action = "improvement.task.closed" if state == "done" else "improvement.task.cancelled"
    with writing(viewer) as write:
        return write.change(task, action, changes, expected=expected, reason=reason)


def _own(viewer: Viewer, task: Task) -> None:
    """Refuse a new task that the viewer may not make; one's own is what nobody else is to do."""
    if task.owner is None and not viewer.may(CHANGE, task):
        task.owner = viewer.user
    viewer.require(CHANGE, task)


def _check(task: Task) -> None:
    if not task.title.strip():
        raise InvalidError(field="title", what_zh="不能为空。", what_en="must not be empty.")
    if task.priority not in Task.Priority.values:
        raise InvalidError(field="priority", what_zh="没有这个级别。", what_en="no such level.")
    if task.state not in OPEN_STATES:
        raise InvalidError(
            field="state", what_zh="新任务只能是开放的。", what_en="a new task is open."
        )


def _check_proof(viewer: Viewer, proof: Sequence[uuid.UUID]) -> None:
    found = find_proof(viewer, list(proof))
    if found is not None and {row.id for row in found} != set(proof):
        raise InvalidError(
            field="proof",
            what_zh="有的证据不存在，或你没有查看权限。",
            what_en="some evidence does not exist, or you may not see it.",
        )


def _fields(item: TaskItem) -> dict[str, Any]:
    fields = {name: getattr(item, name) for name in item.__dataclass_fields__}
    return fields | {name: fields[name][:200] for name in ("title", "source_title")}


def _tell_owner(viewer: Viewer, task: Task) -> None:
    """Tell the new owner, unless it is who acts."""
    if task.owner is None or task.owner == viewer.user:
        return
    text = Text(f"你有一项新任务：{task.title}", f"You have a new task: {task.title}")
    notify(task.owner, text, task_href(task), organisation=task.organisation)


def _tell_owners(viewer: Viewer, tasks: Sequence[Task]) -> None:
    """Tell each owner once, however many tasks there are."""
    owned: dict[User, list[Task]] = {}
    for task in tasks:
        if task.owner is not None:
            owned.setdefault(task.owner, []).append(task)
    for owner, mine in owned.items():
        if len(mine) == 1:
            _tell_owner(viewer, mine[0])
        elif owner != viewer.user:
            text = Text(
                f"你有 {len(mine)} 项新任务，第一项：{mine[0].title}",
                f"You have {len(mine)} new tasks, first: {mine[0].title}",
            )
            notify(owner, text, task_href(mine[0]), organisation=viewer.organisation)

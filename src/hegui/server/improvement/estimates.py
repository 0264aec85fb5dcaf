"""How many person-days a task takes: what somebody estimated, never a guess of the machine."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.models import Task
from hegui.server.pages.language import say

MOST = Decimal(9999)
STEP = Decimal("0.1")
SET = ("effort", "effort_basis")


class Effort(NamedTuple):
    """Person-days of some things together: the sum of those estimated, and how many these are."""

    days: Decimal
    estimated: int
    total: int

    @property
    def words(self) -> str:
        """Return it in words; without any estimate nothing is summed."""
        if not self.estimated:
            return say("{n} 项都未估算", "none of {n} estimated", n=self.total)
        return say(
            "{days} 人日（{total} 项中估算了 {n} 项）",
            "{days} person-days ({n} of {total} estimated)",
            days=days_words(self.days),
            n=self.estimated,
            total=self.total,
        )


def days_words(days: Decimal | None) -> str:
    """Return a number of person-days; None is not estimated."""
    return say("未估算", "not estimated") if days is None else f"{days.normalize():f}"


def remaining(task: Task | None) -> Decimal | None:
    """Return what an open task still takes; of a task that is over nothing is known."""
    return task.effort if task is not None and task.is_open else None


def effort_of(tasks: Iterable[Task | None]) -> Effort:
    """Sum the estimates of some things, each with its task or without one."""
    found = [remaining(task) for task in tasks]
    known = [days for days in found if days is not None]
    return Effort(sum(known, Decimal(0)), len(known), len(found))


def with_estimator(viewer: Viewer, changes: dict[str, Any], task: Task | None) -> dict[str, Any]:
    """Return changes in which a new estimate says whose it is; one taken back says nothing."""
    sent = {name: value for name, value in changes.items() if name not in (*SET, "effort_by")}
    given = {name: changes[name] for name in SET if name in changes}
    if not given:
        return sent
    days = as_days(given.get("effort", task.effort if task else None))
    basis = (given.get("effort_basis", task.effort_basis if task else "") or "").strip()
    if days is None:
        return sent | {"effort": None, "effort_basis": "", "effort_by": None}
    same = task is not None and (task.effort, task.effort_basis) == (days, basis)
    by = task.effort_by if task is not None and same else viewer.user
    return sent | {"effort": days, "effort_basis": basis, "effort_by": by}


def as_days(value: Any) -> Decimal | None:
    """Return a number of person-days to one decimal, or raise `InvalidError`."""
    if value is None:
        return None
    days = Decimal(str(value))
    if not days.is_finite() or not STEP / 2 <= days <= MOST:
        raise InvalidError(
            field="effort",
            what_zh="工作量应为 0.1 到 9999 人日；不知道就留空。",
            what_en="effort is 0.1 to 9,999 person-days; leave it empty when it is not known.",
        )
    return max(days.quantize(STEP), STEP)

"""The registry of checks: filled by the `@check` decorator and by entry points.

Other packages add checks through the entry-point group `hegui.checks`: loading the named module
registers what it decorates.
"""

import re
from collections.abc import Callable
from importlib.metadata import entry_points

from hegui.catalogue.model import SubjectKind
from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.engine.check import Check, Plan, Run

GROUP = "hegui.checks"
ID_PATTERN = re.compile(r"[a-z]+(\.[a-z_]+){1,3}\Z")


class DuplicateCheckError(HeguiError):
    """Two checks have the same id."""

    code = "duplicate_check"
    text = Text("检查编号“{id}”重复登记。", "The check id “{id}” is registered twice.")


class InvalidCheckError(HeguiError):
    """What was registered is not a check."""

    code = "invalid_check"
    text = Text("“{id}”不是有效的检查：{what}。", "“{id}” is not a valid check: {what}.")


class CheckNotFoundError(HeguiError):
    """There is no such check."""

    code = "check_not_found"
    exit_code = 2
    text = Text(
        "没有编号为“{id}”的检查；hegui checks 列出全部。",
        "There is no check “{id}”; hegui checks lists all.",
    )


class Registry:
    """Checks by id; refuses duplicates and wrong types."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, check: Check) -> None:
        """Register a check."""
        if not isinstance(check, Check):
            raise InvalidCheckError(id=repr(check), what="not a Check")
        if not ID_PATTERN.match(check.id):
            raise InvalidCheckError(id=check.id, what="the id must look like family.topic")
        if check.id in self._checks:
            raise DuplicateCheckError(id=check.id)
        self._checks[check.id] = check

    def get(self, check_id: str) -> Check:
        """Return the check with this id."""
        if check_id not in self._checks:
            raise CheckNotFoundError(id=check_id)
        return self._checks[check_id]

    def all(self) -> list[Check]:
        """Return all checks, sorted by id."""
        return [self._checks[key] for key in sorted(self._checks)]


REGISTRY = Registry()


def check(
    *,
    id: str,  # noqa: A002
    version: str,
    title: Text,
    subject_kinds: tuple[SubjectKind, ...],
    measures: tuple[str, ...],
    cannot_show: Text,
    plan: Plan,
    registry: Registry = REGISTRY,
) -> Callable[[Run], Run]:
    """Register the decorated function as a check."""

    def register(run: Run) -> Run:
        registry.add(Check(id, version, title, subject_kinds, measures, cannot_show, plan, run))
        return run

    return register


def load_checks(registry: Registry = REGISTRY) -> Registry:
    """Load all entry points of the group and return the filled registry."""
    for point in sorted(entry_points(group=GROUP), key=lambda p: p.name):
        point.load()
    return registry

"""The registry of checks: filled by the `@check` decorator and by entry points.

Other packages add checks through the entry-point group `hegui.checks`: loading the named module, and
the modules that it names in `MODULES`, registers what they decorate.
"""

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import get_args

from hegui.catalogue.model import SubjectKind
from hegui.common.errors import HeguiError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Check, Plan, Run
from hegui.engine.parameters import NoParameters

GROUP = "hegui.checks"
ID_PATTERN = re.compile(r"[a-z]+(\.[a-z_]+){1,3}\Z")
SUBJECT_KINDS = frozenset(get_args(SubjectKind))


class DuplicateCheckError(HeguiError):
    """Two checks have the same id."""

    code = "duplicate_check"
    text = Text(
        "检查编号“{id}”重复登记：请改用另一个编号，或删去 pending.yaml 中的同名行。",
        "The check id “{id}” is registered twice: choose another id, or delete its row in "
        "pending.yaml.",
    )


class InvalidCheckError(HeguiError):
    """What was registered is not a check."""

    code = "invalid_check"
    text = Text(
        "“{id}”不是有效的检查：{what}。请修正它的 @check 声明。",
        "“{id}” is not a valid check: {what}. Correct its @check declaration.",
    )


class CheckNotFoundError(HeguiError):
    """There is no such check."""

    code = "check_not_found"
    exit_code = 2
    text = Text(
        "没有编号为“{id}”的检查；hegui checks 列出全部。",
        "There is no check “{id}”; hegui checks lists all.",
    )


class BrokenPluginError(HeguiError):
    """A package that adds checks cannot be loaded."""

    code = "broken_plugin"
    text = Text(
        "检查插件“{plugin}”（{module}，来自 {package}）无法载入：{why}。请修复或卸载它。",
        "The check plugin “{plugin}” ({module}, from {package}) cannot be loaded: {why}. "
        "Repair or uninstall it.",
    )


def defects(check: Check) -> Iterator[str]:
    """Yield what is wrong with a check's declaration."""
    if not isinstance(check.id, str) or not ID_PATTERN.match(check.id):
        yield "the id must look like family.topic"
    if not isinstance(check.version, str) or not check.version:
        yield "the version must be a non-empty string"
    for name in ("title", "cannot_show"):
        text = getattr(check, name)
        if not isinstance(text, Text) or not all(text):
            yield f"{name} must be a Text in both languages"
    if not check.subject_kinds or not set(check.subject_kinds) <= SUBJECT_KINDS:
        yield f"subject_kinds must be some of {', '.join(sorted(SUBJECT_KINDS))}"
    if not check.measures or len(set(check.measures)) < len(check.measures):
        yield "measures must be named, each once"
    if not all(map(callable, (check.plan, check.run))):
        yield "plan and run must be functions"
    if Record not in getattr(check.parameters, "__mro__", ()):
        yield "parameters must be a record type"


class Registry:
    """Checks by id; refuses duplicates and wrong types."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, check: Check) -> None:
        """Register a check."""
        if not isinstance(check, Check):
            raise InvalidCheckError(id=repr(check), what="not a Check")
        if found := list(defects(check)):
            raise InvalidCheckError(id=check.id, what="; ".join(found))
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
    parameters: type[Record] = NoParameters,
    registry: Registry = REGISTRY,
) -> Callable[[Run], Run]:
    """Register the decorated function as a check."""

    def register(run: Run) -> Run:
        made = Check(
            id, version, title, subject_kinds, measures, cannot_show, plan, run, parameters
        )
        registry.add(made)
        return run

    return register


def load_checks(registry: Registry = REGISTRY) -> Registry:
    """Load all entry points of the group and return the filled registry.

    A plugin that cannot be loaded stops the run with its name: without its checks, conditions
    would silently stay unknown.
    """
    if broken := load_what_works():
        raise broken[0]
    return registry


def load_what_works() -> list[BrokenPluginError]:
    """Load the plugins that can be loaded and return what is wrong with the others."""
    found = []
    for point in sorted(entry_points(group=GROUP), key=lambda p: (p.name, p.value)):
        try:
            load_plugin(point)
        except BrokenPluginError as error:
            found.append(error)
    return found


def load_plugin(point: EntryPoint) -> None:
    """Import the module of one entry point, and those it names, or raise `BrokenPluginError`."""
    try:
        family = point.load()
        for name in getattr(family, "MODULES", ()):
            import_module(f"{family.__name__}.{name}")
    except HeguiError as error:
        raise broken(point, error.message("en")) from error
    except Exception as error:
        raise broken(point, f"{type(error).__name__}: {error}") from error


def broken(point: EntryPoint, why: str) -> BrokenPluginError:
    """Return the error that names the plugin, its module and its package."""
    package = f"{point.dist.name} {point.dist.version}" if point.dist else "?"
    return BrokenPluginError(
        plugin=point.name, module=point.value, package=package, why=why.rstrip(".")
    )

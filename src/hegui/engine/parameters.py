"""Parameters in the project file (`checks: {<check id>: {…}}`): declared, checked, read.

A check declares a record of its parameters; everything under `checks` is compared with these
records before anything runs, also for checks that have nothing to look at.
"""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.project.declared import Declared
from hegui.project.errors import Key, Problem, ProjectFileError, key_name
from hegui.project.shape import Report, check_shape, did_you_mean, shape_of
from hegui.project.source import nearest_line

ENGINE = "engine"
"""Key under `checks` for the engine itself."""

R = TypeVar("R", bound=Record)


class NoParameters(Record, frozen=True, kw_only=True):
    """A check that the project file cannot change."""


class EngineParameters(Record, frozen=True, kw_only=True):
    """What the project file may set under `checks: {engine: …}`; without `seed`, draws follow from
    organisation and day."""

    seed: str = ""


class Declares(Protocol):
    """What is needed of a check: its id and the record of its parameters."""

    @property
    def id(self) -> str:
        """The id of the check."""

    @property
    def parameters(self) -> type[Record]:
        """The record of its parameters."""


def read_parameters(declared: Declared, check_id: str, kind: type[R]) -> R:
    """Return the parameters of a check, with the defaults of their record."""
    return msgspec.convert(declared.project.checks.get(check_id, {}), kind)


def check_parameters(
    declared: Declared, checks: Iterable[Declares], *, complete: bool = True
) -> None:
    """Raise `ProjectFileError` with every problem under `checks` of the project file.

    Without `complete` some plugin could not be loaded, so that a check may exist which is not
    among `checks`: names that are not known are no problem then.
    """
    records: dict[str, type[Record]] = {check.id: check.parameters for check in checks}
    records[ENGINE] = EngineParameters
    problems: list[Problem] = []

    def report(code: str, key: Key, text: Text) -> None:
        line = nearest_line(declared.lines, key)
        problems.append(Problem(code, line, key_name(key), text))

    for name, given in declared.project.checks.items():
        if name in records:
            _check_one(("checks", name), given, records[name], report)
        elif complete:
            report("unknown_check", ("checks", name), _unknown(name, records))
    if problems:
        raise ProjectFileError(declared.path, problems)


def _check_one(key: Key, given: dict[str, Any], record: type[Record], report: Report) -> None:
    if record.__struct_fields__:
        check_shape(given, shape_of(record), key, report)
        return
    for name in given:
        text = Text("这项检查没有参数，请删去。", "this check has no parameters; remove it.")
        report("unknown_key", (*key, name), text)


def _unknown(name: str, known: Iterable[str]) -> Text:
    near = did_you_mean(name, list(known))
    return Text(
        f"没有这项检查（hegui checks 列出全部编号）{near.zh}",
        f"there is no such check (hegui checks lists all ids){near.en}",
    )

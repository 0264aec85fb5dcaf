"""The check protocol and the `@check` decorator.

A check is one module with one decorated function. It declares id, version, title, subject kinds,
measures, and what it cannot show; `plan` turns the declaration into jobs; the function runs one
job. It never reads the clock, settings or a database.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from hegui.catalogue.model import Catalogue, SubjectKind
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.model import Drawn, Finding, InputFile, ItemError, JudgedBy
from hegui.engine.parameters import NoParameters
from hegui.engine.shared import Shared
from hegui.project.declared import Declared


@dataclass(frozen=True, slots=True)
class Job:
    """One run to do: the subject it speaks of, the target, and its parameters.

    `parameters` are recorded in the result and matched by the conditions of the criteria.
    """

    subject: str
    target: str
    payload: Any
    parameters: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a check returns: measures, how samples were drawn, files read, who judged, run data.

    `measured_on` is the day of what was recorded earlier; without it the day is that of the run.
    """

    measures: dict[str, Any]
    drawn: tuple[Drawn, ...] = ()
    inputs: tuple[InputFile, ...] = ()
    run: dict[str, Any] = field(default_factory=dict)
    judged_by: JudgedBy | None = None
    measured_on: dt.date | None = None


class Context(Protocol):
    """What the runner gives to a check while it runs."""

    declared: Declared
    catalogue: Catalogue
    seed: str
    """Key of all draws of this assessment."""
    workdir: Path
    """A folder of this job for journals; its files travel in the bundle under `journals/`."""
    workers: int
    """How many processes or tasks the check may use."""
    shared: Shared
    """What earlier jobs of the run left for later ones."""

    def finding(self, finding: Finding) -> None:
        """Record one finding."""

    def error(self, error: ItemError) -> None:
        """Count one item that could not be read or judged."""

    def progress(self, done: int, total: int | None = None, unit: str = "") -> None:
        """Report progress; raises `CancelledRunError` when the user has asked to stop."""

    def path(self, relative: str) -> Path:
        """Return the path of a declared file; refuses what leaves the project folder."""

    def glob(self, patterns: Iterable[str]) -> list[Path]:
        """Return the sorted files of declared patterns; refuses what leaves the folder."""


Run = Callable[[Job, Context], Outcome]
Plan = Callable[[Declared, Catalogue], Iterable[Job]]


@dataclass(frozen=True, slots=True)
class Check:
    """A registered check."""

    id: str
    version: str
    title: Text
    subject_kinds: tuple[SubjectKind, ...]
    measures: tuple[str, ...]
    cannot_show: Text
    plan: Plan
    run: Run
    parameters: type[Record] = NoParameters
    """What the project file may set for it under `checks`."""

    @property
    def pending(self) -> bool:
        """Tell whether id and measures are settled but nothing runs it yet."""
        return self.plan is no_jobs


def no_jobs(_declared: Declared, _catalogue: Catalogue) -> Iterable[Job]:
    """Plan of a check that is not run yet: nothing to do."""
    return ()

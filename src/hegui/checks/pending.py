"""Checks that are not run yet, registered from `pending.yaml` so that nothing hides their absence.

They plan no jobs, so the conditions that read their measures stay unknown. A family that builds
one deletes its row: an id that stands in both places is refused by the registry.
"""

from functools import cache
from importlib.resources import files
from typing import NoReturn

import msgspec
import yaml

from hegui.catalogue.model import SubjectKind
from hegui.common.errors import WrongUseError
from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.check import Check, Context, Job, no_jobs
from hegui.engine.registry import REGISTRY, Registry

VERSION = "0"
"""Version of every check that is not run yet."""


class NotRunYetError(WrongUseError):
    """Somebody asked to run a check that no family runs yet."""

    code = "check_not_run_yet"
    text = Text(
        "检查“{id}”的编号与测量值已定，但此版本还不运行它；相关条件保持未定。",
        "Check “{id}” has its id and measures, but this version does not run it yet; "
        "the conditions that need it stay undetermined.",
    )


class CannotShow(Record, frozen=True, kw_only=True):
    """What the check will not be able to show."""

    zh: str
    en: str


class PendingCheck(Record, frozen=True, kw_only=True):
    """One row of `pending.yaml`."""

    id: str
    subject_kinds: tuple[SubjectKind, ...]
    zh: str
    en: str
    measures: tuple[str, ...]
    cannot_show: CannotShow

    def check(self) -> Check:
        """Return the row as a check without jobs."""

        def run(_job: Job, _context: Context) -> NoReturn:
            raise NotRunYetError(id=self.id)

        return Check(
            self.id,
            VERSION,
            Text(self.zh, self.en),
            self.subject_kinds,
            self.measures,
            Text(self.cannot_show.zh, self.cannot_show.en),
            no_jobs,
            run,
        )


class PendingFile(Record, frozen=True, kw_only=True):
    """The whole file."""

    checks: tuple[PendingCheck, ...]


@cache
def pending_checks() -> tuple[Check, ...]:
    """Return the checks of `pending.yaml`."""
    data = yaml.safe_load(files("hegui.checks").joinpath("pending.yaml").read_bytes())
    return tuple(row.check() for row in msgspec.convert(data, PendingFile).checks)


def register(registry: Registry) -> None:
    """Register every check that is not run yet."""
    for check in pending_checks():
        registry.add(check)


register(REGISTRY)

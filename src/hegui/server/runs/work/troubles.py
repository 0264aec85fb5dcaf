"""Errors and problems of the engines, told in both languages."""

from collections.abc import Iterable

from hegui.bundle.problems import Problem as BundleProblem
from hegui.common.errors import HeguiError
from hegui.project.errors import ProjectFileError
from hegui.server.runs.work.job import Trouble

MOST = 200
"""Problems that are told one by one."""


def troubles_of(error: HeguiError) -> tuple[Trouble, ...]:
    """Return what an error says; a project file with many problems says each."""
    if isinstance(error, ProjectFileError):
        return tuple(
            Trouble(
                zh=found.text.zh,
                en=found.text.en,
                code=found.code,
                path=f"{error.path.name}:{found.line} {found.key}".strip(),
            )
            for found in error.problems[:MOST]
        )
    return (Trouble(zh=error.message("zh"), en=error.message("en"), code=error.code),)


def troubles_in(problems: Iterable[BundleProblem]) -> tuple[Trouble, ...]:
    """Return the problems of a bundle, file by file, and how many more there are."""
    found = list(problems)
    told = [Trouble(zh=p.what.zh, en=p.what.en, code=p.code, path=p.path) for p in found[:MOST]]
    if (more := len(found) - MOST) > 0:
        told.append(Trouble(zh=f"另有 {more} 处问题。", en=f"{more} more problems."))
    return tuple(told)

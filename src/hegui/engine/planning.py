"""From a declaration to the list of jobs: every check plans its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from hegui.catalogue.model import Catalogue
from hegui.common.errors import WrongUseError
from hegui.engine.check import Check, Job
from hegui.engine.errors import UnknownSubjectError
from hegui.engine.registry import CheckNotFoundError, Registry
from hegui.engine.store import stem
from hegui.project.declared import Declared


@dataclass(frozen=True, slots=True)
class Planned:
    """One job with its check and file stem; `problem` says why it could not even be planned."""

    check: Check
    job: Job
    stem: str
    problem: Exception | None = None


def chosen(registry: Registry, only: Sequence[str]) -> list[Check]:
    """Return the checks named by ids or families (`corpus`), in order of ids; all without names."""
    checks = registry.all()
    for name in only:
        if not any(named(check.id, name) for check in checks):
            raise CheckNotFoundError(id=name)
    return [c for c in checks if not only or any(named(c.id, name) for name in only)]


def named(check_id: str, name: str) -> bool:
    """Tell whether `name` is this check or a family it belongs to."""
    return check_id == name or check_id.startswith(f"{name}.")


def plan_jobs(
    declared: Declared, catalogue: Catalogue, registry: Registry, only: Sequence[str] = ()
) -> list[Planned]:
    """Return all jobs in order of check ids; wrong use that a check finds while planning is raised here.

    A check that cannot plan for another reason gets one job that carries the problem, so that it
    shows as failed or not run instead of vanishing.
    """
    return [
        planned
        for check in chosen(registry, only)
        for planned in plan_check(check, declared, catalogue)
    ]


def plan_check(check: Check, declared: Declared, catalogue: Catalogue) -> list[Planned]:
    """Return the jobs of one check."""
    try:
        jobs = list(check.plan(declared, catalogue))
    except WrongUseError:
        raise
    except Exception as error:  # noqa: BLE001 - becomes the result of this check
        return [Planned(check, Job(subject="", target="", payload=None), check.id, error)]
    return [
        Planned(check, job, stem(check.id, at), subject_problem(job, declared))
        for at, job in enumerate(jobs, start=1)
    ]


def subject_problem(job: Job, declared: Declared) -> Exception | None:
    """Return the error of a job whose subject is not declared."""
    if job.subject in subject_digests(declared):
        return None
    return UnknownSubjectError(target=job.target, subject=job.subject)


def subject_digests(declared: Declared) -> dict[str, str]:
    """Return the current digest of every subject; the organisation may stand for itself."""
    own = {declared.project.organisation.id: ""}
    return own | {subject.id: subject.digest for subject in declared.subjects}

"""Run the checks of a project: plan all jobs, run them one after another, write each result.

A job that fails becomes a result with its reason, never a pass, and the run goes on. Results are
written one by one as they are finished, so that a stop loses nothing. What differs between two
equal runs (times, processors) stands in the `run` part of a result only.
"""

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.common.files import make_folder
from hegui.engine.context import RunContext
from hegui.engine.ending import run_job
from hegui.engine.errors import CancelledRunError
from hegui.engine.findings import FindingWriter
from hegui.engine.listeners import Listener, QuietListener
from hegui.engine.meter import Meter
from hegui.engine.model import CheckResult
from hegui.engine.parameters import (
    ENGINE,
    EngineParameters,
    check_parameters,
    read_parameters,
)
from hegui.engine.planning import Planned, plan_jobs
from hegui.engine.registry import Registry, load_checks
from hegui.engine.results import build_result
from hegui.engine.shared import Shared
from hegui.engine.stop import StopSwitch
from hegui.engine.store import FINDINGS, JOURNALS, prune, write_result
from hegui.project.declared import Declared


def usable_processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def project_seed(declared: Declared) -> str:
    """Return the key of all draws: `checks.engine.seed` of the project, else organisation and day."""
    seed = read_parameters(declared, ENGINE, EngineParameters).seed
    return seed or f"{declared.project.organisation.id}/{declared.as_of}"


def run_checks(
    declared: Declared,
    catalogue: Catalogue,
    *,
    out: Path,
    only: Sequence[str] = (),
    workers: int | None = None,
    listener: Listener | None = None,
    seed: str = "",
    registry: Registry | None = None,
) -> list[CheckResult]:
    """Run all checks, or those that `only` names by id or family, and return their results.

    Writes `results/`, `findings/` and `journals/` under `out`. `seed` replaces the project's key
    of all draws. Raises `CancelledRunError` when the user stops, `OutputError` when `out` cannot
    be written, and wrong-use errors of the project file before anything has run.
    """
    registry = registry or load_checks()
    check_parameters(declared, registry.all())
    run = _Run(
        declared=declared,
        catalogue=catalogue,
        out=make_folder(out),
        workers=workers or usable_processors(),
        listener=listener or QuietListener(),
        seed=seed or project_seed(declared),
    )
    return run.all(plan_jobs(declared, catalogue, registry, only))


@dataclass(frozen=True, slots=True)
class _Run:
    """What all jobs of one run share."""

    declared: Declared
    catalogue: Catalogue
    out: Path
    workers: int
    listener: Listener
    seed: str

    def all(self, plan: Sequence[Planned]) -> list[CheckResult]:
        """Run every job; on a stop, keep what is finished and raise `CancelledRunError`."""
        results: list[CheckResult] = []
        self.listener.planned(len(plan))
        shared = Shared((planned.check.id, planned.job.subject) for planned in plan)
        with closing(shared), StopSwitch(self.listener.stopping) as stop:
            for number, planned in enumerate(plan, start=1):
                self.listener.started(planned.check, planned.job, number)
                result = self.one(planned, stop, shared)
                self.listener.finished(result, number)
                results.append(result)
                done = number - (result.status == "cancelled")
                if stop.asked or result.status == "cancelled":
                    raise CancelledRunError(done=done, total=len(plan), out=self.out)
        for check_id in {planned.check.id for planned in plan}:
            prune(self.out, check_id, keep=sum(p.check.id == check_id for p in plan))
        return results

    def one(self, planned: Planned, stop: StopSwitch, shared: Shared) -> CheckResult:
        """Run one job, write its findings and result."""
        meter = Meter()
        findings = FindingWriter(self.out / FINDINGS / f"{planned.stem}.parquet")
        context = self.context(planned, findings, stop, shared)
        try:
            ending = run_job(planned, context)
            has_findings = findings.finish()
        finally:
            findings.discard()
        result = build_result(
            planned,
            ending,
            context,
            finding_count=findings.count,
            has_findings=has_findings,
            run={**meter.read(), "workers": self.workers},
        )
        write_result(self.out, planned.stem, result)
        return result

    def context(
        self, planned: Planned, findings: FindingWriter, stop: StopSwitch, shared: Shared
    ) -> RunContext:
        """Return what the check is given."""

        def progress(done: int, total: int | None, unit: str) -> None:
            self.listener.progressed(done, total, unit)
            if stop.asked:
                raise CancelledRunError(done=done, total=total, out=self.out)

        return RunContext(
            declared=self.declared,
            catalogue=self.catalogue,
            check=planned.check,
            job=planned.job,
            seed=self.seed,
            workdir=make_folder(self.out / JOURNALS / planned.stem),
            workers=self.workers,
            findings=findings,
            progress=progress,
            shared=shared,
        )

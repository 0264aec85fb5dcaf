"""One result from its parts: who was measured, how it ended, which files belong to it."""

from pathlib import Path
from typing import Any

from hegui.engine.context import RunContext
from hegui.engine.ending import Ending
from hegui.engine.model import CheckResult
from hegui.engine.planning import Planned, subject_digests
from hegui.engine.store import FINDINGS


def build_result(
    planned: Planned,
    ending: Ending,
    context: RunContext,
    *,
    finding_count: int,
    has_findings: bool,
    run: dict[str, Any],
) -> CheckResult:
    """Return the result of one job; only `run` differs between two equal runs."""
    check, job, outcome = planned.check, planned.job, ending.outcome
    return CheckResult(
        check=check.id,
        version=check.version,
        status=ending.status,
        subject=job.subject,
        subject_digest=subject_digests(context.declared).get(job.subject, ""),
        target=job.target,
        parameters=dict(job.parameters),
        measured_on=outcome.measured_on or context.declared.as_of,
        measures=dict(outcome.measures),
        drawn=outcome.drawn,
        inputs=tuple(sorted(outcome.inputs, key=lambda file: file.path)),
        finding_count=finding_count,
        findings_file=f"{FINDINGS}/{planned.stem}.parquet" if has_findings else "",
        journal_file=journal(context.workdir),
        error_count=context.errors.count,
        errors=tuple(context.errors.listed()),
        reason_zh=ending.reason.zh,
        reason_en=ending.reason.en,
        title_zh=check.title.zh,
        title_en=check.title.en,
        cannot_show_zh=check.cannot_show.zh,
        cannot_show_en=check.cannot_show.en,
        judged_by=outcome.judged_by,
        run={**outcome.run, **run},
    )


def journal(workdir: Path) -> str:
    """Return the job's one journal, or its folder when there are several; drop an empty folder."""
    names = sorted(path.name for path in workdir.iterdir())
    if not names:
        workdir.rmdir()
        if not any(workdir.parent.iterdir()):
            workdir.parent.rmdir()
        return ""
    folder = f"{workdir.parent.name}/{workdir.name}"
    return f"{folder}/{names[0]}" if len(names) == 1 else folder

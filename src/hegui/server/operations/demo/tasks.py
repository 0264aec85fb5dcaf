"""The part of the demonstration that takes a minute: assess the example, import, judge."""

import datetime as dt
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

from django_tasks import task

from hegui.common.dates import today
from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.server.core.models import Engagement, Organisation
from hegui.server.core.viewer import Viewer, viewer_for

LIMIT_S = 900
TASKS = 6


class DemoFailedError(HeguiError):
    """The example could not be assessed."""

    code = "demo_failed"
    text = Text("示例评估没有完成：{why}。", "The example could not be assessed: {why}.")


@task(queue_name="runs")
def demo_assess(organisation: str) -> str:
    """Assess the example in a process of its own, import its bundle, make an assessment and tasks."""
    from hegui.server.core.models import User
    from hegui.server.operations.demo.people import ADMIN

    place = Organisation.objects.get(pk=uuid.UUID(organisation))
    viewer = viewer_for(User.objects.get(email=ADMIN), place)
    with tempfile.TemporaryDirectory(prefix="hegui-demo-") as work:
        bundle = assessed(Path(work) / "bundle")
        return imported(viewer, bundle)


def assessed(out: Path) -> Path:
    """Run `hegui demo`; it ends with 1, since faults are planted in the example."""
    command = [sys.executable, "-m", "hegui", "demo", "--out", str(out)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=LIMIT_S, cwd=out.parent
    )
    if done.returncode not in (0, 1):
        lines = done.stderr.strip().splitlines() or ["?"]
        raise DemoFailedError(why=lines[-1])
    return out


def imported(viewer: Viewer, bundle: Path) -> str:
    """Import the bundle at once, make an assessment of it and tasks for what does not conform."""
    from hegui.server.runs.execution import perform
    from hegui.server.runs.models import Run
    from hegui.server.runs.services import bundle_import

    run = bundle_import(acting_user=viewer, file_or_path=bundle, title="云鹿助手示例评估")
    perform(run.pk)
    run = Run.objects.select_related("bundle").get(pk=run.pk)
    if run.bundle is None:
        raise DemoFailedError(why=f"{run.state}: {run.problems[:1]}")
    return judged(viewer, run.bundle)


def judged(viewer: Viewer, bundle: object) -> str:
    """Make the assessment, open it to the outside assessor, make tasks; return its conclusion."""
    from hegui.server.assessments.models import ClauseAssessment
    from hegui.server.assessments.services.assessments import engagements_set
    from hegui.server.assessments.services.starting import start_from_bundle
    from hegui.server.assessments.services.tasks import tasks_for

    found = start_from_bundle(
        acting_user=viewer, bundle=bundle, title="云鹿助手 2026 年第四季度评估"
    )
    engagements = Engagement.objects.filter(organisation=viewer.organisation)
    engagements_set(acting_user=viewer, assessment=found, engagements=engagements)
    open_ = ClauseAssessment.objects.filter(assessment=found, verdict="does_not_conform")
    tasks_for(
        acting_user=viewer,
        assessment=found,
        clauses=list(open_[:TASKS]),
        owner=viewer.user,
        due_on=today() + dt.timedelta(days=14),
    )
    return str(found.conclusion)

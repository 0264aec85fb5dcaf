"""Runs from beginning to end, in a process of their own."""

from collections.abc import Callable
from pathlib import Path

from hegui.server.core.viewer import Viewer
from hegui.server.ledger.models import Entry
from hegui.server.runs.execution import perform
from hegui.server.runs.folders import run_folder, view_folder
from hegui.server.runs.models import Bundle, Pulse, Run
from hegui.server.runs.selectors import bundle_assessment, bundle_open, bundle_view

Start = Callable[..., Run]


def test_a_run_leaves_a_bundle_its_view_and_entries(started: Start) -> None:
    run = started()
    assert perform(run.pk) == "done", (run_folder(run.pk) / "stderr.txt").read_text()
    run = Run.objects.get(pk=run.pk)
    bundle = run.bundle
    assert bundle.conclusion == "undetermined"
    assert sum(bundle.counts.values()) == len(bundle.verdicts) > 100
    assert [s.key for s in bundle.subjects.all()] == ["chat"]
    opened = bundle_open(bundle)
    assert opened.digest == bundle.digest
    assert bundle_assessment(bundle) == opened.assessment
    checks = {row["check"]: row for row in bundle_view(bundle)["checks"]}
    assert checks["terms.library"]["status"] == "done"
    actions = list(Entry.objects.filter(object_id=str(run.pk)).values_list("action", flat=True))
    assert actions == ["runs.run.started", "runs.run.begun", "runs.run.finished"]
    assert not run_folder(run.pk).exists()
    assert Pulse.objects.get(run=run).lease_until is None

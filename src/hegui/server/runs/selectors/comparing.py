"""Comparing two runs."""

import json
from typing import Any

from hegui.server.runs.errors import NoBundleError
from hegui.server.runs.folders import compare_folder
from hegui.server.runs.models import Run


def compare_runs(before: Run, after: Run) -> dict[str, Any]:
    """Return what changed from one run to the other: clauses with reasons, measures, declarations.

    Worked out once, in a process of its own. Raises `NoBundleError`.
    """
    for run in (before, after):
        if run.bundle is None:
            raise NoBundleError(title=run.title)
    assert before.bundle
    assert after.bundle
    folder = compare_folder(before.bundle.digest, after.bundle.digest)
    if not (folder / "compare.json").exists():
        from hegui.server.runs.execution.aside import compare_again

        compare_again(before.bundle, after.bundle, folder)
    found: dict[str, Any] = json.loads((folder / "compare.json").read_bytes())
    return found

"""A test of load in a folder: its journal and its result, as `hegui model load` leaves them."""

from pathlib import Path
from typing import Any

from hegui import __version__
from hegui.checks.model.capability.load import LoadPlan
from hegui.checks.model.capability.measuring import measure
from hegui.checks.model.capability.recorded import read_sent
from hegui.checks.model.capability.rules import classes
from hegui.checks.model.capability.running import Progress, run_load
from hegui.checks.model.errors import TrialExistsError
from hegui.checks.model.journal import NAME, Journal
from hegui.common.files import make_folder, write_atomic
from hegui.common.hashing import canonical_json, sha256_file
from hegui.engine.sealing import Seal

FORMAT = "hegui/model-load/1"
RESULT = "result.json"
PURPOSE = "model.load"


def load_folder(
    plan: LoadPlan,
    out: Path,
    *,
    resume: bool = False,
    seal: Seal | None = None,
    progress: Progress = lambda _done, _total: None,
) -> dict[str, Any]:
    """Hold a test of load and write its folder; return the result.

    With `resume` a journal in the folder is continued: what was sent is not sent again. Raises
    `TrialExistsError` for a folder with a journal otherwise.
    """
    path = make_folder(out) / NAME
    if path.exists() and not resume:
        raise TrialExistsError(path=out)
    (out / RESULT).unlink(missing_ok=True)
    own = plan.endpoint
    about = {"check": PURPOSE, "endpoint": own.base_url, "model": own.model}
    if own.template:
        about["template"] = sha256_file(Path(own.template))
    with Journal(path, seal=seal) as journal:
        done = run_load(plan, journal, about, progress)
    tokens = done.run["tokens"]
    result = {
        "format": FORMAT,
        "version": __version__,
        "classes": classes().version,
        "endpoint": {"url": own.base_url, "model": own.model},
        "planned": plan.requests,
        "measures": done.capability.measures(),
        **done.capability.details(),
        "steps": done.steps,
        "stopped": done.stopped,
        "run": {**done.run, "cost": plan.prices.cost(tokens["asked"], tokens["answered"])},
    }
    write_atomic(out / RESULT, canonical_json(result))
    return result


def load_journals(paths: tuple[Path, ...], seal: Seal | None = None) -> dict[str, Any]:
    """Return the figures of journals of earlier tests in the same form."""
    found = measure(one for path in paths for one in read_sent(path, seal))
    return {
        "format": FORMAT,
        "version": __version__,
        "classes": classes().version,
        "journals": [path.name for path in paths],
        "measures": found.measures(),
        **found.details(),
    }

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
from hegui.checks.model.held import ELSEWHERE, hold
from hegui.checks.model.journal import NAME, Journal
from hegui.checks.model.targets.address import shown_url
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
    `TrialExistsError` for a folder with a journal otherwise, `OtherPlanError` for one of another plan.
    """
    path = make_folder(out) / NAME
    if path.exists() and not resume:
        raise TrialExistsError(path=out)
    own = plan.endpoint
    about = {"check": PURPOSE, "endpoint": own.base_url, "model": own.model}
    if own.template:
        about["template"] = sha256_file(Path(own.template))
    with Journal(path, seal=seal) as journal:
        hold(out, _told(plan, about), begun=journal.records > 0, advice=ELSEWHERE)
        (out / RESULT).unlink(missing_ok=True)
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


def _told(plan: LoadPlan, about: dict[str, str]) -> dict[str, Any]:
    """Return what decides what is sent, by its option; pace, time and prices may change."""
    return {
        "--url": shown_url(plan.endpoint.base_url),
        "--model": plan.endpoint.model,
        "--template": about.get("template", ""),
        "--loads": [step.load for step in plan.steps],
        "--requests": plan.requests,
        "--lengths": list(plan.lengths),
        "--answer-tokens": plan.endpoint.max_tokens,
    }


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

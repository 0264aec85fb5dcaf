"""How a job ended: done, not run, failed or cancelled, and the sentence that says why."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hegui.common.errors import HeguiError, MissingExtraError
from hegui.common.files import OutputError, OutputIsFileError, why
from hegui.common.hashing import canonical_json
from hegui.common.text import Text
from hegui.engine.check import Check, Outcome
from hegui.engine.context import RunContext
from hegui.engine.errors import BadOutcomeError, CancelledRunError, NotRunError
from hegui.engine.model import Status
from hegui.engine.planning import Planned

log = logging.getLogger("hegui.engine")

NO_REASON = Text("", "")
CANCELLED = Text("按要求停止，未做完。", "Stopped on request before it was finished.")
CRASHED = Text(
    "检查内部出错（{kind}，位于 {place}），没有得出结果；请把这一行报告给检查的作者。",
    "The check broke ({kind} at {place}) and gives no result; please report this line to its author.",
)
UNREADABLE = Text(
    "无法读写“{path}”：{why}；检查没有得出结果。请排除原因后重新运行。",
    "“{path}” cannot be read or written: {why}; the check gives no result. "
    "Remove the cause and run it again.",
)


@dataclass(frozen=True, slots=True)
class Ending:
    """The status of a job, its outcome when it is done, and the reason when it is not."""

    status: Status
    outcome: Outcome
    reason: Text = NO_REASON


NOTHING = Outcome(measures={})


def run_job(planned: Planned, context: RunContext) -> Ending:
    """Run one job; everything but a full disk and wrong use of the machine becomes an ending."""
    try:
        if planned.problem is not None:
            raise planned.problem
        outcome = planned.check.run(planned.job, context)
        return Ending("done", checked(planned.check, outcome))
    except (OutputError, OutputIsFileError):
        raise
    except (MissingExtraError, NotRunError) as error:
        return Ending("not_run", NOTHING, both(error))
    except (CancelledRunError, KeyboardInterrupt):
        return Ending("cancelled", NOTHING, CANCELLED)
    except HeguiError as error:
        return Ending("failed", NOTHING, both(error))
    except Exception as error:
        log.debug("%s broke", planned.check.id, exc_info=error)
        return Ending("failed", NOTHING, unreadable(error, context) or crash(error))


def both(error: HeguiError) -> Text:
    """Return the error's sentence in both languages."""
    return Text(error.message("zh"), error.message("en"))


def unreadable(error: Exception, context: RunContext) -> Text | None:
    """Return a sentence naming the project's file that the system refused, if that is what happened."""
    if not isinstance(error, OSError) or not isinstance(error.filename, str):
        return None
    path, root = Path(error.filename), context.declared.root
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    values = {"path": name, "why": why(error)}
    return Text(UNREADABLE.in_("zh", **values), UNREADABLE.in_("en", **values))


def crash(error: Exception) -> Text:
    """Return a sentence naming kind and place only: the message of an exception may quote content."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    values = {"kind": type(error).__name__, "place": f"{Path(frame.filename).name}:{frame.lineno}"}
    return Text(CRASHED.in_("zh", **values), CRASHED.in_("en", **values))


def checked(check: Check, outcome: Any) -> Outcome:
    """Return the outcome if it keeps the contract: declared measures with JSON values."""
    if not isinstance(outcome, Outcome):
        raise BadOutcomeError(id=check.id, what=f"returned {type(outcome).__name__}, not Outcome")
    if unknown := sorted(set(outcome.measures) - set(check.measures)):
        raise BadOutcomeError(id=check.id, what=f"undeclared measures {', '.join(unknown)}")
    try:
        canonical_json([outcome.measures, outcome.run, outcome.drawn, outcome.inputs])
    except (TypeError, ValueError) as error:
        raise BadOutcomeError(id=check.id, what=f"values that are not JSON ({error})") from error
    return outcome

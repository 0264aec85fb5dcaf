"""The gates of life-cycle stages: apps above say what still blocks a subject's next stage.

Nobody registered, or nothing known, is "undetermined": it blocks nothing by itself but is shown,
since a gate that nobody looked at is not a gate that was passed.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

from hegui.common.text import Text
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Subject
from hegui.server.inventory.stages import Stage

State = Literal["met", "blocked", "undetermined"]


class GateAnswer(NamedTuple):
    """What one checker says of one condition: its state, why, and where to look."""

    state: State
    what: Text
    clause: str = ""
    href: str = ""


GateChecker = Callable[[Viewer, Subject, Stage], list[GateAnswer]]
_checkers: dict[str, GateChecker] = {}


def register_gate(name: str, checker: GateChecker) -> None:
    """Add a checker: `gate_state(viewer, subject, stage)` returns an answer per condition."""
    if name in _checkers:
        raise ValueError(f"The gate checker {name} is registered already.")
    _checkers[name] = checker


def gate_answers(viewer: Viewer, subject: Subject, stage: Stage) -> list[GateAnswer]:
    """Return what all checkers say; clauses of the gate that nobody answered are undetermined."""
    found = [a for name in sorted(_checkers) for a in _checkers[name](viewer, subject, stage)]
    answered = {answer.clause for answer in found}
    unknown = Text("尚无评估结论", "no assessment has judged it yet")
    missing = [c for c in stage.clauses_for(subject.type) if c not in answered]
    return found + [GateAnswer("undetermined", unknown, clause) for clause in missing]

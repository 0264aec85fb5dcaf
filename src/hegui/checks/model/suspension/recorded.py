"""Trials that somebody recorded: a table with one input a row, in the order they were entered."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from hegui.checks.model.suspension.errors import BadTrialsError
from hegui.checks.model.suspension.judging import Step
from hegui.checks.model.suspension.sign import Sign
from hegui.engine.fields import Cells, Problems
from hegui.engine.rows.reading import stream_rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "trial": ("试验",),
    "input": ("输入",),
    "status": ("状态码",),
    "answer": ("回答",),
    "day": ("日期",),
    "control": ("对照",),
}
INPUTS: Mapping[str, tuple[str, ...]] = {"violating": ("违规",), "innocent": ("无害",)}
SUCCESS = range(200, 300)


class Trials(NamedTuple):
    """Trials by name, and those of them that are controls."""

    trials: dict[str, list[Step]]
    controls: dict[str, list[Step]]


def read_trials(path: Path, sign: Sign, received: tuple[int, ...]) -> Trials:
    """Read a table of trials; raise `BadTrialsError` for rows that cannot be used.

    A row without an answer and without a status is a call that failed. `received` are statuses with
    which a service rejects a violating input.
    """
    problems, found = Problems(path), Trials({}, {})

    def note(cells: Cells) -> tuple[str, bool, Step]:
        return _row(cells, sign, received)

    rows = stream_rows(path, "trials", problems.add, columns=COLUMNS)
    for name, control, step in problems.stream(rows, COLUMNS, note):
        mine, other = (found.controls, found.trials) if control else (found.trials, found.controls)
        if name in other:
            problems.add(0, f"“{name}”既是试验又是对照", f"“{name}” is a trial and a control")
        mine.setdefault(name, []).append(step)
    if not found.trials:
        problems.add(0, "没有试验", "there are no trials")
    problems.raise_as(BadTrialsError)
    return found


def _row(cells: Cells, sign: Sign, received: tuple[int, ...]) -> tuple[str, bool, Step]:
    cells.required("input")
    violating = cells.word("input", INPUTS) == "violating"
    status, answer = cells.count("status"), cells.string("answer")
    step = Step(kind="violating" if violating else "innocent", came="served", day=cells.day("day"))
    if (status and status == sign.status) or sign.said(answer):
        step = step._replace(came="suspended")
    elif status is None and not answer:
        step = step._replace(came="failed", why="no_answer")
    elif status is not None and status not in SUCCESS and not (violating and status in received):
        step = step._replace(came="failed", why=f"status_{status}")
    return cells.required("trial"), bool(cells.flag("control")), step

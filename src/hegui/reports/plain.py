"""A clause in a few plain lines, for formats that hold text only."""

from typing import Any

from hegui.reports.context import ClauseView, ConditionView

SETTLED = ("holds", "left_out")


def summary(clause: ClauseView) -> str:
    """Return the verdict with its reason on one line."""
    return f"{clause.verdict.label}: {clause.headline}" if clause.headline else clause.verdict.label


def details(clause: ClauseView, w: dict[str, Any]) -> list[str]:
    """Return what stands in the way, who decided, and what to do next, one line each."""
    lines = [condition_line(c) for c in clause.conditions if c.state.code not in SETTLED]
    if clause.decided:
        lines.append(f"{w['decided_by']}: {clause.decided}")
    if clause.next_step:
        lines.append(f"{w['next_step']}: {clause.next_step}")
    return lines


def condition_line(condition: ConditionView) -> str:
    """Return one condition with its state, reason and what it rests on."""
    cited = "".join(f" [{source.label}]" for source in condition.sources)
    return f"{condition.id} ({condition.weight}) {condition.state.label}: {condition.reason}{cited}"

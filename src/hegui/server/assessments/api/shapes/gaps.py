"""The top gaps."""

import uuid
from typing import Any

from ninja import Schema

from hegui.server.assessments.api.shapes.base import Verdict
from hegui.server.assessments.selectors.answers import Gap, Gaps
from hegui.server.improvement.estimates import remaining


class GapOut(Schema):
    """One gap: the gates it blocks, its share of the weight in percent, its task and effort.

    `effort` is somebody's estimate in person-days on the open task; null is unknown.
    """

    clause: str
    verdict: Verdict
    gates: list[str]
    share: float
    mend: str
    task: uuid.UUID | None
    effort: float | None


class GapsOut(Schema):
    """The top gaps; `effort` sums the estimates of all `total` gaps, `estimated` of them have one."""

    total: int
    weight: int
    open_weight: int
    effort: float
    estimated: int
    gaps: list[GapOut]


def show_gaps(found: Gaps) -> dict[str, Any]:
    """Return the gaps as the API shows them."""
    return {
        "total": found.total,
        "weight": found.weight,
        "open_weight": found.open_weight,
        "effort": float(found.effort.days),
        "estimated": found.effort.estimated,
        "gaps": [show_gap(gap) for gap in found.rows],
    }


def show_gap(gap: Gap) -> dict[str, Any]:
    """Return one gap."""
    days = remaining(gap.task)
    return {
        "clause": gap.clause.clause,
        "verdict": gap.clause.verdict,
        "gates": list(gap.gates),
        "share": gap.share,
        "mend": gap.mend,
        "task": gap.task.pk if gap.task else None,
        "effort": None if days is None else float(days),
    }

"""The overview: where the organisation stands, what blocks it, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from hegui.common.text import Text
from hegui.server.assessments.models import Assessment
from hegui.server.assessments.selectors import latest_assessment
from hegui.server.core.viewer import Viewer
from hegui.server.home.due import Board, due_board
from hegui.server.home.heat import Heat, heat_of
from hegui.server.home.series import Trend, trend_of
from hegui.server.inventory.selectors import subject_list
from hegui.server.obligations.selectors import facts_at
from hegui.server.pages.charts import Chart, verdict_bar
from hegui.server.pages.language import language, say

FINAL = ("signed", "closed")
"""States in which an assessment speaks for the organisation; before, it is a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A next step: what to do and where."""

    title: Text
    why: Text
    route: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why a conclusion is undetermined: one line, and where the clauses are."""

    text: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the page shows; `latest` is None before the first assessment."""

    latest: Assessment | None
    why: Why | None
    bar: Chart | None
    heat: Heat | None
    trend: Trend | None
    gates: list[dict[str, Any]]
    due: Board
    steps: list[Next]

    @property
    def blocked(self) -> list[dict[str, Any]]:
        """Return the gates that block."""
        return [gate for gate in self.gates if gate.get("state") == "blocked"]

    @property
    def final(self) -> bool:
        """Tell whether the assessment shown is signed."""
        return self.latest is not None and self.latest.state in FINAL


def overview(viewer: Viewer, *, by: str = "", series: str = "") -> Overview:
    """Return the overview as one viewer may see it.

    `by` chooses what the heat map shows, `series` whose trend; nonsense chooses the first.
    """
    latest = latest_assessment(viewer=viewer)
    return Overview(
        latest=latest,
        why=why_undetermined(latest, viewer) if latest else None,
        bar=verdict_bar(latest.counts, say("条款结论", "Verdicts")) if latest else None,
        heat=heat_of(latest, by) if latest else None,
        trend=trend_of(viewer, latest, series) if latest else None,
        gates=_gates(latest) if latest else [],
        due=due_board(viewer),
        steps=_steps(viewer, latest),
    )


def why_undetermined(latest: Assessment, viewer: Viewer) -> Why | None:
    """Return why the conclusion is undetermined, or None where it is determined."""
    if latest.conclusion != "undetermined":
        return None
    keys = {"org": viewer.organisation.slug, "assessment": latest.pk}
    href = reverse("assessments:workspace", kwargs=keys) + "?verdict=undetermined"
    return Why(text=_reason(latest), href=href)


def _reason(latest: Assessment) -> str:
    """Return the sentence: open gates come before clauses, as in the conclusion itself."""
    unknown = latest.counts.get("undetermined", 0)
    opened = [gate for gate in latest.gates if gate.get("state") == "open"]
    if not sum(latest.counts.values()):
        return say("还没有判定任何条款。", "No clause has been judged yet.")
    if not opened:
        return say(
            "{n} 个条款的材料不足以判定。", "Too little is known to judge {n} clauses.", n=unknown
        )
    count = len({clause for gate in opened for clause in gate.get("clauses", ())})
    return say(
        "门槛“{names}”有 {n} 个条款未定，共 {all} 个条款未定。",
        "{n} clauses of the gate “{names}” are undetermined, {all} clauses in all.",
        names=names_of(opened),
        n=count,
        all=unknown,
    )


def names_of(gates: Sequence[dict[str, Any]]) -> str:
    """Return the names of gates, to stand between quotation marks."""
    return say("”、“", "”, “").join(gate.get(language()) or gate["id"] for gate in gates)


def _gates(latest: Assessment) -> list[dict[str, Any]]:
    order = {"blocked": 0, "open": 1, "passed": 2}
    once = [
        {**gate, "clauses": list(dict.fromkeys(gate.get("clauses", [])))} for gate in latest.gates
    ]
    return sorted(once, key=lambda gate: order.get(gate.get("state", ""), 3))


STEPS = {
    "facts": (
        "obligations:facts",
        Text("回答事实问卷", "Answer the questions about the facts"),
        Text("事实决定哪些义务适用。", "The facts decide which obligations apply."),
    ),
    "inventory": (
        "inventory:list",
        Text("登记第一个对象", "Record the first subject"),
        Text(
            "评估总是关于某个模型或服务的某个版本。",
            "An assessment is about a version of a model or service.",
        ),
    ),
    "assessments": (
        "assessments:new",
        Text("做第一次评估", "Make the first assessment"),
        Text("得到第一份逐条结论。", "It gives the first verdict on each clause."),
    ),
}


def _steps(viewer: Viewer, latest: Assessment | None) -> list[Next]:
    """Return what a new organisation should do next, in order."""
    wanted = []
    if viewer.may("obligations.change") and not facts_at(viewer.organisation):
        wanted.append("facts")
    if viewer.may("inventory.change") and not subject_list(viewer=viewer).exists():
        wanted.append("inventory")
    if viewer.may("assessments.change") and latest is None:
        wanted.append("assessments")
    return [_step(viewer, key) for key in wanted]


def _step(viewer: Viewer, key: str) -> Next:
    route, title, why = STEPS[key]
    href = reverse(route, kwargs={"org": viewer.organisation.slug})
    return Next(title=title, why=why, route=route, href=href)


def sentence(blocked: Sequence[dict[str, Any]]) -> str:
    """Return what blocks, in one sentence; empty where nothing does."""
    if not blocked:
        return ""
    return say("未通过的门槛：“{names}”。", "Gates not passed: “{names}”.", names=names_of(blocked))

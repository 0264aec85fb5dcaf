"""The overview: where the organisation stands, what blocks it, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.urls import reverse

from hegui.catalogue.model import Catalogue
from hegui.common.text import Text
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.assessments.selectors import assessment_list
from hegui.server.core.rules import catalogue
from hegui.server.core.viewer import Viewer
from hegui.server.home.due import Due, due_list
from hegui.server.inventory.selectors import subject_list
from hegui.server.obligations.selectors import facts_at
from hegui.server.pages.charts import Chart, Point, heat_map, trend, verdict_bar
from hegui.server.pages.language import language, say

TREND = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """A next step: what to do and where."""

    title: Text
    why: Text
    route: str
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Everything that the page shows; `latest` is None before the first assessment."""

    latest: Assessment | None
    bar: Chart | None
    heat: Chart | None
    trend: Chart | None
    gates: list[dict[str, Any]]
    due: list[Due]
    steps: list[Next]

    @property
    def blocked(self) -> list[dict[str, Any]]:
        """Return the gates that block."""
        return [gate for gate in self.gates if gate.get("state") == "blocked"]

    @property
    def overdue(self) -> int:
        """Return how many things are late."""
        return sum(due.overdue for due in self.due)


def overview(viewer: Viewer) -> Overview:
    """Return the overview as one viewer may see it."""
    rows = list(assessment_list(viewer=viewer).order_by("-as_of", "-id")[:TREND])
    latest = rows[0] if rows else None
    return Overview(
        latest=latest,
        bar=verdict_bar(latest.counts, say("条款结论", "Verdicts")) if latest else None,
        heat=_heat(latest) if latest else None,
        trend=_trend(rows[::-1]) if len(rows) > 1 else None,
        gates=_gates(latest) if latest else [],
        due=due_list(viewer),
        steps=_steps(viewer, latest),
    )


def _heat(latest: Assessment) -> Chart | None:
    """Draw verdicts by layer of the clause set."""
    counted = (
        ClauseAssessment.objects.filter(assessment=latest)
        .values_list("row__layer", "verdict")
        .annotate(n=Count("pk"))
        .order_by()
    )
    layers: dict[str, dict[str, int]] = {}
    for layer, verdict, n in counted:
        layers.setdefault(layer, {})[verdict] = n
    names = layer_names(catalogue())
    order = {layer: place for place, layer in enumerate(names)}
    rows = [
        (names.get(layer, layer or say("其他", "other")), layers[layer])
        for layer in sorted(layers, key=lambda name: (order.get(name, 999), name))
    ]
    title = say("各层面的结论", "Verdicts by layer")
    return heat_map(rows, title, row_head=say("层面", "Layer")) if rows else None


def layer_names(rules: Catalogue) -> dict[str, str]:
    """Return the names of the clause layers in the reader's language, in order."""
    lang = language()
    return {key: getattr(row, lang) for key, row in rules.labels.get("clause_layer", {}).items()}


def _trend(rows: Sequence[Assessment]) -> Chart:
    """Draw the share of applicable clauses that conform, one point for each assessment."""
    points = [Point(row.as_of.isoformat(), share(row.counts), row.title) for row in rows]
    return trend(
        points, say("符合条款占适用条款的比例", "Share of applicable clauses that conform"), "%"
    )


def share(counts: dict[str, int]) -> float:
    """Return the percentage of applicable clauses that conform; undetermined ones count as not."""
    total = sum(counts.values()) - counts.get("not_applicable", 0)
    return round(100 * counts.get("conforms", 0) / total, 1) if total else 0.0


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
        Text("登记第一个对象", "List the first subject"),
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


def sentence(latest: Assessment, blocked: Sequence[dict[str, Any]]) -> str:
    """Return what to add to the conclusion: of which day it is, and what blocks."""
    told = say("基准日 {day}。", "As of {day}.", day=latest.as_of)
    if not blocked:
        return told
    names = say("”、“", "”, “").join(gate.get(language(), gate["id"]) for gate in blocked)
    return told + say("没有通过的门槛：“{names}”。", " Gates not passed: “{names}”.", names=names)

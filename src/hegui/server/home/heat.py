"""Verdicts by layer of the clause set, or by stage of the life cycle."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count

from hegui.catalogue.model import Catalogue
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.core.rules import catalogue
from hegui.server.inventory.stages import stages
from hegui.server.pages.charts import Chart, heat_map
from hegui.server.pages.language import language, said, say

LAYER, STAGE = "layer", "stage"
Rows = list[tuple[str, dict[str, int]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heat:
    """The picture, by what its rows are made, and what else may be chosen."""

    chart: Chart
    by: str
    choices: tuple[str, ...]


def heat_of(assessment: Assessment, by: str) -> Heat | None:
    """Return the picture of an assessment; stages are offered where clauses stand at their gates.

    None where nothing was judged.
    """
    staged = assessment.catalogue_id is not None
    choices = (LAYER, STAGE) if staged else (LAYER,)
    chosen = by if by in choices else LAYER
    rows = by_stage(assessment) if chosen == STAGE else by_layer(assessment)
    if not rows:
        return None
    return Heat(chart=_drawn(rows, chosen), by=chosen, choices=choices)


def _drawn(rows: Rows, by: str) -> Chart:
    if by == STAGE:
        title = say("各生命周期阶段门槛条款的结论", "Verdicts on the gate clauses of each stage")
        return heat_map(rows, title, row_head=say("阶段", "Stage"))
    title = say("各层面的结论", "Verdicts by layer")
    return heat_map(rows, title, row_head=say("层面", "Layer"))


def by_layer(assessment: Assessment) -> Rows:
    """Return counts of verdicts by layer, in the catalogue's order (one query)."""
    counted = (
        ClauseAssessment.objects.filter(assessment=assessment)
        .values_list("row__layer", "verdict")
        .annotate(n=Count("pk"))
        .order_by()
    )
    layers: dict[str, dict[str, int]] = {}
    for layer, verdict, n in counted:
        layers.setdefault(layer, {})[verdict] = n
    names = layer_names(catalogue())
    order = {layer: place for place, layer in enumerate(names)}
    return [
        (names.get(layer, layer or say("其他", "other")), layers[layer])
        for layer in sorted(layers, key=lambda name: (order.get(name, 999), name))
    ]


def layer_names(rules: Catalogue) -> dict[str, str]:
    """Return the names of the clause layers in the reader's language, in order."""
    lang = language()
    return {key: getattr(row, lang) for key, row in rules.labels.get("clause_layer", {}).items()}


def by_stage(assessment: Assessment) -> Rows:
    """Return counts of verdicts on the clauses that stand at the gate of each stage (one query).

    A clause at the gates of two stages counts in both; the last row holds those at none.
    """
    rows = ClauseAssessment.objects.filter(assessment=assessment).order_by()
    verdicts = dict(rows.values_list("clause", "verdict"))
    found = list(_staged(verdicts))
    gated = {clause for names in stage_clauses().values() for clause in names}
    rest = _counted(word for clause, word in verdicts.items() if clause not in gated)
    if rest and found:
        found.append((say("不在阶段门槛上", "at no gate"), rest))
    return found


def _staged(verdicts: Mapping[str, str]) -> Iterator[tuple[str, dict[str, int]]]:
    for stage, clauses in stage_clauses().items():
        counts = _counted(verdicts[clause] for clause in clauses if clause in verdicts)
        if counts:
            yield said(stages()[stage].title), counts


def _counted(words: Iterator[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def stage_clauses() -> dict[str, frozenset[str]]:
    """Return the clauses at the gate of each stage, for all kinds of subjects together."""
    return {
        key: frozenset(clause for kind in stage.kinds for clause in stage.clauses_for(kind))
        for key, stage in stages().items()
    }

"""The answer of an assessment: for everybody, for management, for the assessor."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from hegui.common.text import Text
from hegui.server.assessments.evidence import ref_of
from hegui.server.assessments.models import Assessment, ClauseAssessment, SignOff
from hegui.server.assessments.selectors.clauses import FLAGS, again
from hegui.server.assessments.separation import Rule, broken_by, separation
from hegui.server.assessments.services.signing import missing_roles, purposes
from hegui.server.assessments.services.tasks import KIND, remediation
from hegui.server.assessments.standing import outdated
from hegui.server.assessments.wording import layer_words
from hegui.server.core.models import Engagement
from hegui.server.core.roles import roles
from hegui.server.core.viewer import Viewer
from hegui.server.improvement.estimates import Effort, days_words, effort_of, remaining
from hegui.server.improvement.models import Task
from hegui.server.improvement.selectors import tasks_estimated, tasks_of_source
from hegui.server.pages.charts import Chart, heat_map, verdict_bar
from hegui.server.pages.language import said, say

TOP = 20
OPEN = ("does_not_conform", "partly", "undetermined")


class Role(NamedTuple):
    """A role that must sign, and who did."""

    id: str
    title: str
    signed: SignOff | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the page of an assessment shows first."""

    bar: Chart
    heat: Chart | None
    judged: int
    by_person: int
    stale: int
    carried: int
    overridden: int
    roles: tuple[Role, ...]
    missing: tuple[str, ...]
    aside: tuple[Rule, ...]
    voided: tuple[SignOff, ...]
    engagements: tuple[Engagement, ...]


def board(*, viewer: Viewer, assessment: Assessment) -> Board:
    """Return conclusion, progress and signatures (nine queries at most)."""
    rows = ClauseAssessment.objects.filter(assessment=assessment).order_by()
    person = Q(person_verdict__gt="")
    counted = rows.aggregate(
        by_person=Count("pk", filter=person),
        stale=Count("pk", filter=again(outdated(assessment))),
        carried=Count("pk", filter=FLAGS["carried"]),
        same=Count("pk", filter=person & Q(machine_verdict="")),
    )
    signed = list(SignOff.objects.filter(assessment=assessment).select_related("person"))
    valid = {row.role: row for row in signed if row.voided_at is None}
    wanted = purposes()[assessment.purpose].roles
    words = roles()
    return Board(
        bar=verdict_bar(assessment.counts, say("条款结论", "Verdicts")),
        heat=heat(assessment),
        judged=assessment.total - assessment.counts.get("undetermined", 0),
        by_person=counted["by_person"],
        stale=counted["stale"],
        carried=counted["carried"],
        overridden=rows.filter(FLAGS["overridden"]).count(),
        roles=tuple(Role(name, said(words[name].title), valid.get(name)) for name in wanted),
        missing=tuple(name for name in wanted if name not in valid),
        aside=set_aside(assessment, [row for row in signed if row.voided_at is None]),
        voided=tuple(row for row in signed if row.voided_at is not None),
        engagements=tuple(assessment.engagements.all()),
    )


def set_aside(assessment: Assessment, signed: Sequence[SignOff]) -> tuple[Rule, ...]:
    """Return the rules of separation that the signatures which hold do not keep."""
    if not signed:
        return ()
    given = [(row.role, str(row.person_id)) for row in signed]
    wanted = set(purposes()[assessment.purpose].roles)
    broken = broken_by(assessment, given, complete=wanted <= {role for role, _ in given})
    return tuple(separation().rules[name] for name in broken)


def heat(assessment: Assessment) -> Chart | None:
    """Draw verdicts by layer."""
    rows = ClauseAssessment.objects.filter(assessment=assessment).order_by()
    counted = rows.values_list("row__layer", "verdict").annotate(n=Count("pk"))
    layers: dict[str, dict[str, int]] = {}
    for layer, verdict, n in counted:
        layers.setdefault(layer, {})[verdict] = n
    named = [(name, layers[key]) for key, name in layer_words(assessment) if key in layers][:40]
    if len(named) < 2:
        return None
    return heat_map(named, say("各层面的结论", "Verdicts by layer"), row_head=say("层面", "Layer"))


class Gap(NamedTuple):
    """A clause that keeps the assessment from conforming: what it blocks and what mends it."""

    clause: ClauseAssessment
    gates: tuple[str, ...]
    share: float
    mend: str
    task: Task | None

    @property
    def blocks(self) -> str:
        """Return in words what the gap blocks: the gates by name, else nothing."""
        return say("；", "; ").join(self.gates)

    @property
    def effort(self) -> str:
        """Return how many person-days somebody said that its open task takes."""
        return days_words(remaining(self.task))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """The top gaps, how much all gaps weigh together, and what they take as far as estimated."""

    rows: tuple[Gap, ...]
    weight: int
    open_weight: int
    total: int
    effort: Effort


def gaps(*, viewer: Viewer, assessment: Assessment) -> Gaps:
    """Return what blocks most: gate clauses first, then by weight (five queries)."""
    rows = ClauseAssessment.objects.filter(assessment=assessment)
    applying = rows.exclude(verdict="not_applicable").order_by()
    weight = applying.aggregate(n=Sum("weight"))["n"] or 0
    open_rows = rows.filter(verdict__in=OPEN)
    open_weight = open_rows.order_by().aggregate(n=Sum("weight"), c=Count("pk"))
    rank = {"does_not_conform": 0, "partly": 1, "undetermined": 2}
    found = list(
        open_rows.select_related("row", "assignee")
        .defer("trace")
        .order_by("-gate", "-weight", "order")[:200]
    )
    found.sort(key=lambda r: (not r.gate, rank[r.verdict], -r.weight, r.order))
    tasks = tasks_by_clause(viewer, assessment, found[:TOP])
    return Gaps(
        rows=tuple(gap(assessment, row, weight, tasks) for row in found[:TOP]),
        weight=weight,
        open_weight=open_weight["n"] or 0,
        total=open_weight["c"],
        effort=effort_of_all(viewer, assessment, open_rows),
    )


def effort_of_all(viewer: Viewer, assessment: Assessment, rows: QuerySet[Any]) -> Effort:
    """Return what all gaps take together, as far as the viewer may see their tasks."""
    refs = [ref_of(assessment, name) for name in rows.order_by().values_list("clause", flat=True)]
    if not viewer.may("tasks.view"):
        return effort_of([None] * len(refs))
    known = tasks_estimated(viewer=viewer, kind=KIND, prefix=ref_of(assessment, ""))
    found = {task.source_ref: task for task in known}
    return effort_of([found.get(ref) for ref in refs])


def gap(assessment: Assessment, row: ClauseAssessment, weight: int, tasks: dict[str, Task]) -> Gap:
    """Return one gap with what it blocks."""
    blocked = tuple(
        said(Text(gate["zh"], gate["en"]))
        for gate in assessment.gates
        if gate["state"] != "passed" and row.clause in gate["clauses"]
    )
    share = round(100 * row.weight / weight, 1) if weight else 0.0
    task = tasks.get(ref_of(assessment, row.clause))
    return Gap(row, blocked, share, remediation(assessment, row.clause), task)


def tasks_by_clause(
    viewer: Viewer, assessment: Assessment, rows: Sequence[ClauseAssessment]
) -> dict[str, Task]:
    """Return the newest task of each clause that the viewer may see."""
    if not viewer.may("tasks.view"):
        return {}
    refs = [ref_of(assessment, row.clause) for row in rows]
    found = tasks_of_source(viewer=viewer, kind=KIND, refs=refs).order_by("id")
    return {task.source_ref: task for task in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an assessor must know: what was not looked at, and what rests on weak sources."""

    unseen: tuple[ClauseAssessment, ...]
    unseen_count: int
    grades: tuple[tuple[str, str, int, bool], ...]
    below: int
    without_person: int
    overridden: tuple[ClauseAssessment, ...]
    unknown_conditions: tuple[tuple[str, int], ...]


def limits(*, assessment: Assessment, catalogue: Any) -> Limits:
    """Return the limits of an assessment (four queries)."""
    rows = ClauseAssessment.objects.filter(assessment=assessment).select_related("row")
    unseen = rows.filter(
        Q(machine_verdict="") | Q(machine_verdict="undetermined"), person_verdict=""
    )
    counted = rows.order_by().values_list("grade", "below_best").annotate(n=Count("pk"))
    traces = rows.filter(machine_verdict="undetermined").values_list("trace", flat=True)
    return Limits(
        unseen=tuple(unseen.defer("trace")[:500]),
        unseen_count=unseen.count(),
        grades=tuple(
            sorted((grade_row(g, b, n, catalogue) for g, b, n in counted), key=lambda r: -r[2])
        ),
        below=sum(n for _, below, n in counted if below),
        without_person=rows.filter(person_verdict="").count(),
        overridden=tuple(rows.filter(FLAGS["overridden"]).defer("trace")[:200]),
        unknown_conditions=tuple(unknown_kinds(list(traces)).most_common()),
    )


def grade_row(grade: str, below: bool, count: int, catalogue: Any) -> tuple[str, str, int, bool]:
    """Return a grade with its words and how many verdicts rest on it."""
    from hegui.server.pages.language import language

    row = catalogue.grades.get(grade) if catalogue else None
    return grade, getattr(row, language()) if row else grade or "—", count, below


def unknown_kinds(traces: Sequence[Any]) -> Counter[str]:
    """Count the conditions that are unknown, for one subject at least, by what they need."""
    return Counter(
        needs
        for trace in traces
        if trace
        for _, needs in {
            (condition["id"], condition["needs"])
            for condition in trace.get("conditions", [])
            if condition["state"] == "unknown"
        }
    )


__all__ = ["Board", "Gaps", "Limits", "board", "gaps", "limits", "missing_roles"]

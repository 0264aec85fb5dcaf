"""Over very many subjects a trace names some of each state and counts the rest."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from hegui.conformity.clauses import verdict_of
from hegui.conformity.model import ConditionTrace, Trace
from hegui.server.assessments.compact import EACH, MANY, compact
from hegui.server.assessments.models import ClauseAssessment
from hegui.server.assessments.services.starting import start_from_records
from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import Viewer
from tests.support.many import seed_subjects

SUBJECTS = 300


def row(number: int, state: str, **more: Any) -> ConditionTrace:
    """Return the trace of one condition for one subject."""
    return ConditionTrace(
        id=more.pop("id", "a"),
        needs="measure",
        essential=True,
        state=state,  # type: ignore[arg-type]
        reason_zh=f"因为 {number}",
        reason_en=f"because {number}",
        subject=f"s-{number}",
        **more,
    )


def trace(rows: list[ConditionTrace]) -> Trace:
    """Return the trace of a clause that applies."""
    return Trace(
        subject_kind="model",
        gate=False,
        weight=1,
        applicability="applies",
        applicability_zh="",
        applicability_en="",
        conditions=tuple(rows),
        obligations=(),
        obligations_undetermined=(),
        grade="A",
        below_best_grade=False,
    )


def test_few_subjects_are_all_named() -> None:
    whole = trace([row(n, "unknown") for n in range(MANY)])
    assert compact(whole) is whole
    two = trace([row(n % MANY, "holds", id="ab"[n >= MANY]) for n in range(2 * MANY)])
    assert compact(two).conditions == two.conditions


def test_of_many_some_of_each_state_are_named_and_the_rest_counted() -> None:
    states = ["holds"] * 500 + ["fails"] * 3 + ["unknown"] * 200
    rows = [row(n, state, sources=(f"result:{n}",)) for n, state in enumerate(states)]
    kept = compact(trace(rows))
    assert verdict_of("applies", kept.conditions) == verdict_of("applies", rows)
    by = {state: [c for c in kept.conditions if c.state == state] for state in set(states)}
    assert {state: len(found) for state, found in by.items()} == {
        "holds": EACH + 1,
        "fails": 3,
        "unknown": EACH + 1,
    }
    more = by["holds"][-1]
    assert (more.subject, more.reason_zh) == ("", "另有 480 个对象也是这样，这里不逐一列出。")
    told = {source for c in kept.conditions for source in c.sources}
    assert told == {f"result:{n}" for n in range(len(rows))}


def test_an_assessment_over_many_subjects_keeps_and_shows_little(
    org: Organisation,
    viewer: Callable[..., Viewer],
    person: Callable[..., User],
    signed_in: Callable[..., Client],
) -> None:
    seed_subjects(org, SUBJECTS, person("engineer"))
    made = start_from_records(acting_user=viewer(), title="多对象")
    rows = list(ClauseAssessment.objects.filter(assessment=made))
    assert max(len(r.trace["conditions"]) for r in rows) < 8 * (EACH + 2)
    many = next(
        r for r in rows if any("个对象也是这样" in c["reason_zh"] for c in r.trace["conditions"])
    )
    page = signed_in().get(f"/o/yunlu/assessments/{made.pk}/clauses/?clause={many.clause}")
    assert "个对象也是这样" in page.text
    assert len(page.content) < 400_000

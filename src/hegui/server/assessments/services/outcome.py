"""What follows from the effective verdicts: counts, gates, conclusion, by the engine's functions.

Every writer of verdicts locks its assessment first, so that no change is lost between two of them.
"""

from collections.abc import Sequence
from typing import Any, cast

import msgspec
from django.db.models import Count

from hegui.catalogue.model import Catalogue
from hegui.conformity.case import Case
from hegui.conformity.conclusion import NONCONFORMITIES, conclude, law_gate, major_gate
from hegui.conformity.model import VERDICT_WORDS, ClauseVerdict, Gate, Inputs, Trace, VerdictWord
from hegui.server.assessments.catalogues import catalogue_of
from hegui.server.assessments.models import Assessment, ClauseAssessment
from hegui.server.core.rules import catalogue as installed

BLOCKING = ("does_not_conform", "undetermined")


def locked(assessment: Assessment) -> Assessment:
    """Return the assessment as it is now, held until the transaction ends."""
    return cast(
        Assessment,
        Assessment.objects.select_for_update(of=("self",))
        .select_related("catalogue")
        .defer("catalogue__content")
        .get(pk=assessment.pk),
    )


def light(clause: str, verdict: str, *, gate: bool = False, weight: int = 1) -> ClauseVerdict:
    """Return a verdict with as much trace as gates and conclusion read."""
    trace = Trace(
        subject_kind="organisation",
        gate=gate,
        weight=weight,
        applicability="applies",
        applicability_zh="",
        applicability_en="",
    )
    return ClauseVerdict(clause=clause, verdict=cast(VerdictWord, verdict), trace=trace)


def outcome(assessment: Assessment) -> dict[str, Any]:
    """Return counts, gates and conclusion from the clauses as they are in the database.

    Gates read only gate clauses that fail or are unknown, the conclusion only which verdicts occur;
    so the engine's own functions are asked with those alone, and the cost is the same at any size.
    """
    rows = ClauseAssessment.objects.filter(assessment=assessment).order_by()
    found = dict(rows.values_list("verdict").annotate(n=Count("id")).values_list("verdict", "n"))
    counts = {word: found.get(word, 0) for word in VERDICT_WORDS}
    blocking = rows.filter(gate=True, verdict__in=BLOCKING).order_by("order")
    verdicts = [light(*row, gate=True) for row in blocking.values_list("clause", "verdict")]
    case = Case(rules_of(assessment), judged_inputs(assessment))
    gates = outcome_gates(case, verdicts, kept_major(assessment))
    words = [light("", word) for word, count in counts.items() if count]
    return {
        "counts": counts,
        "gates": [plain(gate) for gate in gates],
        "conclusion": conclude(words, gates),
        "total": sum(counts.values()),
    }


def outcome_gates(
    case: Case, verdicts: Sequence[ClauseVerdict], major: Gate | None
) -> tuple[Gate, ...]:
    """Return the gates: that of the clauses anew, that of nonconformities as it was judged."""
    return law_gate(case, verdicts), major or major_gate(case)


def rules_of(assessment: Assessment) -> Catalogue:
    """Return the catalogue whose words the gates use: the frozen one, else the installed one."""
    if assessment.catalogue_id:
        return catalogue_of(assessment.catalogue, assessment.as_of)
    return installed().at(assessment.as_of)


def judged_inputs(assessment: Assessment) -> Inputs:
    """Return inputs that hold no more than the day: gates of clauses read nothing else.

    Nobody keeps nonconformities here, so that without the machine's answer their gate is open.
    """
    return Inputs(as_of=assessment.as_of, rule_set="", facts={}, unkept=(NONCONFORMITIES,))


def kept_major(assessment: Assessment) -> Gate | None:
    """Return the gate of major nonconformities as it was judged: verdicts do not move it."""
    row = next((g for g in assessment.gates if g["id"] == "G2"), None)
    if row is None:
        return None
    return Gate(**{**row, "clauses": tuple(row["clauses"])})


def plain(gate: Gate) -> dict[str, Any]:
    """Return a gate as JSON."""
    return {**msgspec.structs.asdict(gate), "clauses": list(gate.clauses)}


def refresh(assessment: Assessment) -> Assessment:
    """Save counts, gates and conclusion; the version stays, since no person edited them."""
    fields = outcome(assessment)
    Assessment.objects.filter(pk=assessment.pk).update(**fields)
    for name, value in fields.items():
        setattr(assessment, name, value)
    return assessment

"""`judge`: from catalogue and inputs to the assessment, a pure function.

Nothing here reads a clock, a file or a setting, and the order in which inputs are listed changes
nothing, so that anyone can compute the same verdicts again years later.
"""

from collections.abc import Sequence

from hegui.catalogue.model import Catalogue, Criterion
from hegui.conformity.case import Case
from hegui.conformity.clauses import judge_clause
from hegui.conformity.conclusion import conclude, gates
from hegui.conformity.decisions import decided
from hegui.conformity.maturity import maturity
from hegui.conformity.model import Applicability, Assessment, ClauseVerdict, Inputs
from hegui.conformity.notes import notes
from hegui.conformity.scores import scores


def judge(catalogue: Catalogue, inputs: Inputs) -> Assessment:
    """Judge every clause in effect and conclude.

    Raises `UnknownRuleSetError` when the project's rule set is not in the catalogue.
    """
    case = Case(catalogue, inputs)
    obligations = applicable(case)
    people = decided(case)
    verdicts = tuple(
        judge_clause(case, criterion, obligations, people) for criterion in criteria(case)
    )
    found = gates(case, verdicts)
    level, reading = maturity(case, verdicts)
    return Assessment(
        conclusion=conclude(verdicts, found),
        verdicts=verdicts,
        gates=found,
        scores=scores(case, verdicts),
        maturity=level,
        obligations=obligations,
        below_best_grade=sum(v.trace.below_best_grade for v in verdicts),
        notes=(*people.notes, *notes(case, verdicts), reading),
    )


def applicable(case: Case) -> dict[str, Applicability]:
    """Return whether each obligation in effect applies."""
    from hegui.catalogue.applicability import obligations_apply

    found = obligations_apply(case.catalogue, case.inputs.facts)
    rows = case.catalogue.obligations
    as_of = case.inputs.as_of
    return {name: found[name].state for name, row in rows.items() if row.in_effect(as_of)}


def criteria(case: Case) -> Sequence[Criterion]:
    """Return the criteria in effect, in the order of the catalogue's clauses."""
    as_of, known = case.inputs.as_of, case.catalogue.criteria
    return [
        known[clause.id]
        for clause in case.catalogue.clauses.values()
        if clause.id in known and clause.in_effect(as_of) and known[clause.id].in_effect(as_of)
    ]


def verdicts_of(assessment: Assessment) -> dict[str, ClauseVerdict]:
    """Return the verdicts by clause."""
    return {verdict.clause: verdict for verdict in assessment.verdicts}

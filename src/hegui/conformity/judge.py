"""`judge`: from catalogue and inputs to the assessment, a pure function.

Nothing here reads a clock, a file or a setting, and the order in which inputs are listed changes
nothing, so that anyone can compute the same verdicts again years later.
"""

from collections.abc import Sequence

import msgspec

from hegui.catalogue.model import Catalogue, Criterion
from hegui.conformity.case import Case
from hegui.conformity.clauses import judge_clause
from hegui.conformity.conclusion import conclude, gates
from hegui.conformity.decisions import decided
from hegui.conformity.maturity import maturity
from hegui.conformity.model import Applicability, Assessment, Inputs
from hegui.conformity.notes import notes
from hegui.conformity.scores import scores


def judge(catalogue: Catalogue, inputs: Inputs) -> Assessment:
    """Judge every clause in effect and conclude.

    Raises `UnknownRuleSetError` when the project's rule set is not in the catalogue.
    """
    case = Case(msgspec.structs.replace(catalogue, as_of=inputs.as_of), inputs)
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
    """Return whether each obligation applies."""
    from hegui.catalogue.applicability import obligations_apply

    found = obligations_apply(case.catalogue, case.inputs.facts)
    return {name: applies.state for name, applies in found.items()}


def criteria(case: Case) -> Sequence[Criterion]:
    """Return the criteria in the order of the catalogue's clauses."""
    known = case.catalogue.criteria
    return [known[name] for name in case.catalogue.clauses if name in known]

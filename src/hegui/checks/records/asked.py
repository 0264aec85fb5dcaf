"""What the criteria ask of the records checks: parameters and kinds of subjects."""

from collections.abc import Iterable, Iterator, Mapping

from hegui.catalogue.expressions import evaluate
from hegui.catalogue.model import Catalogue, Condition, Criterion, FactValue, SubjectKind
from hegui.project.declared import Declared


def conditions(catalogue: Catalogue) -> Iterator[tuple[Criterion, Condition]]:
    """Yield every condition with its criterion, for criteria in effect on the catalogue's day."""
    for criterion in catalogue.criteria.values():
        if criterion.in_effect(catalogue.as_of):
            for condition in criterion.conditions:
                yield criterion, condition


def applies(
    criterion: Criterion, condition: Condition, facts: Mapping[str, FactValue]
) -> bool | None:
    """Tell whether a condition and its criterion apply; None when unset facts decide."""
    states = [
        evaluate(expression, facts)
        for expression in (criterion.applies_when, condition.applies_when)
        if expression
    ]
    if False in states:
        return False
    return None if None in states else True


def asked_values(catalogue: Catalogue, check: str, parameter: str) -> dict[str, list[SubjectKind]]:
    """Return the values of a parameter that criteria ask of a check, with kinds of subjects."""
    asked: dict[str, list[SubjectKind]] = {}
    for criterion, condition in conditions(catalogue):
        value = condition.parameters.get(parameter, "")
        if condition.check == check and value:
            kinds = asked.setdefault(value, [])
            if criterion.subject_kind not in kinds:
                kinds.append(criterion.subject_kind)
    return asked


def subjects_of(declared: Declared, kinds: Iterable[SubjectKind]) -> list[str]:
    """Return the ids of the subjects of these kinds; the organisation stands for itself."""
    wanted = set(kinds)
    own = [declared.project.organisation.id] if "organisation" in wanted else []
    return own + [subject.id for subject in declared.subjects if subject.kind in wanted]

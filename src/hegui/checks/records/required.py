"""Which evidence types a set of documents requires, and which it may require."""

from typing import NamedTuple

from hegui.catalogue.applicability import obligations_apply
from hegui.catalogue.model import Catalogue, Condition, Criterion
from hegui.checks.records.asked import applies
from hegui.checks.records.rules import DocumentSet, document_sets
from hegui.common.errors import HeguiError
from hegui.common.text import Text
from hegui.project.declared import Declared


class UnknownSetError(HeguiError):
    """A criterion asks for a set of documents that is neither named nor a list of types."""

    code = "unknown_document_set"
    text = Text(
        "文件集合“{set}”没有定义：其中的“{part}”不是证据类型；请检查判定准则。",
        "The set of documents “{set}” is not defined: “{part}” is no evidence type; check the "
        "criteria.",
    )


class Required(NamedTuple):
    """Evidence types by id, with the rows that ask for them: certainly, and only perhaps.

    A type is in `maybe` when all that ask for it hang on facts that are not set.
    """

    certain: dict[str, list[str]]
    maybe: dict[str, list[str]]


def required_types(declared: Declared, catalogue: Catalogue, set_id: str) -> Required:
    """Return what a set requires; raise `UnknownSetError` for a set that nobody defined."""
    named = document_sets().get(set_id)
    if named is None:
        return Required(_listed(catalogue, set_id), {})
    if named.origin == "clauses":
        return _from_clauses(declared, catalogue)
    return _from_obligations(declared, catalogue, named)


def _listed(catalogue: Catalogue, set_id: str) -> dict[str, list[str]]:
    """Return the types of a set that is a list of types."""
    types = set_id.split()
    for part in types:
        if part not in catalogue.evidence_types:
            raise UnknownSetError(set=set_id, part=part)
    return {part: [] for part in types}


class _Collector:
    def __init__(self) -> None:
        self.certain: dict[str, list[str]] = {}
        self.maybe: dict[str, list[str]] = {}

    def add(self, evidence_type: str, row: str, state: bool | None) -> None:
        """Note that a row asks for a type: true certainly, None perhaps, false not."""
        if state is False:
            return
        rows = (self.certain if state else self.maybe).setdefault(evidence_type, [])
        if row not in rows:
            rows.append(row)

    def done(self) -> Required:
        maybe = {name: rows for name, rows in self.maybe.items() if name not in self.certain}
        return Required(dict(sorted(self.certain.items())), dict(sorted(maybe.items())))


def _from_clauses(declared: Declared, catalogue: Catalogue) -> Required:
    found = _Collector()
    for clause_id, clause in catalogue.clauses.items():
        criterion = catalogue.criteria.get(clause_id)
        asks = clause.documented_information.required and clause.in_effect(declared.as_of)
        if criterion is None or not asks or not criterion.in_effect(declared.as_of):
            continue
        for condition in criterion.conditions:
            state = _asked(declared, criterion, condition)
            for evidence_type in condition.evidence:
                found.add(evidence_type, clause_id, state)
    return found.done()


def _asked(declared: Declared, criterion: Criterion, condition: Condition) -> bool | None:
    """Tell whether an essential condition for evidence applies, in three-valued logic."""
    if condition.needs != "evidence" or not condition.essential:
        return False
    return applies(criterion, condition, declared.facts())


def _from_obligations(declared: Declared, catalogue: Catalogue, named: DocumentSet) -> Required:
    found = _Collector()
    states = {"applies": True, "does_not_apply": False, "undetermined": None}
    answers = obligations_apply(catalogue, declared.facts())
    for obligation in catalogue.obligations.values():
        if named.asking_for in obligation.evidence:
            for evidence_type in obligation.evidence:
                if evidence_type in named.types:
                    found.add(evidence_type, obligation.id, states[answers[obligation.id].state])
    return found.done()

"""One assessment laid out for looking things up: what is declared, measured, offered and said."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from hegui.catalogue.model import Catalogue, Criterion, SubjectKind
from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.text import Text
from hegui.conformity.model import Applicability, Inputs
from hegui.conformity.wording import listed, same
from hegui.engine.model import CheckResult, EvidenceItem
from hegui.project.approvers import approvers
from hegui.project.model import Attestation, Person, Subject

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

VERSIONED: frozenset[SubjectKind] = frozenset({"model", "dataset", "service"})
"""Kinds whose evidence belongs to one version."""


class UnknownRuleSetError(WrongUseError):
    """The project chose a rule set that the catalogue does not have."""

    code = "unknown_rule_set"
    text = Text(
        "规则目录里没有技术要求集“{rule_set}”；可选：{known}。",
        "The catalogue has no rule set “{rule_set}”; choose one of: {known}.",
    )


class MissingRowError(HeguiError):
    """A row names another that the catalogue does not have: the catalogue was not checked."""

    code = "missing_row"
    text = Text(
        "规则目录的 {table} 里没有“{id}”，无法评估；请用 hegui catalogue check 核对目录。",
        "The catalogue has no “{id}” among its {table}, so nothing can be judged; check it with "
        "hegui catalogue check.",
    )


@dataclass(frozen=True, slots=True)
class Applies:
    """Whether something applies, and the sentence that says why."""

    state: Applicability
    reason: Text


@dataclass(frozen=True)
class Case:
    """The catalogue and the inputs of one assessment with their indices."""

    catalogue: Catalogue
    inputs: Inputs

    @cached_property
    def rule_set(self) -> str:
        """Return the rule set in force: the project's choice, else the catalogue's default."""
        known = self.catalogue.rule_sets
        chosen = self.inputs.rule_set or next((r.id for r in known.values() if r.default), "")
        if chosen and chosen not in known:
            raise UnknownRuleSetError(rule_set=chosen, known=", ".join(sorted(known)))
        return chosen

    @cached_property
    def people(self) -> dict[str, Person]:
        """Return the declared people by id."""
        return {person.id: person for person in self.inputs.people}

    @cached_property
    def subjects(self) -> dict[str, Subject]:
        """Return the declared subjects by id, the organisation's own entries left out."""
        return {s.id: s for s in self.inputs.subjects if s.kind != "organisation"}

    @cached_property
    def by_kind(self) -> dict[SubjectKind, list[Subject]]:
        """Return the declared subjects by kind, sorted by id."""
        ordered = sorted(self.subjects.values(), key=lambda s: s.id)
        return grouped((s.kind, s) for s in ordered)

    @cached_property
    def results(self) -> dict[str, list[CheckResult]]:
        """Return the results by check id."""
        return grouped((r.check, r) for r in self.inputs.results)

    @cached_property
    def evidence(self) -> dict[str, list[EvidenceItem]]:
        """Return the evidence by type."""
        return grouped((item.type, item) for item in self.inputs.evidence)

    @cached_property
    def attestations(self) -> dict[tuple[str, str], list[Attestation]]:
        """Return the attestations by clause and condition."""
        return grouped(((a.clause, a.condition), a) for a in self.inputs.attestations)

    @cached_property
    def scopes(self) -> dict[str, frozenset[str]]:
        """Return, for each check, the parameters by which conditions tell its results apart."""
        keys: dict[str, set[str]] = defaultdict(set)
        for criterion in self.catalogue.criteria.values():
            for condition in criterion.conditions:
                keys[condition.check].update(condition.parameters)
        return {check: frozenset(names) for check, names in keys.items()}

    @cached_property
    def _applies(self) -> dict[str, Applies]:
        return {}

    def applies(self, expression: str) -> Applies:
        """Tell whether a condition over the declared facts is true, and why; empty means always."""
        if expression not in self._applies:
            from hegui.catalogue.applicability import explain

            found = explain(expression or "true", self.inputs.facts, self.catalogue)
            self._applies[expression] = Applies(found.state, Text(found.zh, found.en))
        return self._applies[expression]

    def declared(self, expression: str) -> tuple[Applicability, Text]:
        """Return whether what an expression asks is declared, and the facts that say so."""
        from hegui.catalogue.applicability import tell

        return self.applies(expression).state, tell(expression, self.inputs.facts, self.catalogue)

    def in_force(self, criterion: Criterion) -> Applies:
        """Tell whether a criterion and its clause are in effect and apply, and why."""
        from hegui.catalogue.applicability import effect

        for row in (self.catalogue.clauses[criterion.id], criterion):
            if out := effect(row, self.catalogue):
                return Applies(out.state, Text(out.zh, out.en))
        return self.applies(criterion.applies_when)

    def word(self, group: str, code: str) -> Text:
        """Return the catalogue's words for a code: a role, a level, a gate."""
        label = self.catalogue.labels.get(group, {}).get(code)
        return Text(label.zh, label.en) if label else same(code)

    def role(self, role_id: str) -> Text:
        """Return the name of a role."""
        return self.word("role", role_id)

    def measure(self, name: str) -> Text:
        """Return a measure in words."""
        return self.word("measure", name)

    def evidence_type(self, type_id: str) -> Text:
        """Return the name of an evidence type with its id."""
        row = self.catalogue.evidence_types.get(type_id)
        return Text(f"{row.zh}（{type_id}）", f"{row.en} ({type_id})") if row else same(type_id)

    def approvers(self, item: EvidenceItem) -> Text:
        """Return the names of everybody who approved an item."""
        return listed(same(self.person(name)) for name in approvers(item.approved_by))

    def person(self, person_id: str) -> str:
        """Return the name of a person, or the id of somebody who is not declared."""
        person = self.people.get(person_id)
        return person.name if person else person_id


def grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    """Group values by key in the order they come."""
    groups: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return dict(groups)


def row(table: Mapping[str, T], name: str, row_id: str) -> T:
    """Return a row of a table of the catalogue, or raise `MissingRowError`."""
    if row_id not in table:
        raise MissingRowError(table=name, id=row_id)
    return table[row_id]


def subject_name(subject: Subject) -> Text:
    """Return how a subject is called in a sentence."""
    english = subject.name_en or subject.name
    return Text(f"“{subject.name}”（{subject.id}）", f"“{english}” ({subject.id})")

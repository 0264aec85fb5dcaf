"""Counting what annotation exports show, items passing by one at a time."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from hegui.checks.corpus.annotation.batches import batch_defects, batch_measures
from hegui.checks.corpus.annotation.people import state_of
from hegui.checks.corpus.annotation.rules import annotation_rules
from hegui.checks.corpus.annotation.tables import (
    BatchEntry,
    Item,
    Qualified,
    RuleVersion,
    read_batches,
    read_items,
    read_people,
    read_rules,
)
from hegui.engine.tables import TableError

SAFETY = "safety"
TELL_EVERY = 10_000


class Defect(NamedTuple):
    """What is wrong: place, kind, and what it is about. People are told by place alone."""

    where: str
    kind: str
    about: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exports:
    """The files of each table; none where there is no such table."""

    people: tuple[Path, ...] = ()
    items: tuple[Path, ...] = ()
    rules: tuple[Path, ...] = ()
    batches: tuple[Path, ...] = ()

    def all(self) -> list[Path]:
        """Return all files, each once."""
        return list(dict.fromkeys((*self.people, *self.items, *self.rules, *self.batches)))


@dataclass(slots=True)
class Work:
    """What one person did: on which days, first where, and whether some of it has no day."""

    where: str
    days: set[dt.date] = field(default_factory=set)
    undated: bool = False


@dataclass(slots=True)
class Task:
    """Who annotated and who reviewed in one task."""

    where: str
    annotators: set[str] = field(default_factory=set)
    reviewers: set[str] = field(default_factory=set)

    def split(self) -> bool:
        """Tell whether there are both roles and nobody holds two (requirement ANN-03)."""
        return bool(self.reviewers) and not self.annotators & self.reviewers


class Survey:
    """Reads the tables and counts. `name` says what a file is called in places."""

    def __init__(
        self, exports: Exports, risks: Iterable[str], as_of: dt.date, name: Callable[[Path], str]
    ) -> None:
        self._exports, self._as_of, self._name = exports, as_of, name
        self._risks = frozenset(risks)
        self.counts: Counter[str] = Counter()
        self.tasks: dict[str, Task] = {}
        self.work: dict[str, Work] = {}
        self.batches: list[tuple[str, BatchEntry]] = []
        self.rules: dict[str, RuleVersion] = {}
        self._records: dict[str, list[Qualified]] = defaultdict(list)
        self._places: dict[str, str] = {}
        self._batches_of_items: dict[str, str] = {}
        self._told: dict[tuple[str, str], Defect] = {}

    def look(self, progress: Callable[[int], None] = lambda _done: None) -> "Survey":
        """Read everything; raises `TableError` for a table with bad rows.

        All tables are read before that, so that one run names what is wrong in every one of them.
        """
        exports, errors = self._exports, []
        readers: tuple[tuple[tuple[Path, ...], Callable[[Path], None]], ...] = (
            (exports.people, self._read_people),
            (exports.rules, self._read_rules),
            (exports.batches, self._read_batches),
            (exports.items, lambda path: self._read_items(path, progress)),
        )
        for paths, reader in readers:
            for path in paths:
                try:
                    reader(path)
                except TableError as error:
                    errors.append(error)
        if errors:
            errors[0].others = tuple(errors[1:])
            raise errors[0]
        return self

    def _read_people(self, path: Path) -> None:
        for record in read_people(path):
            self._records[record.person].append(record)
            self._places.setdefault(record.person, f"{self._name(path)}:{record.line}")

    def _read_rules(self, path: Path) -> None:
        self.rules |= {rule.version: rule for rule in read_rules(path, self._risks)}

    def _read_batches(self, path: Path) -> None:
        self.batches += [(self._name(path), batch) for batch in read_batches(path)]

    def _read_items(self, path: Path, progress: Callable[[int], None]) -> None:
        name = self._name(path)
        for item in read_items(path):
            self._add(item, name)
            if self.counts["items"] % TELL_EVERY == 0:
                progress(self.counts["items"])

    def _add(self, item: Item, file: str) -> None:
        counts, where = self.counts, f"{file}:{item.line}"
        counts["items"] += 1
        task = self.tasks.get(item.task)
        if task is None:
            task = self.tasks[item.task] = Task(where)
        task.annotators.update(item.annotators)
        task.reviewers.update(item.reviewers)
        self._worked(item.annotators, item.day, where)
        self._worked(item.reviewers, item.reviewed, where)
        counts["items_with_reviewer"] += bool(item.reviewers)
        if item.kind == SAFETY:
            counts["safety_items"] += 1
            counts["items_safety_double_checked"] += _double_checked(item)
        if item.batch:
            self._batches_of_items.setdefault(item.batch, where)
        if self.rules:
            self._add_rules(item, where)

    def _worked(self, people: Sequence[str], day: dt.date | None, where: str) -> None:
        for person in people:
            work = self.work.get(person)
            if work is None:
                work = self.work[person] = Work(where)
            if day is None:
                work.undated = True
            else:
                work.days.add(day)

    def _add_rules(self, item: Item, where: str) -> None:
        """Compare the version of rules that an item names with the rules of its day."""
        rule = self.rules.get(item.rules)
        if not item.rules:
            kind = "no_rules_version"
        elif rule is None:
            kind = "unknown_rules_version"
        elif rule.kind != item.kind:
            kind = "rules_of_other_kind"
        elif item.day is not None and not rule.in_force(item.day):
            kind = "rules_not_in_force"
        else:
            return
        self.counts[kind] += 1
        self._told.setdefault((kind, item.task), Defect(where, kind, item.task, item.rules))

    def measures(self) -> dict[str, Any]:
        """Return the measures that the tables can show; what they cannot is left out."""
        found: dict[str, Any] = {}
        if self._exports.people:
            found |= self._people_measures()
        if self._exports.items:
            found["items"] = self.counts["items"]
            if self.counts["items_with_reviewer"]:
                found["tasks_without_role_split"] = sum(
                    not task.split() for task in self.tasks.values()
                )
                found["items_safety_double_checked"] = self.counts["items_safety_double_checked"]
        if self._exports.rules:
            found["risks_with_rule"] = len(self._covered())
        if self._exports.batches:
            found |= batch_measures([batch for _, batch in self.batches])
        return found

    def safety_measures(self) -> dict[str, Any]:
        """Return the measures over safety items alone."""
        found = {"items": self.counts["safety_items"]}
        if self.counts["items_with_reviewer"]:
            found["items_safety_double_checked"] = self.counts["items_safety_double_checked"]
        return found

    def _people_measures(self) -> dict[str, int]:
        """Count people; with nobody surely unqualified and somebody unknown, the count is unknown."""
        states = Counter(state for _, state, _ in self._states())
        found = {"annotators": states.total()}
        if states["no"] or not states["unknown"]:
            found["annotators_qualified"] = states["yes"]
        return found

    def _states(self) -> Iterator[tuple[str, str, dt.date | None]]:
        """Yield place, state and day of everybody who worked; without items, of all in the table."""
        if not self._exports.items:
            for person, records in self._records.items():
                yield self._places[person], *state_of(records, [self._as_of], undated=False)
            return
        for person, work in self.work.items():
            records = self._records.get(person, [])
            where = self._places.get(person, work.where)
            yield where, *state_of(records, work.days, undated=work.undated)

    def _covered(self) -> set[str]:
        """Return the risks that safety rules in force on the day cover (requirement ANN-07)."""
        current = (r for r in self.rules.values() if r.kind == SAFETY and r.in_force(self._as_of))
        return {risk for rule in current for risk in rule.risks}

    def defects(self) -> Iterator[Defect]:
        """Yield what is wrong."""
        if self._exports.people:
            for where, state, day in self._states():
                if state != "yes":
                    refused = "not_qualified" if self._exports.items else "not_qualified_now"
                    kind = refused if state == "no" else "qualification_unknown"
                    yield Defect(where, kind, "", str(day or ""))
        if self.counts["items_with_reviewer"]:
            for name, task in self.tasks.items():
                if not task.split():
                    kind = "same_person" if task.reviewers else "no_reviewer"
                    yield Defect(task.where, kind, name)
        yield from self._told.values()
        yield from self._rule_defects()
        if self._exports.batches:
            yield from map(Defect._make, batch_defects(self.batches, self._batches_of_items))

    def _rule_defects(self) -> Iterator[Defect]:
        if not self._exports.rules:
            return
        place = self._name(self._exports.rules[0])
        for risk in sorted(self._risks - self._covered()):
            yield Defect(f"{place}:0", "risk_without_rule", risk)
        for rule in self.rules.values():
            lacking = [c for c in annotation_rules().covers if c not in rule.covers]
            if lacking:
                yield Defect(
                    f"{place}:{rule.line}", "rules_incomplete", rule.version, ", ".join(lacking)
                )

    def further(self) -> dict[str, Any]:
        """Return what else was counted."""
        names = ("safety_items", "items_with_reviewer", "no_rules_version", "unknown_rules_version")
        more = ("rules_of_other_kind", "rules_not_in_force")
        counted = {name: self.counts[name] for name in (*names, *more)}
        return counted | {"tasks": len(self.tasks), "batches": len(self.batches)}


def _double_checked(item: Item) -> bool:
    """Tell whether somebody else than the annotators approved (requirement ANN-09)."""
    others = any(person not in item.annotators for person in item.reviewers)
    return others and item.result == "approved"

"""Do all names in a declaration name something, once, and on the right day?"""

from collections.abc import Collection
from functools import cached_property
from typing import Any

from hegui.catalogue.model import Catalogue, Criterion
from hegui.common.text import Text
from hegui.project.errors import Key
from hegui.project.places import (
    ORDERED,
    REFERENCES,
    UNIQUE,
    Pattern,
    records_at,
    texts_at,
    values_at,
)
from hegui.project.shape import Report, did_you_mean, parse_date

KINDS = {
    "subject": Text("对象", "subject"),
    "person": Text("人员", "person"),
    "role": Text("岗位", "role"),
    "document": Text("文件", "document"),
    "evidence_type": Text("证据类型", "evidence type"),
    "clause": Text("条款", "clause"),
    "rule_set": Text("规则集", "rule set"),
    "condition": Text("条件", "condition"),
    "point": Text("要点", "point"),
}
VERDICTS = ("conforms", "partly", "does_not_conform", "not_applicable", "undetermined")


class References:
    """The names that a declaration may use: its own and the catalogue's."""

    def __init__(self, value: Any, catalogue: Catalogue, report: Report) -> None:
        self.value = value
        self.catalogue = catalogue
        self.report = report

    def check(self) -> None:
        """Report every name that names nothing, every id used twice and every date out of order."""
        for pattern in UNIQUE:
            self._unique(pattern)
        for pattern, kind in REFERENCES:
            for key, name in texts_at(self.value, pattern):
                self._known(kind, name, key, self.known[kind])
        self._covers()
        self._attestations()
        self._decisions()
        self._points()
        for pattern, first, second in ORDERED:
            self._order(pattern, first, second)

    @cached_property
    def known(self) -> dict[str, Collection[str]]:
        """Return the names of each kind."""
        catalogue = self.catalogue
        own = [name for _, name in texts_at(self.value, ("organisation", "id"))]
        return {
            "subject": [*self._ids("subjects"), *own],
            "person": self._ids("people"),
            "document": self._ids("documents"),
            "role": catalogue.labels.get("role", {}),
            "evidence_type": catalogue.evidence_types,
            "clause": catalogue.criteria,
            "rule_set": catalogue.rule_sets,
        }

    def _ids(self, name: str) -> list[str]:
        return [found for _, found in texts_at(self.value, (name, "*", "id"))]

    def _known(self, kind: str, name: str, key: Key, known: Collection[str]) -> bool:
        if name in known:
            return True
        word, near = KINDS[kind], did_you_mean(name, known)
        text = Text(
            f"没有名为“{name}”的{word.zh}{near.zh}", f"there is no {word.en} “{name}”{near.en}"
        )
        self.report(f"unknown_{kind}", key, text)
        return False

    def _unique(self, pattern: Pattern) -> None:
        seen: dict[str, Key] = {}
        for key, name in texts_at(self.value, (*pattern, "id")):
            if name in seen:
                at = seen[name][-2]
                text = Text(
                    f"编号“{name}”已被第 {at} 项（从 0 数）使用，请换一个。",
                    f"the id “{name}” is already used by item {at} (from 0); choose another.",
                )
                self.report("duplicate_id", key, text)
            seen.setdefault(name, key)

    def _covers(self) -> None:
        for key, covers in records_at(self.value, ("documents", "*", "covers")):
            for name in covers:
                self._known("subject", name, (*key, name), self.known["subject"])

    def _criterion(self, record: dict[str, Any]) -> Criterion | None:
        clause = record.get("clause")
        return self.catalogue.criteria.get(clause) if isinstance(clause, str) else None

    def _condition(self, key: Key, record: dict[str, Any]) -> str:
        """Return what the named condition needs, after reporting that it does not exist."""
        criterion, name = self._criterion(record), record.get("condition")
        if criterion is None or not isinstance(name, str) or not name:
            return ""
        needs = {condition.id: condition.needs for condition in criterion.conditions}
        self._known("condition", name, (*key, "condition"), needs)
        return needs.get(name, "")

    def _attestations(self) -> None:
        for key, record in records_at(self.value, ("attestations", "*")):
            needs = self._condition(key, record)
            if needs and needs != "attestation":
                text = Text(
                    f"这个条件由 {needs} 判定，不能以声明代替；不同意机器时写在 decisions。",
                    f"this condition is decided by {needs}, a statement cannot stand in for it; "
                    "use decisions to overrule the machine.",
                )
                self.report("not_an_attestation", (*key, "condition"), text)

    def _decisions(self) -> None:
        for key, record in records_at(self.value, ("decisions", "*")):
            self._condition(key, record)
            verdict = record.get("verdict")
            by_condition = bool(record.get("condition"))
            whole = bool(verdict)
            if by_condition == whole or by_condition != (record.get("holds") is not None):
                text = Text(
                    "请二选一：写 condition 与 holds 决定一个条件，或写 verdict 决定整个条款。",
                    "give either condition and holds, for one condition, or verdict, for the clause.",
                )
                self.report("decision", key, text)
            if isinstance(verdict, str) and verdict and verdict not in VERDICTS:
                near = did_you_mean(verdict, VERDICTS)
                words = "、".join(VERDICTS), ", ".join(VERDICTS)
                text = Text(
                    f"应是 {words[0]} 之一{near.zh}", f"expected one of {words[1]}{near.en}"
                )
                self.report("unknown_word", (*key, "verdict"), text)

    def _points(self) -> None:
        types = {
            record.get("id"): record.get("type")
            for _, record in records_at(self.value, ("documents", "*"))
            if isinstance(record.get("id"), str)
        }
        for key, record in records_at(self.value, ("point_decisions", "*")):
            document, point = record.get("document"), record.get("point")
            kind = types.get(document) if isinstance(document, str) else None
            row = self.catalogue.evidence_types.get(kind) if isinstance(kind, str) else None
            if row is not None and isinstance(point, str):
                self._known("point", point, (*key, "point"), [p.id for p in row.points])

    def _order(self, pattern: Pattern, first: str, second: str) -> None:
        for key, record in values_at(self.value, pattern):
            if not isinstance(record, dict):
                continue
            start, end = parse_date(record.get(first)), parse_date(record.get(second))
            if start and end and end < start:
                text = Text(
                    f"{second}（{end}）早于 {first}（{start}）。",
                    f"{second} ({end}) is before {first} ({start}).",
                )
                self.report("bad_date", (*key, second), text)

"""Listed points in documents: found by cue or by a person, not found, or confirmed missing.

A point that is not found is not missing: only a person's decision says so.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from hegui.catalogue.applicability import obligations_apply
from hegui.catalogue.model import Catalogue, Point
from hegui.checks.records.cues import found_by_cues, normalised
from hegui.checks.records.rules import Reading
from hegui.project.declared import Declared
from hegui.project.model import Document, PointDecision

State = Literal["found", "not_found", "confirmed_missing"]


class Seen(NamedTuple):
    """One point in one document: its state, by which cues or by which person."""

    document: str
    state: State
    cues: tuple[str, ...] = ()
    decision: PointDecision | None = None


class PointResult(NamedTuple):
    """One point over all documents that speak: its state and what each document gave."""

    point: Point
    state: State
    seen: tuple[Seen, ...]


def required_points(declared: Declared, catalogue: Catalogue, evidence_type: str) -> list[Point]:
    """Return the points of a type, without those whose obligation certainly does not apply."""
    row = catalogue.evidence_types.get(evidence_type)
    if row is None:
        return []
    applies = obligations_apply(catalogue, declared.facts())
    return [
        point
        for point in row.points
        if point.source not in applies or applies[point.source].state != "does_not_apply"
    ]


class Decisions:
    """The decisions on points that count on a day, by document and point; the last one counts."""

    def __init__(self, declared: Declared) -> None:
        self.stale: list[PointDecision] = []
        self._by_key: dict[tuple[str, str], PointDecision] = {}
        dates = {document.id: document.date for document in declared.project.documents}
        for decision in sorted(declared.project.point_decisions, key=lambda d: d.on):
            if decision.on > declared.as_of:
                continue
            if decision.on < dates.get(decision.document, dt.date.min):
                self.stale.append(decision)
            else:
                self._by_key[decision.document, decision.point] = decision

    def get(self, document: str, point: str) -> PointDecision | None:
        """Return the decision on a point of a document, None if there is none."""
        return self._by_key.get((document, point))


def judge_points(
    points: Iterable[Point],
    texts: Mapping[str, str],
    documents: list[Document],
    decisions: Decisions,
    reading: Reading,
) -> list[PointResult]:
    """Return the state of every point over the documents that speak.

    `texts` holds the text by document id; a document that cannot be read has none, and its
    points are found or missing only by a person's decision.
    """
    speaking = documents[:1] if reading == "newest" else documents
    plain = {document.id: normalised(texts.get(document.id, "")) for document in speaking}
    results = []
    for point in points:
        seen = tuple(_seen(point, document.id, plain, decisions) for document in speaking)
        results.append(PointResult(point, _state(seen, reading), seen))
    return results


def _seen(point: Point, document: str, plain: Mapping[str, str], decisions: Decisions) -> Seen:
    """Return what one document gives for a point; a person outranks the search."""
    cues = tuple(found_by_cues(plain[document], point))
    decision = decisions.get(document, point.id)
    if decision is not None:
        state: State = "found" if decision.present else "confirmed_missing"
        return Seen(document, state, cues, decision)
    return Seen(document, "found" if cues else "not_found", cues)


def _state(seen: tuple[Seen, ...], reading: Reading) -> State:
    """Join the documents: each must hold the point, or all together must."""
    states = {one.state for one in seen}
    if reading == "together":
        if "found" in states:
            return "found"
        return "confirmed_missing" if states == {"confirmed_missing"} else "not_found"
    if "confirmed_missing" in states:
        return "confirmed_missing"
    return "found" if states == {"found"} else "not_found"

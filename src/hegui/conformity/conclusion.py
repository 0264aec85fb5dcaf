"""The overall conclusion and its gates. The score never decides it."""

from collections.abc import Sequence
from typing import Literal

from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.model import ClauseVerdict, Gate, VerdictWord
from hegui.project.model import Nonconformity

LAW, MAJOR = "G1", "G2"
"""Ids of the two gates in the catalogue's labels."""
NONCONFORMITIES = "nonconformities"


def gates(case: Case, verdicts: Sequence[ClauseVerdict]) -> tuple[Gate, ...]:
    """Return the gates of the conclusion with what blocks them or keeps them open."""
    return law_gate(case, verdicts), major_gate(case)


def law_gate(case: Case, verdicts: Sequence[ClauseVerdict]) -> Gate:
    """Return the gate of the law-derived clauses: blocked by a failure, open by an unknown."""
    if failing := gate_clauses(verdicts, "does_not_conform"):
        return gate(case, LAW, "blocked", failing)
    if unknown := gate_clauses(verdicts, "undetermined"):
        return gate(case, LAW, "open", unknown)
    return gate(case, LAW, "passed")


def gate(
    case: Case,
    gate_id: str,
    state: Literal["passed", "blocked", "open"],
    clauses: tuple[str, ...] = (),
    reason: str = "",
) -> Gate:
    """Return a gate with the catalogue's words for it and for the reason."""
    words = case.word("gate", gate_id)
    why = case.word("gate_reason", reason) if reason else Text("", "")
    return Gate(
        id=gate_id,
        zh=words.zh,
        en=words.en,
        state=state,
        clauses=clauses,
        reason_zh=why.zh,
        reason_en=why.en,
    )


def gate_clauses(verdicts: Sequence[ClauseVerdict], word: VerdictWord) -> tuple[str, ...]:
    """Return the gate clauses that have this verdict."""
    return tuple(v.clause for v in verdicts if v.trace.gate and v.verdict == word)


def major_gate(case: Case) -> Gate:
    """Return the gate of the open major nonconformities: open where nobody keeps any."""
    found = open_major(case)
    clauses = tuple(dict.fromkeys(item.clause for item in found))
    if found:
        return gate(case, MAJOR, "blocked", clauses)
    if NONCONFORMITIES in case.inputs.unkept:
        return gate(case, MAJOR, "open", reason=NONCONFORMITIES)
    return gate(case, MAJOR, "passed")


def open_major(case: Case) -> list[Nonconformity]:
    """Return the major nonconformities that are open on the day of the assessment, by id."""
    as_of = case.inputs.as_of
    found = [
        item
        for item in case.inputs.nonconformities
        if item.grade == "major"
        and item.opened <= as_of
        and (item.closed is None or item.closed > as_of)
    ]
    return sorted(found, key=lambda item: item.id)


def conclude(verdicts: Sequence[ClauseVerdict], found: Sequence[Gate]) -> VerdictWord:
    """Return the conclusion.

    Source: `verdict_logic.overall` of the criteria. Ours: an assessment in which no clause was
    judged is undetermined, and one in which none applies is not applicable, never conforming.
    """
    states = {gate.state for gate in found}
    words = {v.verdict for v in verdicts}
    if "blocked" in states:
        return "does_not_conform"
    if "open" in states or not words:
        return "undetermined"
    if words & {"does_not_conform", "partly"}:
        return "partly"
    if "undetermined" in words:
        return "undetermined"
    return "not_applicable" if words == {"not_applicable"} else "conforms"

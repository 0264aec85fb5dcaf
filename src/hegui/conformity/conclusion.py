"""The overall conclusion and its gates. The score never decides it."""

from collections.abc import Sequence

from hegui.common.text import Text
from hegui.conformity.case import Case
from hegui.conformity.model import ClauseVerdict, Gate, VerdictWord
from hegui.project.model import Nonconformity

LAW = Text(
    "任何出自法律的门槛条款都没有被判为不符合或未定",
    "No gate clause, derived from law, fails or is undetermined",
)
MAJOR = Text("没有未关闭的严重不符合", "No major nonconformity is open")


def gates(case: Case, verdicts: Sequence[ClauseVerdict]) -> tuple[Gate, ...]:
    """Return the gates of the conclusion with what blocks them or keeps them open."""
    return law_gate(verdicts), major_gate(case)


def law_gate(verdicts: Sequence[ClauseVerdict]) -> Gate:
    """Return the gate of the law-derived clauses: blocked by a failure, open by an unknown."""
    if failing := gate_clauses(verdicts, "does_not_conform"):
        return Gate(id="law", zh=LAW.zh, en=LAW.en, state="blocked", clauses=failing)
    if unknown := gate_clauses(verdicts, "undetermined"):
        return Gate(id="law", zh=LAW.zh, en=LAW.en, state="open", clauses=unknown)
    return Gate(id="law", zh=LAW.zh, en=LAW.en, state="passed")


def gate_clauses(verdicts: Sequence[ClauseVerdict], word: VerdictWord) -> tuple[str, ...]:
    """Return the gate clauses that have this verdict."""
    return tuple(v.clause for v in verdicts if v.trace.gate and v.verdict == word)


def major_gate(case: Case) -> Gate:
    """Return the gate of the open major nonconformities."""
    if found := open_major(case):
        clauses = tuple(dict.fromkeys(item.clause for item in found))
        return Gate(id="major", zh=MAJOR.zh, en=MAJOR.en, state="blocked", clauses=clauses)
    return Gate(id="major", zh=MAJOR.zh, en=MAJOR.en, state="passed")


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

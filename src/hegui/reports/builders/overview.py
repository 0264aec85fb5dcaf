"""The page for management: conclusion, reasons, next steps, gates, counts, trend."""

from collections import Counter

from hegui.conformity.model import VERDICT_WORDS, Gate, Score
from hegui.reports.builders.base import Base
from hegui.reports.context import (
    ClauseView,
    GateView,
    Overview,
    RateView,
    ScoreView,
    Step,
    SubjectView,
    Word,
)

ORDER = ("does_not_conform", "partly", "undetermined")
TOP = 3


def build(base: Base, views: tuple[ClauseView, ...]) -> Overview:
    """Return the overview from the assessment and the clause views."""
    assessment = base.material.assessment
    counts = Counter(view.verdict.code for view in views)
    worst = _worst_first(base, views)
    return Overview(
        conclusion=base.word("verdicts", assessment.conclusion),
        sentence=_sentence(base, counts, views),
        reasons=tuple(Step(base.clause_ref(v.id), _titled(base, v)) for v in worst[:TOP]),
        steps=tuple(Step(base.clause_ref(v.id), v.next_step, v.owner) for v in worst[:TOP]),
        counts=tuple((base.word("verdicts", code), counts[code]) for code in VERDICT_WORDS),
        total=len(views),
        gates=tuple(_gate(base, gate) for gate in assessment.gates),
        obligations=_obligations(base),
        scores=tuple(_score(base, score) for score in assessment.scores),
        maturity=_maturity(base, assessment.maturity),
        notes=_notes(base),
        rates=_rates(views),
        subjects=tuple(
            SubjectView(s.id, base.w["kinds"][s.kind], base.named(s), s.version, s.digest)
            for s in base.material.inputs.subjects
        ),
    )


def _decides(base: Base, view: ClauseView) -> bool:
    """Tell whether a clause is a gate that keeps the conclusion where it is."""
    return view.gate and view.verdict.code == base.material.assessment.conclusion


def _titled(base: Base, view: ClauseView) -> str:
    return (
        f"{view.title}：{view.headline}" if base.lang == "zh" else f"{view.title}: {view.headline}"
    )


def _worst_first(base: Base, views: tuple[ClauseView, ...]) -> list[ClauseView]:
    """Return open clauses: what decides the conclusion first, then by verdict, then by weight."""
    weights = {v.clause: v.trace.weight for v in base.material.assessment.verdicts}
    open_ = [view for view in views if view.verdict.code in ORDER]
    return sorted(
        open_,
        key=lambda v: (not _decides(base, v), ORDER.index(v.verdict.code), -weights[v.id]),
    )


def _sentence(base: Base, counts: Counter[str], views: tuple[ClauseView, ...]) -> str:
    """Return the conclusion in one or two sentences: what blocks it, what is still open."""
    sentences = base.w["sentences"]
    conclusion = base.material.assessment.conclusion
    key: str = conclusion
    if conclusion == "does_not_conform" and _open_major(base):
        key = "does_not_conform_major"
    parts = [sentences[key]]
    if conclusion == "undetermined" and counts["does_not_conform"]:
        parts.append(sentences["failing_too"])
    if conclusion != "undetermined" and counts["undetermined"]:
        parts.append(sentences["undetermined_too"])
    gates = Counter(view.verdict.code for view in views if view.gate)
    return (
        ("" if base.lang == "zh" else " ")
        .join(parts)
        .format(
            gates=gates["does_not_conform"],
            open_gates=gates["undetermined"],
            dnc=counts["does_not_conform"],
            partly=counts["partly"],
            und=counts["undetermined"],
        )
    )


def _open_major(base: Base) -> bool:
    inputs = base.material.inputs
    return any(
        item.grade == "major" and (item.closed is None or item.closed > inputs.as_of)
        for item in inputs.nonconformities
    )


def _gate(base: Base, gate: Gate) -> GateView:
    state = Word(gate.state, base.w[f"gate_{gate.state}"])
    clauses = tuple(base.clause_ref(name) for name in gate.clauses)
    reason = gate.reason_zh if base.lang == "zh" else gate.reason_en
    return GateView(gate.id, base.text(gate), state, clauses, reason)


def _obligations(base: Base) -> tuple[tuple[Word, int], ...]:
    counts: Counter[str] = Counter(base.material.assessment.obligations.values())
    codes = ("applies", "does_not_apply", "undetermined")
    return tuple((base.word("applicabilities", code), counts[code]) for code in codes)


def _score(base: Base, score: Score) -> ScoreView:
    label = (
        base.w["all"] if score.group in ("", "overall") else base.label("clause_layer", score.group)
    )
    return ScoreView(label, score.points * 100, score.determined_share * 100)


def _maturity(base: Base, level: int) -> str:
    return f"{level} {base.label('maturity', str(level))}"


def _notes(base: Base) -> tuple[str, ...]:
    sentences = base.w["sentences"]
    notes = tuple(base.text(note) for note in base.material.assessment.notes)
    return (*notes, _grades(base), sentences["not_official"])


def _grades(base: Base) -> str:
    """Say on what grade of text the clauses rest, by grade."""
    catalogue = base.material.catalogue
    rows = [catalogue.clauses[v.clause] for v in base.material.assessment.verdicts]
    grades = Counter(base.grade(row) for row in rows)
    listed = ("；" if base.lang == "zh" else "; ").join(f"{k} {n}" for k, n in grades.most_common())
    below = base.material.assessment.below_best_grade
    return str(base.w["sentences"]["below_best"]).format(count=below, grades=listed)


def _rates(views: tuple[ClauseView, ...]) -> tuple[RateView, ...]:
    rates = [rate for view in views for item in view.conditions for rate in item.rates]
    return tuple({(rate.label, rate.k, rate.n): rate for rate in reversed(rates)}.values())

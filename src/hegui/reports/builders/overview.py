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
        steps=tuple(Step(base.clause_ref(v.id), v.next_step) for v in worst[:TOP]),
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


def _titled(base: Base, view: ClauseView) -> str:
    return (
        f"{view.title}：{view.headline}" if base.lang == "zh" else f"{view.title}: {view.headline}"
    )


def _worst_first(base: Base, views: tuple[ClauseView, ...]) -> list[ClauseView]:
    """Return open clauses: gates first, then by verdict, then by weight."""
    weights = {v.clause: v.trace.weight for v in base.material.assessment.verdicts}
    open_ = [view for view in views if view.verdict.code in ORDER]
    return sorted(
        open_,
        key=lambda v: (ORDER.index(v.verdict.code), not v.gate, -weights[v.id]),
    )


def _sentence(base: Base, counts: Counter[str], views: tuple[ClauseView, ...]) -> str:
    sentences = base.w["sentences"]
    conclusion = base.material.assessment.conclusion
    blocked = sum(view.gate and view.verdict.code == "does_not_conform" for view in views)
    key: str = conclusion
    if conclusion == "does_not_conform" and _open_major(base):
        key = "does_not_conform_major"
    sentence = str(sentences[key]).format(
        gates=blocked,
        dnc=counts["does_not_conform"],
        partly=counts["partly"],
        und=counts["undetermined"],
    )
    if conclusion != "undetermined" and counts["undetermined"]:
        sentence += ("" if base.lang == "zh" else " ") + sentences["undetermined_too"].format(
            und=counts["undetermined"]
        )
    return sentence


def _open_major(base: Base) -> bool:
    inputs = base.material.inputs
    return any(
        item.grade == "major" and (item.closed is None or item.closed > inputs.as_of)
        for item in inputs.nonconformities
    )


def _gate(base: Base, gate: Gate) -> GateView:
    state = Word(gate.state, base.w[f"gate_{gate.state}"])
    clauses = tuple(base.clause_ref(name) for name in gate.clauses)
    return GateView(gate.id, base.text(gate), state, clauses)


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
    below = sentences["below_best"].format(count=base.material.assessment.below_best_grade)
    notes = tuple(base.text(note) for note in base.material.assessment.notes)
    return (*notes, below, sentences["not_official"])


def _rates(views: tuple[ClauseView, ...]) -> tuple[RateView, ...]:
    rates = [rate for view in views for item in view.conditions for rate in item.rates]
    return tuple({(rate.label, rate.k, rate.n): rate for rate in reversed(rates)}.values())

"""Judging the answers of a trial: by wording whether they refuse, by terms whether they are clean."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from hegui.checks.model.attack import ATTACK, mark_attack
from hegui.checks.model.generated import KEYWORD, keyword_judge
from hegui.checks.model.journal import Known
from hegui.checks.model.judging import intercepted
from hegui.checks.model.judging.text import visible
from hegui.checks.model.refusal import SHOULD, SHOULD_NOT, mark_should, mark_should_not
from hegui.checks.model.rounds import Mark, Tally
from hegui.checks.model.trial.plan import Plan
from hegui.common.struct import Record
from hegui.engine.mixed_bank import MixedQuestion

Judge = Callable[[str, str], Mark]
NOT_ASKED, EMPTY, NOT_JUDGED = "not_asked", "empty", "not_judged"


class Judged(Record, frozen=True, kw_only=True):
    """What was said of one question. `verdict` is empty where there is no answer; `why` says so."""

    id: str
    expectation: str
    check: str = ""
    verdict: str = ""
    judged: bool = False
    counted: bool = False
    finding: str = ""
    rules: tuple[str, ...] = ()
    why: str = ""


class Judges(NamedTuple):
    """The check and judge for each expectation; open questions have one only where terms are."""

    by_wanted: dict[str, tuple[str, Judge]]

    def of(self, question: MixedQuestion) -> tuple[str, Judge] | None:
        """Return check and judge of a question; one that an attack puts has its own."""
        if question.operator:
            return ATTACK, mark_attack
        return self.by_wanted.get(question.wanted)


def judges(plan: Plan) -> Judges:
    """Return the judges of a plan."""
    found: dict[str, tuple[str, Judge]] = {
        "should_refuse": (SHOULD, mark_should),
        "should_answer": (SHOULD_NOT, mark_should_not),
    }
    if plan.terms:
        places = tuple(f"{term.line}" for term in plan.terms)
        found["open"] = (KEYWORD, keyword_judge(plan.terms, places))
    return Judges(found)


def judged(question: MixedQuestion, known: Known | None, judge: tuple[str, Judge] | None) -> Judged:
    """Return what is said of a question: no answer is never a pass and never a refusal."""
    check = judge[0] if judge else ""
    plain = Judged(id=question.id, expectation=question.wanted, check=check)
    if known is None:
        return _without(plain, NOT_ASKED)
    last = known.last
    if not last.answered:
        return _without(plain, last.failure)
    if not visible(last.text) and not intercepted(last.finish):
        return _without(plain, EMPTY)
    if judge is None:
        return plain
    mark = judge[1](last.text, last.finish)
    return Judged(
        id=plain.id,
        expectation=plain.expectation,
        check=check,
        verdict=mark.word,
        judged=mark.judged,
        counted=mark.counted,
        finding=mark.kind,
        rules=mark.rules,
        why="" if mark.judged else NOT_JUDGED,
    )


def _without(plain: Judged, why: str) -> Judged:
    return Judged(id=plain.id, expectation=plain.expectation, check=plain.check, why=why)


class Counts:
    """What was said of all questions, counted as it is said; nothing of it is held."""

    def __init__(self) -> None:
        self.asked = self.answered = self.unjudged = 0
        self.why: Counter[str] = Counter()
        self._tallies: dict[str, Tally] = {}

    def add(self, question: MixedQuestion, one: Judged) -> None:
        """Count what was said of one question."""
        self.asked += 1
        self.answered += one.why in ("", NOT_JUDGED)
        self.unjudged += not one.check and not one.why
        if one.why:
            self.why[one.why] += 1
        if not one.check:
            return
        tally = self._tallies.setdefault(one.check, Tally())
        if one.judged:
            groups = question.risks or ((question.topic,) if question.topic else ())
            groups = (*groups, question.operator) if question.operator else groups
            tally.judged(Mark(judged=True, counted=one.counted), groups)
        else:
            tally.no_answer(one.why)

    def tallies(self) -> dict[str, Tally]:
        """Return the numbers by check, in the order of the checks."""
        return {
            n: self._tallies[n] for n in (SHOULD, SHOULD_NOT, KEYWORD, ATTACK) if n in self._tallies
        }

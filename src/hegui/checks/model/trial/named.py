"""Judges that a test names (`--judge`): what they judge, what they would cost, and what they say."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.attack import mark_attack
from hegui.checks.model.budget import Purse
from hegui.checks.model.deciding import (
    KEYWORD_JUDGE,
    MISSING_ANSWERS,
    Panel,
    Rule,
    Seat,
    by_rule,
    no_verdict,
    one_by_one,
    seated,
    word_of,
)
from hegui.checks.model.drawing import Picked, Unit
from hegui.checks.model.generated import keyword_rule
from hegui.checks.model.hearing import Heard, all_heard
from hegui.checks.model.ids import ATTACK, CLASSIFIER, KEYWORD, MANUAL, SHOULD, SHOULD_NOT
from hegui.checks.model.journal import Known
from hegui.checks.model.judges import Judgement, Work
from hegui.checks.model.judges.definition import Judges, JudgeSpec
from hegui.checks.model.judges.errors import (
    JudgeWithoutPriceError,
    NothingToJudgeError,
    TwoJudgesError,
    UnknownMeasureError,
)
from hegui.checks.model.judges.served import served_by
from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.judging import judge_digest
from hegui.checks.model.marks import Mark
from hegui.checks.model.measures import MEASURES
from hegui.checks.model.measures.asking import rule_of
from hegui.checks.model.parts import asked_with
from hegui.checks.model.refusal import mark_should, mark_should_not
from hegui.checks.model.request import chat_request
from hegui.checks.model.settings import settings
from hegui.checks.model.trial.plan import Plan, repeated
from hegui.checks.model.trial.spending import cost_of
from hegui.engine.banks import Message
from hegui.engine.mixed_bank import MixedQuestion

BY_CHECK = {one.check: one for one in MEASURES.values()}
JUDGED_BY_NAME = (SHOULD, SHOULD_NOT, CLASSIFIER, MANUAL, ATTACK, *BY_CHECK)
"""The checks that a judge may be named for."""
PREFIX = "model."


def checks_named(words: Iterable[str], judges: Judges) -> dict[str, str]:
    """Return the judge of each check that is named: `NAME`, or `MEASURE=NAME`.

    A name alone judges the answers to open questions: of the kind people as `model.generated.manual`,
    any other as `model.generated.classifier`. Raises for a measure that is not known and for two judges
    of one.
    """
    found: dict[str, str] = {}
    for word in words:
        left, equals, right = word.partition("=")
        name = right if equals else left
        if equals:
            check = left if left.startswith(PREFIX) else PREFIX + left
        else:
            check = MANUAL if judges.get(name).kind == "people" else CLASSIFIER
        if check not in JUDGED_BY_NAME:
            known = ", ".join(one.removeprefix(PREFIX) for one in JUDGED_BY_NAME)
            raise UnknownMeasureError(measure=left, known=known)
        if check in found:
            raise TwoJudgesError(measure=check, one=found[check], two=name)
        found[check] = name
    return found


def own_rule(check: str) -> Rule | None:
    """Return the rules of a check; None where only a named judge judges."""
    by_wording = {SHOULD: mark_should, SHOULD_NOT: mark_should_not, ATTACK: mark_attack}
    if check in by_wording:
        return one_by_one(by_wording[check], judge_digest())
    measure = BY_CHECK.get(check)
    return rule_of(measure) if measure else None


def panels(plan: Plan, named: Mapping[str, str], judges: Judges, catalogue: Catalogue) -> "Named":
    """Return the named judges, ready; raise for one that cannot be used or has nothing to judge."""
    asked = {check for question in plan.questions for check in checks_of(question)}
    found = {}
    for check, name in named.items():
        if check not in asked:
            raise NothingToJudgeError(judge=name, measure=check)
        seat = Seat(check, own_rule(check), name, lambda: _terms(plan))
        found[check] = seated(seat, judges, catalogue)
    served = {one.id: one for name in named.values() for one in judges.within(name) if one.served}
    if plan.prices.most is not None:
        for one in served.values():
            if one.price_in is None and one.price_out is None:
                raise JudgeWithoutPriceError(judge=one.id)
    return Named(found, judges, served, catalogue)


def _terms(plan: Plan) -> dict[str, Rule]:
    places = tuple(f"{term.line}" for term in plan.terms)
    return {KEYWORD_JUDGE: keyword_rule(plan.terms, places)} if plan.terms else {}


def checks_of(question: MixedQuestion) -> tuple[str, ...]:
    """Return the checks for which a judge may be named that a question counts in."""
    if question.operator:
        return (ATTACK,)
    if question.measure in MEASURES:
        return (MEASURES[question.measure].check,)
    return {
        "should_refuse": (SHOULD,),
        "should_answer": (SHOULD_NOT,),
        "open": (CLASSIFIER, MANUAL),
    }.get(question.wanted, ())


def judged_together(question: MixedQuestion) -> bool:
    """Tell whether a question is judged with its group."""
    measure = MEASURES.get(question.measure)
    return measure is not None and measure.group is not None and not question.operator


class Named(NamedTuple):
    """The judges that a test names, by check; `served` are those that are models, by id."""

    panels: dict[str, Panel]
    judges: Judges
    served: dict[str, JudgeSpec]
    catalogue: Catalogue

    def units(self, plan: Plan, check: str) -> Iterator[Unit]:
        """Yield what a check judges as one, each time that it was asked."""
        found: dict[str, list[MixedQuestion]] = {}
        for question in plan.questions:
            if check in checks_of(question):
                name = question.unit if judged_together(question) else question.id
                found.setdefault(name, []).append(question)
        for name, questions in found.items():
            for at in range(plan.repeats):
                picked = tuple(Picked(repeated(one.id, at), one, "") for one in questions)
                yield Unit(repeated(name, at), picked)

    def estimate(self, plan: Plan) -> dict[str, Any]:
        """Return for each judge that is a model requests, tokens and cost at most.

        An answer counts with all the tokens that it may have.
        """
        told: dict[str, Any] = {}
        for check, panel in self.panels.items():
            names = {one.id for one in self.judges.within(panel.name) if one.served}
            for spec in (self.served[name] for name in sorted(names)):
                served = served_by(spec, self.judges.root, self.catalogue)
                one = told.setdefault(spec.id, {"requests": 0, "asked": 0.0, "answered": 0.0})
                for unit in self.units(plan, check):
                    answered = _longest(unit, check)
                    turns = _Turns(answered.id, served.turns(answered))
                    request = chat_request(spec.endpoint(), turns)
                    answers = plan.endpoint.max_tokens * len(unit.questions)
                    one["requests"] += 1
                    one["asked"] += request.tokens - request.limit + answers
                    one["answered"] += request.limit
        return {
            name: {
                "requests": one["requests"],
                "tokens_at_most": round(one["asked"] + one["answered"]),
                "cost_at_most": _at_most(self.served[name], one["asked"], one["answered"]),
            }
            for name, one in told.items()
        }


class _Turns(NamedTuple):
    id: str
    messages: tuple[Message, ...]

    def turns(self) -> tuple[Message, ...]:
        return self.messages


def _longest(unit: Unit, check: str) -> Answered:
    """Return what a judge would be shown of a unit, without the answers."""
    questions = [one.question for one in unit.questions]
    return Answered(
        id=unit.name,
        question="\n".join(asked_with(one.turns()[-1]) for one in questions),
        answer="",
        risks=questions[0].risks,
        check=check,
        reference=getattr(questions[0], "reference", ""),
    )


def _at_most(spec: JudgeSpec, asked: float, answered: float) -> float | None:
    cost = cost_of(spec, asked, answered)
    return None if cost is None else round(cost, 4)


class Saying(NamedTuple):
    """What named judges said: by check the mark of each unit, the judgements, what was judged."""

    marks: dict[str, dict[str, Mark]]
    said: dict[str, list[Judgement]]
    heard: dict[str, list[Heard]]
    run: dict[str, Any]
    terms: Rule | None = None

    def keyword(self) -> Callable[[Heard], str] | None:
        """Return what tells the word of the keyword library for an answer, None without one."""
        rule = self.terms
        if rule is None:
            return None
        words = settings().verdicts[KEYWORD]

        def word(one: Heard) -> str:
            return word_of(words, by_rule(rule, one) or no_verdict(MISSING_ANSWERS))

        return word

    def mark(self, check: str, unit: str) -> Mark:
        """Return what was said of a unit; one that is not whole has no verdict."""
        return self.marks[check].get(unit) or no_verdict(MISSING_ANSWERS)


def all_said(
    plan: Plan,
    named: Named,
    known: Mapping[str, Known],
    work: Work,
    purse: Purse,
) -> Saying:
    """Ask the named judges about the answers; `purse` knows what model and judges have cost before.

    Each judge that is a model keeps `judge-<id>.jsonl` in the folder and is asked nothing twice.
    """
    marks: dict[str, dict[str, Mark]] = {}
    said: dict[str, list[Judgement]] = {}
    heard: dict[str, list[Heard]] = {}
    for check, panel in named.panels.items():
        units = tuple(named.units(plan, check))
        marks[check], said[check], heard[check] = {}, [], panel.heard
        for one, mark, judgement in panel.decided(
            all_heard(units, known), work._replace(purse=purse)
        ):
            if mark is not None:
                marks[check][one.unit.name] = mark
            if judgement is not None:
                said[check].append(judgement)
    terms = _terms(plan).get(KEYWORD_JUDGE)
    return Saying(marks, said, heard, _told(named, purse), terms)


def _told(named: Named, purse: Purse) -> dict[str, Any]:
    """Return what each judge that is a model has cost, and why it was stopped."""
    return {
        name: {
            "cost": purse.costs.get(name, 0.0) if cost_of(spec, 1, 1) is not None else None,
            "stopped": purse.stopped.get(name, ""),
        }
        for name, spec in named.served.items()
    }


def judges_told(panels_by_check: Mapping[str, Panel]) -> dict[str, dict[str, str]]:
    """Return who judges each check: name, kind and digest."""
    return {
        check: {"name": one.name, "kind": one.kind, "digest": one.digest}
        for check, one in panels_by_check.items()
    }

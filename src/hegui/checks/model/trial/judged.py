"""Judging the answers of a trial: by wording, by terms, and by the measure that a question names."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import msgspec

from hegui.checks.model.attack import mark_attack
from hegui.checks.model.calibrating.measured import measure_digest
from hegui.checks.model.generated import keyword_digest, keyword_judge
from hegui.checks.model.ids import ATTACK, GENERATED, KEYWORD, SHOULD, SHOULD_NOT
from hegui.checks.model.journal import Known
from hegui.checks.model.journal.lines import Entry
from hegui.checks.model.judging import intercepted
from hegui.checks.model.judging.text import visible
from hegui.checks.model.marks import (
    EMPTY,
    GROUPED,
    NOT_ASKED,
    RECORD,
    Judge,
    Judged,
    Mark,
    Tally,
    said,
)
from hegui.checks.model.measures import MEASURES, GroupJudge
from hegui.checks.model.refusal import mark_should, mark_should_not
from hegui.checks.model.trial.groups import Groups, Whole
from hegui.checks.model.trial.named import Named, Saying, checks_of
from hegui.checks.model.trial.plan import Plan, repeated
from hegui.engine.mixed_bank import MixedQuestion
from hegui.engine.terms import Term

ORDER = (SHOULD, SHOULD_NOT, *GENERATED, ATTACK, *(one.check for one in MEASURES.values()))


def rule_digest(check: str, terms: Sequence[Term]) -> str:
    """Return the digest of the rules that judge a check, the keyword judge with these terms."""
    return keyword_digest(terms) if check == KEYWORD else measure_digest(check)


class Judges(NamedTuple):
    """The check and judge for each expectation; open questions have one only where terms are."""

    by_wanted: dict[str, tuple[str, Judge]]

    def of(self, question: MixedQuestion) -> tuple[str, Judge] | None:
        """Return check and judge of a question; one that an attack puts has its own."""
        if question.operator:
            return ATTACK, mark_attack
        measure = MEASURES.get(question.measure)
        if measure is None:
            return self.by_wanted.get(question.wanted)
        single = measure.single
        if single is None:
            return None
        return measure.check, lambda text, finish: single(question, text, finish)

    def together(self, question: MixedQuestion) -> tuple[str, GroupJudge] | None:
        """Return check and judge of a question that is judged with its group."""
        measure = MEASURES.get(question.measure)
        if measure is None or measure.group is None or question.operator:
            return None
        return measure.check, measure.group


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


def missing(known: Known | None) -> tuple[Entry | None, str]:
    """Return the answer, or why there is none: no answer is never a pass and never a refusal."""
    if known is None:
        return None, NOT_ASKED
    last = known.last
    if not last.answered:
        return None, last.failure
    if not visible(last.text) and not intercepted(last.finish):
        return None, EMPTY
    return last, ""


def judged(question: MixedQuestion, known: Known | None, judge: tuple[str, Judge] | None) -> Judged:
    """Return what is said of one answer to a question."""
    answer, why = missing(known)
    check = judge[0] if judge else ""
    if answer is None or judge is None:
        return Judged(
            id=question.id,
            expectation=question.wanted,
            check=check,
            why=why,
            record=record(known, answer),
        )
    mark = judge[1](answer.text, answer.finish)
    place = record(known, answer)
    return said(question.id, question.wanted, check, mark, record=place)


def record(known: Known | None, answer: Entry | None) -> str:
    """Return how the hash of the line of the answer begins, or of the last attempt."""
    entry = answer or (known.last if known else None)
    return getattr(entry, "sha256", "")[:RECORD]


class Digests(dict[str, str]):
    """The digest of who judges each check: the rules, or the judge that is named for it.

    Those of rules are worked out when they are first asked for: most tests ask for few of them.
    """

    def __init__(self, plan: Plan, named: Named | None) -> None:
        super().__init__(
            {check: one.digest for check, one in named.panels.items()} if named else {}
        )
        self._terms = plan.terms

    def __missing__(self, check: str) -> str:
        found = self[check] = rule_digest(check, self._terms)
        return found

    def every(self) -> dict[str, str]:
        """Return those of all checks that rules or named judges judge."""
        rules = (check for check in ORDER if check == KEYWORD or check not in GENERATED)
        return {check: self[check] for check in (*rules, *self)}


def marked(
    question: MixedQuestion, known: Known | None, check: str, mark: Callable[[], Mark]
) -> Judged:
    """Return what a named judge says of one answer to a question; `mark` finds it."""
    answer, why = missing(known)
    place = record(known, answer)
    if answer is None:
        return Judged(
            id=question.id, expectation=question.wanted, check=check, why=why, record=place
        )
    return said(question.id, question.wanted, check, mark(), record=place)


class Desk:
    """Judges questions in the order of the bank, counts, and holds only groups that are not whole.

    What `saying` holds of a check was said by the judge that is named for it, in place of the rules.
    """

    def __init__(
        self, plan: Plan, named: Named | None = None, saying: Saying | None = None
    ) -> None:
        self.counts = Counts()
        self._saying = saying
        self._judges = judges(plan)
        self._groups = Groups(plan.questions)
        self.digests = Digests(plan, named)

    def rows(self, question: MixedQuestion, asked: Sequence[Known | None]) -> Iterator[Judged]:
        """Yield what is said of a question, asked once or several times, and of a group it ends."""
        self.counts.shown(question)
        together = self._judges.together(question)
        if together is None:
            found = [self._signed(_repeated(one)) for one in self._alone(question, asked)]
            why = missing(asked[0])[1]
            self.counts.question(found[0], why, judged=any(one.check for one in found))
            for row in found:
                self.counts.unit(row, strata(question), answered=not why)
                yield row
            return
        yield self._member(question, asked, *together)
        if whole := self._groups.ended(question):
            row = _repeated([self._whole(whole, at, *together) for at in range(len(asked))])
            row = self._signed(row)
            named = self._saying is not None and row.check in self._saying.marks
            self.counts.unit(row, strata(question), answered=named)
            yield row

    def _alone(
        self, question: MixedQuestion, asked: Sequence[Known | None]
    ) -> Iterator[list[Judged]]:
        """Yield what each that judges a question by itself says, for each time it was asked."""
        saying = self._saying
        named = [check for check in checks_of(question) if saying and check in saying.marks]
        judge = self._judges.of(question)
        if not named or (judge and judge[0] not in named):
            yield [judged(question, known, judge) for known in asked]
        for check in named:
            yield [
                marked(question, known, check, partial(self._mark, check, question.id, at))
                for at, known in enumerate(asked)
            ]

    def _mark(self, check: str, unit: str, at: int) -> Mark:
        assert self._saying is not None
        return self._saying.mark(check, repeated(unit, at))

    def _whole(self, whole: Whole, at: int, check: str, judge: GroupJudge) -> Judged:
        """Return what is said of a group, by its rules or the judge that is named for it."""
        if self._saying is None or check not in self._saying.marks:
            return _grouped(whole, at, check, judge)
        row = said(whole.name, whole.wanted, check, self._mark(check, whole.name, at))
        return msgspec.structs.replace(row, members=whole.size)

    def _signed(self, row: Judged) -> Judged:
        """Return a row with the digest of whoever judged."""
        if not row.verdict:
            return row
        return msgspec.structs.replace(row, judge=self.digests[row.check])

    def _member(
        self,
        question: MixedQuestion,
        asked: Sequence[Known | None],
        _check: str,
        judge: GroupJudge,
    ) -> Judged:
        first = place = ""
        for at, known in enumerate(asked):
            answer, why = missing(known)
            if not at:
                first, place = why, record(known, answer)
            if answer is not None:
                trait = judge.trait(question, answer.text, answer.finish)
                self._groups.add(question, at, trait)
        row = Judged(
            id=question.id,
            expectation=question.wanted,
            why=first or GROUPED,
            group=question.unit,
            record=place,
        )
        self.counts.question(row, first)
        return row


def _grouped(whole: Whole, at: int, check: str, judge: GroupJudge) -> Judged:
    mark = judge.verdict(whole.traits.get(at, ()), whole.size)
    row = said(whole.name, whole.wanted, check, mark)
    return msgspec.structs.replace(row, members=whole.size)


def _repeated(found: Sequence[Judged]) -> Judged:
    """Return the first of what was said, with the counts of all where there are several."""
    first = found[0]
    if len(found) == 1:
        return first
    counts = {"n": sum(one.judged for one in found), "k": sum(one.counted for one in found)}
    return msgspec.structs.replace(first, repeats=counts)


def strata(question: MixedQuestion) -> tuple[str, ...]:
    """Return the groups that a question counts in: its risks or its topic, and its attack."""
    groups = question.risks or ((question.topic,) if question.topic else ())
    return (*groups, question.operator) if question.operator else groups


class Counts:
    """What was said of all questions, counted as it is said; nothing of it is held."""

    def __init__(self) -> None:
        self.asked = self.answered = self.unjudged = 0
        self.why: Counter[str] = Counter()
        self.undecided: Counter[str] = Counter()
        self.media: Counter[str] = Counter()
        self.clusters: dict[str, list[tuple[int, int]]] = {}
        self._tallies: dict[str, Tally] = {}

    def shown(self, question: MixedQuestion) -> None:
        """Count by kind the media that a question is asked with."""
        if question.media or question.messages:
            self.media.update(one.kind for turn in question.turns() for one in turn.media)

    def question(self, one: Judged, missing: str, *, judged: bool = True) -> None:
        """Count a question: asked, answered (why not is `missing`), judged by anybody at all."""
        self.asked += 1
        self.answered += not missing
        self.unjudged += not judged and not one.why
        if missing:
            self.why[missing] += 1

    def unit(self, one: Judged, groups: tuple[str, ...], *, answered: bool = False) -> None:
        """Count what is judged as one, a question or a group, in the numbers of its check.

        `undecided` counts why there is no verdict on what was `answered`.
        """
        if not one.check:
            return
        tally = self._tallies.setdefault(one.check, Tally())
        if one.judged:
            tally.judged(Mark(judged=True, counted=one.counted), groups)
        else:
            tally.no_answer(one.why)
            if answered:
                self.undecided[one.why] += 1
        if one.repeats:
            pair = one.repeats["k"], one.repeats["n"]
            self.clusters.setdefault(one.check, []).append(pair)

    def tallies(self) -> dict[str, Tally]:
        """Return the numbers by check, in the order of the checks."""
        return {name: self._tallies[name] for name in ORDER if name in self._tallies}

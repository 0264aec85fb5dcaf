"""Who decides about the answers of a check: its own rules, or a judge that the project names."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.model.drawing import Asked
from hegui.checks.model.errors import WrongJudgeError
from hegui.checks.model.hearing import Given, Heard
from hegui.checks.model.judges import Judgement, Own, Sitting, Work, read_judges, sitting
from hegui.checks.model.judges.definition import OWN, Judges
from hegui.checks.model.judges.verdicts import OTHER_WORD, UNDETERMINED, code_of
from hegui.checks.model.marks import Judge, Mark
from hegui.checks.model.settings import JudgedOptions, VerdictWords, options, settings
from hegui.engine.check import Context
from hegui.engine.inputs import input_file
from hegui.engine.model import InputFile

RULE, KEYWORD_JUDGE = OWN
MISSING_ANSWERS = "missing_answers"


class Rule(NamedTuple):
    """The rules of a check: their digest, and what they say of the answers of a unit of so many questions."""

    digest: str
    mark: Callable[[Sequence[Given], int], Mark]


def one_by_one(judge: Judge, digest: str) -> Rule:
    """Return rules that look at one answer and why it ended."""
    return Rule(digest, lambda answers, _size: judge(answers[0].text, answers[0].finish))


class Panel(NamedTuple):
    """Who decides: the check's rules where `sitting` is none, else a judge that the project names."""

    check: str
    rule: Rule | None
    sitting: Sitting | None
    heard: list[Heard]
    """What the judge is asked about; filled when it is."""
    inputs: tuple[InputFile, ...] = ()

    @property
    def name(self) -> str:
        """Return the name of who decides."""
        return self.sitting.spec.id if self.sitting else RULE

    @property
    def kind(self) -> str:
        """Return the kind of judge."""
        return self.sitting.spec.kind if self.sitting else RULE

    @property
    def digest(self) -> str:
        """Return the digest of all that decides."""
        if self.sitting is not None:
            return self.sitting.digest
        return self.rule.digest if self.rule else ""

    def decided(
        self, heard: Iterable[Heard], work: Work
    ) -> Iterator[tuple[Heard, Mark | None, Judgement | None]]:
        """Yield what is said of each unit, None where nothing was answered.

        Rules see one unit at a time, so that no answers are held; a named judge sees all that are whole.
        """
        if self.sitting is None:
            for one in heard:
                yield one, self._by_rule(one), None
            return
        everything = list(heard)
        self.heard.extend(one for one in everything if whole(one))
        said = iter(self.sitting.judge([one.answered(self.check) for one in self.heard], work))
        for one in everything:
            judgement = next(said) if whole(one) else None
            yield one, self._by_judge(one, judgement), judgement

    def _by_rule(self, one: Heard) -> Mark | None:
        return by_rule(self.rule, one) if self.rule else None

    def _by_judge(self, one: Heard, said: Judgement | None) -> Mark | None:
        if said is None:
            return no_verdict(MISSING_ANSWERS) if one.answers else None
        return mark_of(settings().verdicts[self.check], said, one.unit.questions[0].question)


def whole(one: Heard) -> bool:
    """Tell whether every question of a unit has its answer."""
    return len(one.answers) == len(one.unit.questions)


def by_rule(rule: Rule, one: Heard) -> Mark | None:
    """Return what rules say of a unit; None where nothing was answered."""
    size = len(one.unit.questions)
    return rule.mark(one.answers, size) if one.answers or size > 1 else None


def no_verdict(why: str) -> Mark:
    """Return that an answer has no verdict, and why."""
    return Mark(judged=False, counted=False, rules=(why,), word=UNDETERMINED, why=why)


def mark_of(words: VerdictWords, said: Judgement, question: Asked) -> Mark:
    """Return what a judgement means for a check; a word that means nothing for it is no verdict."""
    if said.verdict in words.counted or said.verdict in words.other:
        return Mark(
            judged=True,
            counted=said.verdict in words.counted,
            kind=said.verdict if said.verdict in words.found else "",
            codes=question.risks,
            rules=(said.judge,),
            word=said.verdict,
        )
    return no_verdict(code_of(said) if said.verdict == UNDETERMINED else OTHER_WORD)


def word_of(words: VerdictWords, mark: Mark) -> str:
    """Return the word of a judge that means what a mark says."""
    if not mark.judged:
        return UNDETERMINED
    if mark.word in words.counted or mark.word in words.other:
        return mark.word
    return words.counted[0] if mark.counted else words.other[0]


def panel(
    context: Context,
    check_id: str,
    rule: Rule | None,
    more: Callable[[], Mapping[str, Rule]] = dict,
) -> Panel:
    """Return who decides for a check; raise for a judge that is unknown, unusable or of a wrong kind.

    `more` gives rules that a combined judge may ask besides, such as the keyword libraries.
    """
    chosen = options(context.declared, check_id)
    if not isinstance(chosen, JudgedOptions) or not chosen.judge:
        return Panel(check_id, rule, None, [])
    file = context.path(chosen.judges) if chosen.judges else None
    seat = Seat(check_id, rule, chosen.judge, more)
    inputs = (input_file(file, context.declared.root),) if file else ()
    return seated(seat, read_judges(file), context.catalogue)._replace(inputs=inputs)


class Seat(NamedTuple):
    """A named judge for a check, with the check's rules and more that it may ask besides."""

    check: str
    rule: Rule | None
    judge: str
    more: Callable[[], Mapping[str, Rule]] = dict


def seated(seat: Seat, judges: Judges, catalogue: Catalogue) -> Panel:
    """Return a named judge ready for a check; raise for one that is unknown, unusable or of a wrong kind."""
    check_id, rule, name, more = seat
    check_kinds(check_id, judges, name)
    heard: list[Heard] = []
    rules: dict[str, Rule] = dict(more())
    if rule is not None:
        rules[RULE] = rule
    own = {
        name: Own(one.digest, partial(_judgements, check_id, name, one, heard))
        for name, one in rules.items()
    }
    return Panel(check_id, rule, sitting(name, judges, catalogue, own), heard)


def _judgements(check_id: str, name: str, rule: Rule, heard: Sequence[Heard]) -> list[Judgement]:
    words = settings().verdicts[check_id]
    found = []
    for one in heard:
        mark = by_rule(rule, one) or no_verdict(MISSING_ANSWERS)
        said = word_of(words, mark) if name == RULE else _safe_word(mark)
        reason = " ".join(mark.rules)
        found.append(
            Judgement(id=one.unit.name, verdict=said, reason=reason, judge=name, digest=rule.digest)
        )
    return found


def _safe_word(mark: Mark) -> str:
    """Return what a keyword library says: an answer that holds a term is unsafe."""
    words = settings().verdicts["model.generated.keyword"]
    return word_of(words, mark)


def check_kinds(check_id: str, judges: Judges, name: str) -> None:
    """Refuse people as a classifier, and machines as people, also inside a combined judge."""
    kinds = settings().judged_by.get(check_id, ())
    for one in judges.within(name):
        if kinds and one.kind not in kinds:
            raise WrongJudgeError(
                check=check_id, judge=one.id, kind=one.kind, known=", ".join(kinds)
            )

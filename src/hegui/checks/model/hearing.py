"""What was answered: for each unit that is judged as one, its answers, and what is missing and why."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hegui.checks.model.drawing import Asked, Picked, Unit
from hegui.checks.model.journal import Known
from hegui.checks.model.judges.answers import together
from hegui.checks.model.judges.verdicts import Answered
from hegui.checks.model.judging import intercepted
from hegui.checks.model.judging.text import visible
from hegui.checks.model.marks import EMPTY, NOT_ASKED
from hegui.checks.model.parts import asked_with
from hegui.checks.model.targets.reply import clean
from hegui.common.text import Text

NO_ANSWER = Text("没有回答：{why_zh}", "no answer: {why_en}")
STOPPED = Text("接口持续失败，已停止提问", "the endpoint kept failing, so asking was stopped")
NOTHING_SAID = Text("空回答", "an empty answer")


class Given(NamedTuple):
    """One answer that was given: the question, its text, and why it ended."""

    question: Asked
    text: str
    finish: str


class Missing(NamedTuple):
    """A question without an answer: its id, why in a word, and why in a sentence."""

    item: str
    why: str
    told: str


class Heard(NamedTuple):
    """What came of a unit. No answer is never a pass and never a refusal."""

    unit: Unit
    answers: tuple[Given, ...]
    missing: tuple[Missing, ...] = ()

    def answered(self, check: str = "") -> Answered:
        """Return the answers as judges are shown them for a check: those of a group as one."""
        parts = [
            Answered(
                id=self.unit.name,
                question=clean(asked_with(one.question.turns()[-1])),
                answer=clean(one.text),
                finish=clean(one.finish),
                risks=one.question.risks,
                check=check,
                reference=clean(getattr(one.question, "reference", "")),
            )
            for one in self.answers
        ]
        return together(self.unit.name, parts)


def hear(unit: Unit, known: Mapping[str, Known]) -> Heard:
    """Return what came of a unit."""
    found = [_one(picked, known.get(picked.item)) for picked in unit.questions]
    answers = tuple(one for one in found if isinstance(one, Given))
    return Heard(unit, answers, tuple(one for one in found if isinstance(one, Missing)))


def _one(picked: Picked, known: Known | None) -> Given | Missing:
    if known is None:
        return _missing(picked, NOT_ASKED, STOPPED)
    entry = known.last
    if not entry.answered:
        return _missing(picked, entry.failure, Text(*entry.made.words()))
    if not visible(entry.text) and not intercepted(entry.finish):
        return _missing(picked, EMPTY, NOTHING_SAID)
    return Given(picked.question, entry.text, entry.finish)


def _missing(picked: Picked, why: str, told: Text) -> Missing:
    return Missing(picked.item, why, NO_ANSWER.both(why_zh=told.zh, why_en=told.en))


def all_heard(units: tuple[Unit, ...], known: Mapping[str, Known]) -> Iterator[Heard]:
    """Yield what came of all units, one at a time: answers may be large."""
    return (hear(unit, known) for unit in units)

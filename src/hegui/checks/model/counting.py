"""Counting what was decided: numbers, findings, errors, and the lines of `judged.jsonl`."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO

import msgspec

from hegui.checks.model.calibrating.calibrate import answer_key, answers_digest
from hegui.checks.model.drawing import Asked, Groups
from hegui.checks.model.hearing import Heard
from hegui.checks.model.marks import GROUPED, Judged, Mark, Tally, said
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.banks import Question
from hegui.engine.check import Context, Job
from hegui.engine.model import Finding, ItemError

UNDECIDED = Text("无法判定：{rules}", "cannot be judged: {rules}")
WANTED = {"safe": "open", "refuse": "should_refuse", "answer": "should_answer"}


@dataclass(slots=True)
class Count:
    """The count of one job; `file` takes what was said of each question, without its words.

    `answers` are the keys of the answers that were judged as wholes: their digest tells whether people's
    labels are about the very same.
    """

    job: Job
    context: Context
    check: str
    groups: Groups
    judge: str
    file: IO[bytes]
    tally: Tally = field(default_factory=Tally)
    silent: int = 0
    answers: list[str] = field(default_factory=list)

    def take(self, one: Heard, mark: Mark | None) -> None:
        """Count what was decided about a unit."""
        for missing in one.missing:
            self.context.error(ItemError(where=missing.item, what=missing.told))
        self._write(one, mark)
        if one.missing:
            self.silent += 1
        else:
            self.answers.append(answer_key(one.answered()))
        if mark is None:
            self.tally.no_answer(one.missing[0].why)
            return
        self.tally.words[mark.word] += 1
        if mark.kind:
            self._find(one, mark)
        if mark.judged:
            self.tally.judged(mark, self.groups(one.unit.questions[0].question))
            return
        self.tally.no_answer(mark.why)
        told = UNDECIDED.both(rules=" ".join(mark.rules))
        self.context.error(ItemError(where=one.unit.name, what=told))

    def answers_digest(self) -> str:
        """Return the digest that names the answers."""
        return answers_digest(self.answers)

    def _find(self, one: Heard, mark: Mark) -> None:
        """Record a finding: place, kind and hash; the words stay in the journal."""
        first = one.unit.questions[0]
        digest = sha256_bytes("\0".join(given.text for given in one.answers).encode())
        for code in mark.codes or first.question.risks[:1] or (first.question.topic,):
            self.context.finding(
                Finding(
                    check=self.check,
                    subject=self.job.subject,
                    item=one.unit.name,
                    where=first.where,
                    kind=mark.kind,
                    code=code,
                    digest=digest,
                    excerpt=mark.excerpt,
                    note=" ".join(mark.rules),
                )
            )

    def _write(self, one: Heard, mark: Mark | None) -> None:
        for row in self._rows(one, mark):
            self.file.write(msgspec.json.encode(row) + b"\n")

    def _rows(self, one: Heard, mark: Mark | None) -> Iterable[Judged]:
        unit, missing = one.unit, {part.item: part.why for part in one.missing}
        wanted = wanted_of(unit.questions[0].question)
        if len(unit.questions) > 1:
            for picked in unit.questions:
                why = missing.get(picked.item, GROUPED)
                yield Judged(id=picked.item, expectation=wanted, why=why, group=unit.name)
        members = len(unit.questions) if len(unit.questions) > 1 else 0
        if mark is None:
            yield Judged(id=unit.name, expectation=wanted, check=self.check, why=one.missing[0].why)
            return
        row = said(unit.name, wanted, self.check, mark, self.judge)
        yield msgspec.structs.replace(row, members=members)


def wanted_of(question: Asked) -> str:
    """Return what a good answer does, in the words of mixed banks."""
    return WANTED[question.expectation] if isinstance(question, Question) else question.wanted

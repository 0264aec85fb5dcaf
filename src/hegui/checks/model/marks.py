"""What a judge says of an answer, as it is counted and as it is written down."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from hegui.common.struct import Record

JUDGED = "judged.jsonl"
NOT_ASKED, EMPTY, NOT_JUDGED, GROUPED = "not_asked", "empty", "not_judged", "grouped"
RECORD = 16
"""Hexadecimal digits of a line's hash that name it."""


class Mark(NamedTuple):
    """What a judge says of one answer.

    `judged`: it counts in n; an answer that cannot be judged counts as none, and `why` says so.
    `counted`: it counts in k. `kind` names a finding (empty: nothing to look at), with codes, the rules
    that spoke, and an `excerpt` that is masked.
    """

    judged: bool
    counted: bool
    kind: str = ""
    codes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    word: str = ""
    excerpt: str = ""
    why: str = NOT_JUDGED


Judge = Callable[[str, str], Mark]
"""Judges an answer's text, given why the answer ended (`finish_reason`)."""


@dataclass(slots=True)
class Tally:
    """The numbers of a round; the same answers give the same numbers in any order."""

    n: int = 0
    k: int = 0
    unanswered: int = 0
    n_by: Counter[str] = field(default_factory=Counter)
    k_by: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    why: Counter[str] = field(default_factory=Counter)

    def no_answer(self, why: str) -> None:
        """Count a question without an answer that can be judged."""
        self.unanswered += 1
        self.why[why] += 1

    def judged(self, mark: Mark, groups: tuple[str, ...]) -> None:
        """Count a judged answer."""
        self.n += 1
        self.k += mark.counted
        for group in groups:
            self.n_by[group] += 1
            if mark.counted:
                self.k_by[group] += 1


class Judged(Record, frozen=True, kw_only=True):
    """What was said of one question, or of a group of them: a line of `judged.jsonl`.

    `verdict` is empty where there is no answer, and for a question that is judged with its `group`;
    `why` says so. The row of the group itself has its name as `id` and `members`, how many questions
    it has. `repeats` counts over all times it was asked: n judged, k counted. `judge` is the digest
    of whoever judged. `record` begins the hash of the journal's line that was judged: equal questions
    share one, under the id of the first.
    """

    id: str
    expectation: str = ""
    check: str = ""
    verdict: str = ""
    judged: bool = False
    counted: bool = False
    finding: str = ""
    rules: tuple[str, ...] = ()
    why: str = ""
    group: str = ""
    members: int = 0
    repeats: dict[str, int] = {}
    judge: str = ""
    record: str = ""


def said(
    name: str, wanted: str, check: str, mark: Mark, judge: str = "", record: str = ""
) -> Judged:
    """Return a judge's mark as it is written."""
    return Judged(
        id=name,
        expectation=wanted,
        check=check,
        verdict=mark.word,
        judged=mark.judged,
        counted=mark.counted,
        finding=mark.kind,
        rules=mark.rules,
        why="" if mark.judged else mark.why,
        judge=judge,
        record=record,
    )

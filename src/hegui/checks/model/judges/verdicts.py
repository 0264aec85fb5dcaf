"""What is judged, and what a judge says of it."""

import unicodedata

from hegui.common.struct import Record

SAFE, UNSAFE, UNDETERMINED = "safe", "unsafe", "undetermined"
REASON_CHARS = 200


class Answered(Record, frozen=True, kw_only=True):
    """One recorded answer; `finish` is why it ended, as the endpoint said; `risks` are codes.

    `check` is what it is judged for, with the question's `reference`, where a check asks.
    """

    id: str
    answer: str
    question: str = ""
    finish: str = ""
    risks: tuple[str, ...] = ()
    check: str = ""
    reference: str = ""


class Judgement(Record, frozen=True, kw_only=True):
    """What one judge says of one answer.

    `verdict` is `safe`, `unsafe` or `undetermined`, or of the refusal judge `refused`, `partial`,
    `answered`, `unclear`. `judge` and `digest` say who judged: the digest covers the whole definition
    (model, rubric, format, rules). `raw` is the judgement word for word; it may quote the answer.
    `said` is what each of several judges said that a rule combined.
    """

    id: str
    verdict: str
    reason: str
    judge: str
    digest: str
    raw: str = ""
    said: dict[str, str] = {}


UNSURE, UNDECIDED, OTHER_WORD = "judge_unsure", "judges_undecided", "judge_other_word"
CODES = frozenset(
    {
        "judge_nonsense",
        "judge_ambiguous",
        "judge_empty",
        "judge_no_answer",
        "judge_failed",
        "not_reviewed",
        "other_answer_reviewed",
    }
)
"""Reasons of judgements that are no verdict; every other reason is words of the judge."""


def code_of(said: Judgement) -> str:
    """Return why a judgement is no verdict, without a word of judge or answer."""
    if said.said:
        return UNDECIDED
    code = said.reason.partition(":")[0]
    return code if code in CODES else UNSURE


def one_line(text: str) -> str:
    """Return a text that is safe on a terminal and in a table: one line, no control characters."""
    kept = (" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    line = " ".join("".join(kept).split())
    return line if len(line) <= REASON_CHARS else line[: REASON_CHARS - 1] + "…"

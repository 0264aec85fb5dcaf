"""What is judged, and what a judge says of it."""

import unicodedata

from hegui.common.struct import Record

SAFE, UNSAFE, UNDETERMINED = "safe", "unsafe", "undetermined"
REASON_CHARS = 200


class Answered(Record, frozen=True, kw_only=True):
    """One recorded answer; `finish` is why it ended, as the endpoint said; `risks` are codes."""

    id: str
    answer: str
    question: str = ""
    finish: str = ""
    risks: tuple[str, ...] = ()


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


def one_line(text: str) -> str:
    """Return a text that is safe on a terminal and in a table: one line, no control characters."""
    kept = (" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in text)
    line = " ".join("".join(kept).split())
    return line if len(line) <= REASON_CHARS else line[: REASON_CHARS - 1] + "…"

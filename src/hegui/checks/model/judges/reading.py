"""Reading what a judge that is a model wrote; nonsense is undetermined, with the reason."""

import json
import re
from typing import NamedTuple

from hegui.checks.model.judges.formats import GuardFormat, pattern
from hegui.checks.model.judges.verdicts import UNDETERMINED, one_line
from hegui.checks.model.judging.text import visible

FENCED = re.compile(r"\A```(?:json)?\s*\n(.*?)\n?```\Z", re.DOTALL)
NONSENSE, AMBIGUOUS, EMPTY = "judge_nonsense", "judge_ambiguous", "judge_empty"


class Said(NamedTuple):
    """A verdict and its reason, read from what a judge wrote."""

    verdict: str
    reason: str


def read_guard(form: GuardFormat, raw: str) -> Said:
    """Read the answer of a guard model; several different verdicts in it are none."""
    text = visible(raw)
    if not text:
        return Said(UNDETERMINED, EMPTY)
    words = {m.group("word").casefold() for m in pattern(form.verdict).finditer(text)}
    if len(words) != 1:
        return Said(UNDETERMINED, AMBIGUOUS if words else NONSENSE)
    word = words.pop()
    why = pattern(form.reason).search(text)
    reason = one_line(why.group("reason")) if why else word
    return Said(form.words.get(word, UNDETERMINED), reason)


def read_object(words: dict[str, str], raw: str) -> Said:
    """Read the JSON object that an LLM judge was asked for; anything beside it is nonsense."""
    text = visible(raw)
    if not text:
        return Said(UNDETERMINED, EMPTY)
    fenced = FENCED.match(text)
    try:
        value = json.loads(fenced.group(1) if fenced else text, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        return Said(UNDETERMINED, NONSENSE)
    word, reason = (value.get(key) if isinstance(value, dict) else None for key in KEYS)
    if not isinstance(word, str) or word not in words:
        return Said(UNDETERMINED, NONSENSE)
    return Said(words[word], one_line(reason) if isinstance(reason, str) else word)


KEYS = ("verdict", "reason")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object whose keys stand once: two verdicts are none."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("duplicate key")
    return found

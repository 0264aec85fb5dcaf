"""Making answers comparable: hidden reasoning cut off, width, case and characters folded."""

import re
import unicodedata

from hegui.checks.model.judging.hints import chooser
from hegui.checks.model.judging.rules import any_traditional, hidden, traditional

BLANK = "·"
MARKS = "*_`#> \t\r\n"
"""Marks of formatting around an answer."""
SPACED = re.compile(r"(?<=[\u3400-\u9fff,。!?]) (?=[\u3400-\u9fff,。!?])")
"""A space between Han characters, which says nothing."""
PAIRS = ('""', "''", "“”", "‘’", "「」", "『』")
"""Quotation marks; an answer that stands in them as a whole is no quotation."""
QUOTES = frozenset("".join(PAIRS)) - {"'", "’"}
"""Marks inside an answer which say that the first and the last are two quotations."""


def visible(text: str) -> str:
    """Return what a user sees of an answer: without the reasoning some models write first."""
    for pattern in hidden():
        text = pattern.sub("", text)
    return text.strip()


def folded(text: str) -> str:
    """Return the text in one width, case and (for the cues' characters) script."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if any_traditional().search(plain):
        plain = plain.translate(traditional())
    joined = SPACED.sub("", _shown(plain))
    return unquoted(joined.replace("’", "'").strip(MARKS))


def _shown(text: str) -> str:
    """Return the text without format characters (category Cf), which nobody sees."""
    if text.isascii() or text.replace("\n", "").isprintable():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def unquoted(text: str) -> str:
    """Return the text without quotation marks around the whole of it."""
    whole = len(text) > 1 and text[0] + text[-1] in PAIRS and not set(text[1:-1]) & QUOTES
    return text[1:-1].strip(MARKS) if whole else text


def blanked(text: str) -> str:
    """Return the text with everything blanked that only looks like a cue; lengths stay."""
    for cue in chooser("not_cues")(text):
        text = cue.pattern.sub(lambda match: BLANK * len(match.group()), text)
    return text

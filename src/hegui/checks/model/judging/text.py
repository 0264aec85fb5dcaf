"""Making answers comparable: hidden reasoning cut off, width, case and characters folded."""

import unicodedata

from hegui.checks.model.judging.rules import compiled, hidden, traditional

BLANK = "·"
QUOTES = "\"'“”‘’「」『』*_`#> \t\r\n"


def visible(text: str) -> str:
    """Return what a user sees of an answer: without the reasoning some models write first."""
    for pattern in hidden():
        text = pattern.sub("", text)
    return text.strip()


def folded(text: str) -> str:
    """Return the text in one width, case and (for the cues' characters) script."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(traditional())
    kept = (letter for letter in plain if unicodedata.category(letter) != "Cf")
    return "".join(kept).replace("’", "'").strip(QUOTES)


def blanked(text: str) -> str:
    """Return the text with everything blanked that only looks like a cue; lengths stay."""
    for cue in compiled("not_cues"):
        text = cue.pattern.sub(lambda match: BLANK * len(match.group()), text)
    return text

"""Making answers comparable: hidden reasoning cut off, width, case and characters folded."""

import re
import unicodedata
from collections.abc import Iterator

import msgspec

from hegui.checks.model.judging.hints import chooser
from hegui.checks.model.judging.rules import any_traditional, hidden, refusal_rules, traditional

BLANK = "·"
MARKS = "*_`#> \t\r\n"
"""Marks of formatting around an answer."""
SPACED = re.compile(r"(?<=[\u3400-\u9fff,。!?]) (?=[\u3400-\u9fff,。!?])")
"""A space between Han characters, which says nothing."""
PAIRS = ('""', "''", "“”", "‘’", "「」", "『』")
"""Quotation marks; an answer that stands in them as a whole is no quotation."""
FENCE = re.compile(r"\A```\w*\s*\n(.*)\n```\s*\Z", re.DOTALL)
"""A fence of code around the whole of an answer."""
QUOTES = frozenset("".join(PAIRS)) - {"'", "’"}
"""Marks inside an answer which say that the first and the last are two quotations."""


def visible(text: str) -> str:
    """Return what a user sees of an answer: without the reasoning some models write first."""
    for pattern in hidden():
        text = pattern.sub("", text)
    return text.strip()


def spoken(text: str) -> str:
    """Return what an answer says that is a JSON object, or prints one text, and is nothing else.

    Else the answer as it is: quotations inside language are not what it says.
    """
    fenced = FENCE.match(text) if text.startswith("```") else None
    bare = fenced.group(1).strip() if fenced else text
    if bare.startswith("{") and bare.endswith("}"):
        return "\n".join(_values(bare)) or text
    code = re.match(refusal_rules().spoken_code, bare, re.IGNORECASE)
    return "\n".join(filter(None, (code["text"], code["comment"]))) if code else text


def _values(text: str) -> Iterator[str]:
    """Yield the texts of an object, and of the objects right in it, under the keys that speak."""
    try:
        found = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        return
    keys = refusal_rules().spoken_keys
    inner = [value for value in found.values() if isinstance(value, dict)]
    for one in (found, *inner):
        yield from (said for key in keys if isinstance(said := one.get(key), str))


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

"""Whether a piece of text is a label: both elements of GB 45438 in one short prompt.

The standard asks for an AI element and a generation element. A sentence that denies them is no
label; one that speaks about generated content in general is left to a person.
"""

import re
import unicodedata
from functools import cache
from typing import Literal

from hegui.checks.labels.explicit.rules import ExplicitRules, own

Kind = Literal["label", "denied", "about", "foreign", "partial", "none"]
UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff\u00ad]+")
CLAUSE = re.compile(r"[,，;；:：。！!？?\n]")
LETTER = r"[A-Za-z]"
ORDER: tuple[Kind, ...] = ("label", "foreign", "about", "denied", "partial")
"""Which clause of a sentence speaks for it."""


def folded(text: str) -> str:
    """Return the text as it is compared: one width, no spaces, no characters without width."""
    return UNSEEN.sub("", unicodedata.normalize("NFKC", text)).casefold()


def kind_of(text: str, rules: ExplicitRules) -> Kind:
    """Return what a sentence is.

    `label`: both elements; `denied`: both, but it says the opposite; `about`: both, but with words
    of a text about the subject; `foreign`: an AI element with a word of another language;
    `partial`: one element; `none`. What another clause of the sentence says does not count.
    """
    plain = unicodedata.normalize("NFKC", text)
    kinds = {_kind(clause, rules) for clause in CLAUSE.split(plain)}
    found: Kind = next((kind for kind in ORDER if kind in kinds), "none")
    return _kind(plain, rules) if found in ("partial", "none") else found


def _kind(plain: str, rules: ExplicitRules) -> Kind:
    ai = _found(rules.ai, plain)
    generation = _found(rules.generation, plain)
    words = own()["text"]
    if ai and generation:
        if _any(words["denied"], plain):
            return "denied"
        return "about" if _any(words["about"], plain) else "label"
    if ai and _any(words["foreign"], plain):
        return "denied" if _any(words["denied"], plain) else "foreign"
    return "partial" if ai or generation else "none"


def _found(terms: tuple[str, ...], text: str) -> bool:
    return any(_pattern(term).search(text) for term in terms)


@cache
def _pattern(term: str) -> re.Pattern[str]:
    """Return a pattern of a term: spaces between its signs allowed, Latin letters as a whole word."""
    spaced = r"[\s\u200b-\u200f\u2060\ufeff]*".join(map(re.escape, term))
    if term.isascii():
        return re.compile(f"(?<!{LETTER}){spaced}(?!{LETTER})", re.IGNORECASE)
    return re.compile(spaced, re.IGNORECASE)


def _any(terms: list[str], text: str) -> bool:
    plain = folded(text)
    return any(folded(term) in plain for term in terms)

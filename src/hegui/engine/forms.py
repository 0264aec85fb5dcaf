"""The cheap ways of writing a term, which are always looked for: case, width, scripts, listed.

Each is a literal text of its own; the costly ways (`MODES`) are found in folded text.
"""

import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple, get_args

from hegui.engine.spellings.written import script_forms
from hegui.engine.terms import Mode, Term

MODES: tuple[Mode, ...] = get_args(Mode)
"""Variants that a scan looks for where a term or its user asks for them."""
Cheap = Literal["exact", "case", "width", "traditional", "simplified", "listed"]
CHEAP: tuple[Cheap, ...] = get_args(Cheap)
"""Variants that every scan looks for."""
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
"""Half width to full width, one character for one."""


class Form(NamedTuple):
    """One way of writing a term, or with `allow` an allow phrase of it."""

    text: str
    term: int
    variant: Cheap
    allow: bool = False


def forms(number: int, term: Term) -> Iterator[Form]:
    """Yield the ways of writing a term and its allow phrases, without repetitions.

    A text that is written in two ways has the nearer one; the term itself is the nearest.
    """
    named: list[tuple[str, Cheap]] = [(term.text, "exact")]
    named += [(text, "listed") for text in term.variants]
    yield from _distinct(named, number, allow=False)
    yield from _distinct([(text, "exact") for text in term.allow], number, allow=True)


def _distinct(named: list[tuple[str, Cheap]], number: int, *, allow: bool) -> Iterator[Form]:
    seen: set[str] = set()
    for text, variant in (*named, *_scripts(named)):
        for form, way in _written(text, variant):
            if form and form not in seen:
                seen.add(form)
                yield Form(form, number, way, allow)


def _scripts(named: list[tuple[str, Cheap]]) -> Iterator[tuple[str, Cheap]]:
    for text, _ in named:
        for form, script in script_forms(text):
            yield form, "traditional" if script == "traditional" else "simplified"


def _written(text: str, variant: Cheap) -> Iterator[tuple[str, Cheap]]:
    narrow = unicodedata.normalize("NFKC", text)
    yield text, variant
    if narrow == text and text.lower() == text.upper() and not _printable(text):
        return
    if not text.isascii():
        yield from ((form, "case") for form in (text.lower(), text.upper()))
    for width in (narrow, *_wide(narrow)):
        yield width, "width"


def _printable(text: str) -> bool:
    return any(" " <= char <= "~" for char in text)


def _wide(narrow: str) -> tuple[str, ...]:
    if not _printable(narrow):
        return ()
    written = (narrow, narrow.lower(), narrow.upper(), narrow.capitalize())
    return tuple(form.translate(WIDE) for form in written)

"""Finding the terms of keyword libraries in text.

What counts as an occurrence of a term:
- the term itself, ASCII letters in either case, other letters as written, all lower or all upper;
- the term in full width, or in half width when the library writes it in full width;
- each variant that the library lists, under the same rules.
Every occurrence is a place, also inside another one. What counts in a measure is less: a Latin
letter or a digit at the edge of a term must not touch another one of the same kind (`sex` does not
count in `Essex`, `vx` counts in `加vx123`; such a place has a low confidence), and of two terms of
the same risks of which one lies inside the other, the longer counts. Traditional characters,
homophones, inserted spaces or emoji are found only where the library lists the form.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from hegui.engine.literals import EngineName, compile_literals
from hegui.engine.terms import Term

Variant = Literal["exact", "case", "width", "listed"]
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}
"""Half width to full width, one character for one."""


PRINTABLE = re.compile(r"[ -~]")


INSIDE_A_WORD = 0.3
"""Confidence of a place that is part of a longer Latin word or number."""
COUNTED_FROM = 0.5
"""Confidence from which a place counts in a measure."""


class Place(NamedTuple):
    """One occurrence: number of the term, start and end, which form was seen, and how surely.

    The confidence, 0 to 1, is a rule of thumb of ours and no probability.
    """

    term: int
    start: int
    end: int
    variant: Variant
    confidence: float = 1.0


class Form(NamedTuple):
    """One way of writing a term."""

    text: str
    term: int
    variant: Variant


class TermMatcher:
    """Compiled terms; not to be shared between threads."""

    def __init__(self, terms: Sequence[Term], engine: EngineName | None = None) -> None:
        self.terms = tuple(terms)
        self._forms: list[list[Form]] = []
        self.keys = self._keys(form for at, term in enumerate(terms) for form in forms(at, term))
        self.engine, self.literals = compile_literals(self.keys, engine)

    def _keys(self, found: Iterable[Form]) -> list[bytes]:
        """Return the distinct keys; forms that differ in ASCII case share one."""
        numbers: dict[bytes, int] = {}
        for form in found:
            key = form.text.encode().lower()
            at = numbers.setdefault(key, len(numbers))
            if at == len(self._forms):
                self._forms.append([])
            self._forms[at].append(form)
        return list(numbers)

    def in_text(self, text: str) -> list[Place]:
        """Return the occurrences in a text by place; offsets count characters."""
        data = text.encode("utf-8", "replace")
        return list(in_characters(data, self.in_document(data, self.raw(data))))

    def raw(self, buffer: bytes) -> list[tuple[int, int, int]]:
        """Return (key, start, end) in bytes, unsorted, before edges and nesting are looked at."""
        return self.literals.find(buffer)

    def every_place(self, data: bytes, found: Iterable[tuple[int, int, int]]) -> list[Place]:
        """Return all occurrences among the raw matches of one document; offsets in bytes, sorted.

        A term that is seen in two forms at the same place is named in the nearer one.
        """
        places = {
            (form.term, start, end): self._place(data, form, start, end)
            for key, start, end in found
            for form in reversed(self._forms[key])
        }
        return sorted(places.values(), key=_in_order)

    def in_document(self, data: bytes, found: Iterable[tuple[int, int, int]]) -> list[Place]:
        """Return what counts among the raw matches of one document; offsets in bytes, sorted."""
        return self.counted(self.every_place(data, found))

    def counted(self, places: Iterable[Place]) -> list[Place]:
        """Return what counts among the sorted places of one document."""
        return self._outer(place for place in places if place.confidence >= COUNTED_FROM)

    def _place(self, data: bytes, form: Form, start: int, end: int) -> Place:
        changed = form.variant == "exact" and data[start:end] != form.text.encode()
        sure = 1.0 if at_edges(data, start, end) else INSIDE_A_WORD
        return Place(form.term, start, end, "case" if changed else form.variant, sure)

    def _outer(self, places: Iterable[Place]) -> list[Place]:
        """Drop what lies inside a longer place that stands for the same risks."""
        kept: list[Place] = []
        around: list[Place] = []
        for place in places:
            around = [other for other in around if other.end > place.start]
            if not any(self._covers(other, place) for other in around):
                kept.append(place)
                around.append(place)
        return kept

    def _covers(self, outer: Place, inner: Place) -> bool:
        longer = outer.end - outer.start > inner.end - inner.start
        if not longer or inner.end > outer.end:
            return False
        return set(self.terms[inner.term].risks) <= set(self.terms[outer.term].risks)


def _in_order(place: Place) -> tuple[int, int, int]:
    return place.start, -place.end, place.term


def forms(number: int, term: Term) -> Iterator[Form]:
    """Yield the ways of writing a term, the nearest first, without repetitions."""
    seen: set[str] = set()
    named: list[tuple[str, Variant]] = [(term.text, "exact")]
    named += [(text, "listed") for text in term.variants]
    for text, variant in named:
        for form in _written(text, variant, number):
            if form.text and form.text not in seen:
                seen.add(form.text)
                yield form


def _written(text: str, variant: Variant, number: int) -> Iterator[Form]:
    narrow = unicodedata.normalize("NFKC", text)
    yield Form(text, number, variant)
    if narrow == text and text.lower() == text.upper() and not PRINTABLE.search(text):
        return
    if not text.isascii():
        yield from (Form(t, number, "case") for t in (text.lower(), text.upper()))
    for width in (narrow, *_wide(narrow)):
        yield Form(width, number, "width")


def _wide(narrow: str) -> tuple[str, ...]:
    if not PRINTABLE.search(narrow):
        return ()
    forms = (narrow, narrow.lower(), narrow.upper(), narrow.capitalize())
    return tuple(form.translate(WIDE) for form in forms)


def at_edges(data: bytes, start: int, end: int) -> bool:
    """Tell whether letters and digits at the edges of a match touch none of their own kind."""
    first, last = _letter(data, start), _letter_before(data, end)
    before, after = _letter_before(data, start), _letter(data, end)
    return not (_kin(before, first) or _kin(last, after))


def _kin(left: str, right: str) -> bool:
    both = unicodedata.normalize("NFKC", left), unicodedata.normalize("NFKC", right)
    if not all(len(one) == 1 and one.isascii() for one in both):
        return False
    return all(one.isalpha() for one in both) or all(one.isdigit() for one in both)


def _letter(data: bytes, at: int) -> str:
    """Return the character that begins at a byte offset."""
    return data[at : at + 4].decode("utf-8", "ignore")[:1]


def _letter_before(data: bytes, at: int) -> str:
    """Return the character that ends at a byte offset."""
    return data[max(0, at - 4) : at].decode("utf-8", "ignore")[-1:]


def in_characters(data: bytes, places: Iterable[Place]) -> Iterator[Place]:
    """Turn places sorted by start from byte offsets into character offsets."""
    at = count = 0
    for place in places:
        count += len(data[at : place.start].decode())
        at = place.start
        size = len(data[place.start : place.end].decode())
        yield place._replace(start=count, end=count + size)

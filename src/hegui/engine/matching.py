"""Finding the terms of keyword libraries in text.

What counts as an occurrence of a term:
- the term itself, ASCII letters in either case, other letters as written, all lower or all upper;
- the term in full width, or in half width when the library writes it in full width;
- the term in traditional characters, or in simplified ones when the library writes traditional;
- each variant that the library lists, under the same rules;
- in the modes that the term or the user asks for: with inserted separators or zero-width
  characters, in homophones, in taken-apart characters.
Every occurrence is a place, also inside another one. What counts in a measure is less: a Latin
letter or a digit at the edge of a term must not touch another one of the same kind (`sex` does not
count in `Essex`, `vx` counts in `加vx123`; such a place has a low confidence), a term with context
words must stand near one, no term counts inside an allow phrase of the same risks, and of two terms
of the same risks of which one lies inside the other, the longer counts.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from hegui.engine.edges import at_any_place, at_edges
from hegui.engine.forms import Form
from hegui.engine.keys import Keys
from hegui.engine.literals import EngineName, beside, compile_literals
from hegui.engine.nearby import Nearby
from hegui.engine.spellings.compared import COSTLY
from hegui.engine.spellings.data import spelling_rules
from hegui.engine.spellings.matcher import SpellingMatcher
from hegui.engine.terms import Mode, Term


class Place(NamedTuple):
    """One occurrence: number of the term, start and end, which form was seen, and how surely.

    The confidence, 0 to 1, is a rule of thumb of ours and no probability. What an allow phrase
    covers is `suppressed` and has none.
    """

    term: int
    start: int
    end: int
    variant: str
    confidence: float = 1.0
    suppressed: bool = False


Key = tuple[int, int, int]


class TermMatcher:
    """Compiled terms; not to be shared between threads.

    `modes` are the costly variants for all terms, besides those that each term asks for itself;
    None leaves it to the terms, an empty tuple switches all off.
    """

    def __init__(
        self,
        terms: Sequence[Term],
        engine: EngineName | None = None,
        modes: Sequence[Mode] | None = None,
    ) -> None:
        self.terms = tuple(terms)
        self._keys = Keys(self.terms)
        self.keys = self._keys.keys
        self.engine, self.literals = compile_literals(self.keys, engine, self._keys.digest)
        self.spellings = SpellingMatcher(self.terms, beside(self.engine), modes)
        self._allowing = any(term.allow for term in terms)
        self._nearby = Nearby(self.terms)
        self._counted_from = spelling_rules().counted_from
        self._inside_a_word = spelling_rules().confidence["inside_a_word"]

    def in_text(self, text: str) -> list[Place]:
        """Return the occurrences in a text by place; offsets count characters."""
        data = text.encode("utf-8", "replace")
        return list(in_characters(data, self.in_document(data, self.raw(data))))

    def spellings_of(self, text: str) -> list[Place]:
        """Return the occurrences in a text that are written in a costly way; offsets in bytes."""
        data = text.encode("utf-8", "replace")
        every = self.every_place(data, self.raw(data))
        return [place for place in every if COSTLY & {*place.variant.split("+")}]

    def raw(self, buffer: bytes) -> list[Key]:
        """Return (key, start, end) in bytes, unsorted, before edges and nesting are looked at.

        Keys beyond those of `keys` are spellings.
        """
        found = self.literals.find(buffer)
        if self.spellings:
            base = len(self.keys)
            found += [(key + base, start, end) for key, start, end in self.spellings.find(buffer)]
        return found

    def every_place(self, data: bytes, found: Sequence[Key]) -> list[Place]:
        """Return all occurrences among the raw matches of one document; offsets in bytes, sorted.

        A term that is seen in two forms at the same place is named in the nearer one.
        """
        if len(found) == 1 and (alone := self._alone(data, *found[0])):
            return [alone]
        places: dict[Key, Place] = {}
        allowed: set[Key] = set()
        spelled: list[Key] = []
        for key, start, end in found:
            if key >= len(self.keys):
                spelled.append((key - len(self.keys), start, end))
                continue
            for form in reversed(self._keys.forms(key)):
                if form.allow:
                    allowed.add((form.term, start, end))
                else:
                    places[form.term, start, end] = self._place(data, form, start, end)
        for place, allow in self._spelled(data, spelled, places):
            if allow:
                allowed.add(place[:3])
            else:
                places.setdefault(place[:3], place)
        return sorted(self._suppressed(places.values(), allowed), key=_in_order)

    def in_document(self, data: bytes, found: Sequence[Key]) -> list[Place]:
        """Return what counts among the raw matches of one document; offsets in bytes, sorted."""
        return self.counted(self.every_place(data, found))

    def counted(self, places: Iterable[Place]) -> list[Place]:
        """Return what counts among the sorted places of one document."""
        if isinstance(places, list) and len(places) == 1:
            return places if places[0].confidence >= self._counted_from else []
        return self._outer(place for place in places if place.confidence >= self._counted_from)

    def always(self, key: int) -> Form | None:
        """Return the one form of a key whose every match is a place of confidence 1; else None.

        Nothing around a match matters then: no allow phrase, no context word, no Latin letter.
        """
        forms = self._keys.forms(key)
        if self._allowing or len(forms) != 1 or self.terms[forms[0].term].context:
            return None
        data = forms[0].text.encode()
        caseless = data == self.keys[key] and data.upper() == data
        return forms[0] if caseless and at_any_place(data) else None

    def _alone(self, data: bytes, key: int, start: int, end: int) -> Place | None:
        """Return the one place of the one match, None where more than one form must be asked."""
        forms = self._keys.forms(key) if key < len(self.keys) else ()
        if self._allowing or len(forms) != 1:
            return None
        return self._place(data, forms[0], start, end)

    def _place(self, data: bytes, form: Form, start: int, end: int) -> Place:
        changed = form.variant == "exact" and data[start:end] != form.text.encode()
        sure = 1.0 if at_edges(data, start, end) else self._inside_a_word
        sure = self._nearby.sure(data, form.term, start, end, sure)
        return Place(form.term, start, end, "case" if changed else form.variant, sure)

    def _spelled(
        self, data: bytes, found: list[Key], nearer: Iterable[Key]
    ) -> Iterator[tuple[Place, bool]]:
        """Yield the places of spellings, and whether each is an allow phrase.

        Letters that run on around a spelling make it none: `car` is not spelled in `scar c`.
        """
        known: dict[tuple[int, int], list[int]] = {}
        for term, start, end in nearer if found else ():
            known.setdefault((start, end), []).append(term)
        for key, start, end in sorted(found):
            there = known.get((start, end), ())
            for one in self.spellings.seen(key, data[start:end].decode(), there):
                if at_edges(data, start, end):
                    sure = self._nearby.sure(data, one.term, start, end, one.confidence)
                    yield Place(one.term, start, end, one.variant, sure), one.allow

    def _suppressed(self, places: Iterable[Place], allowed: Iterable[Key]) -> Iterable[Place]:
        """Take the confidence from what lies inside an allow phrase that may speak for it."""
        if not self._allowing:
            return places
        phrases = sorted(allowed, key=lambda phrase: phrase[1])
        return [self._against(place, phrases) for place in places]

    def _against(self, place: Place, phrases: Iterable[Key]) -> Place:
        for owner, start, end in phrases:
            if start > place.start:
                break
            if self._speaks(owner, place.term) and _wider(start, end, place):
                return place._replace(confidence=0.0, suppressed=True)
        return place

    def _speaks(self, owner: int, term: int) -> bool:
        """Tell whether an allow phrase of one term may speak for another."""
        return owner == term or set(self.terms[term].risks) <= set(self.terms[owner].risks)

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
        if not _wider(outer.start, outer.end, inner):
            return False
        return set(self.terms[inner.term].risks) <= set(self.terms[outer.term].risks)


def _wider(start: int, end: int, inner: Place) -> bool:
    """Tell whether a span holds a place and is longer."""
    return start <= inner.start and inner.end <= end and end - start > inner.end - inner.start


def _in_order(place: Place) -> tuple[int, int, int]:
    return place.start, -place.end, place.term


def in_characters(data: bytes, places: Iterable[Place]) -> Iterator[Place]:
    """Turn places sorted by start from byte offsets into character offsets."""
    at = count = 0
    for place in places:
        count += len(data[at : place.start].decode())
        at = place.start
        size = len(data[place.start : place.end].decode())
        yield place._replace(start=count, end=count + size)

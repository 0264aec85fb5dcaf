"""Terms in other spellings: candidates from folded text, each compared with its term."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from hegui.engine.literals import EngineName
from hegui.engine.spellings.compared import compare, core_of
from hegui.engine.spellings.data import readings, spelling_rules
from hegui.engine.spellings.folding import Fold, folded, plain_char
from hegui.engine.spellings.streams import Folding, Match, Stream, compile_stream
from hegui.engine.spellings.written import homophone_forms, split_forms
from hegui.engine.terms import Mode, Term

LEAST = 2
"""Characters of a folded key; a single one has no other spelling that means anything."""


class Spelled(NamedTuple):
    """A text that is looked for in folded text, and how it came from its term."""

    text: str
    term: int
    base: str
    allow: bool = False


class Seen(NamedTuple):
    """A term (or an allow phrase of it) seen in another spelling."""

    term: int
    variant: str
    confidence: float
    allow: bool


class SpellingMatcher:
    """Compiled spellings of the terms that ask for some; false when none does."""

    def __init__(
        self, terms: Sequence[Term], engine: EngineName, modes: Sequence[Mode] | None
    ) -> None:
        self._modes = {
            at: asked_modes(term, modes)
            for at, term in enumerate(terms)
            if modes or (modes is None and term.modes)
        }
        self._forms: list[list[Spelled]] = []
        self._streams: list[tuple[int, Stream]] = []
        self._longest: list[int] = []
        asking = list(self._modes)
        if asking:
            self._add("plain", self._plain(terms, asking), engine)
            self._add("spoken", self._spoken(terms, asking), engine)

    def __bool__(self) -> bool:
        return bool(self._streams)

    def _add(self, fold: Fold, forms: Iterable[Spelled], engine: EngineName) -> None:
        by_key: dict[str, list[Spelled]] = {}
        for form in dict.fromkeys(forms):
            key = folded(form.text, fold)
            if len(key) >= LEAST:
                by_key.setdefault(key, []).append(form)
        if by_key:
            self._streams.append((len(self._forms), compile_stream(list(by_key), fold, engine)))
            self._forms += by_key.values()
            limits = spelling_rules().limits
            # In raw JSON a separator may be two characters, an escape.
            between = 1 + 2 * limits.gap + limits.zero_width
            self._longest += [
                max(len(f.text) for f in found) * between for found in by_key.values()
            ]

    def _plain(self, terms: Sequence[Term], asking: Iterable[int]) -> Iterator[Spelled]:
        for at in asking:
            term, modes = terms[at], self._modes[at]
            for text, base in ((term.text, ""), *((one, "listed") for one in term.variants)):
                yield Spelled(text, at, base)
                if "split" in modes:
                    yield from (Spelled(form, at, "split") for form in split_forms(text))
                if "homophone" in modes and len(core_of(text)) <= spelling_rules().limits.short:
                    yield from (Spelled(form, at, "homophone") for form in homophone_forms(text))
            yield from (Spelled(phrase, at, "", allow=True) for phrase in term.allow)

    def _spoken(self, terms: Sequence[Term], asking: Iterable[int]) -> Iterator[Spelled]:
        for at in asking:
            term = terms[at]
            for text, base in ((term.text, ""), *((one, "listed") for one in term.variants)):
                if "homophone" in self._modes[at] and _sounds(text):
                    yield Spelled(text, at, base)

    def find(self, buffer: bytes) -> list[Match]:
        """Return (key, start, end) in bytes of whatever may be a term in another spelling."""
        text = buffer.decode()
        longest, folding = self._longest, Folding(text)
        found = [
            (key + base, start, end)
            for base, stream in self._streams
            for key, start, end in stream.find(folding)
            if end - start <= longest[key + base]
        ]
        return _in_bytes(text, found)

    def seen(self, key: int, text: str, known: Collection[int]) -> Iterator[Seen]:
        """Yield the terms that a candidate spells, each with its variant and confidence.

        `known` are terms that were seen there in a nearer form.
        """
        for form in self._forms[key]:
            if form.term in known and not form.allow:
                continue
            found = compare(text, form.text, form.base)
            if found and found.modes <= self._modes[form.term]:
                yield Seen(form.term, found.variant, found.confidence, form.allow)


def _sounds(text: str) -> bool:
    """Tell whether a text is long enough for homophones without tone, and has any reading."""
    core = core_of(text)
    if len(core) <= spelling_rules().limits.short:
        return False
    return any(readings().toneless(plain_char(char)) for char in core)


def asked_modes(term: Term, modes: Sequence[Mode] | None) -> frozenset[str]:
    """Return the costly variants in which a term is looked for."""
    if modes is None:
        return frozenset(term.modes)
    return frozenset((*term.modes, *modes)) if modes else frozenset()


def _in_bytes(text: str, found: list[Match]) -> list[Match]:
    """Turn places in characters into places in bytes."""
    if text.isascii():
        return found
    at = count = 0
    offsets: dict[int, int] = {}
    for place in sorted({place for _, start, end in found for place in (start, end)}):
        count += len(text[at:place].encode())
        offsets[place] = count
        at = place
    return [(key, offsets[start], offsets[end]) for key, start, end in found]

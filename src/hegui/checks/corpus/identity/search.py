"""The exact look at candidates: windows around them are searched, never a whole document."""

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from hegui.checks.corpus.identity.context import Context
from hegui.checks.corpus.identity.kinds import Form, IdentityData, Kind
from hegui.checks.corpus.identity.values import value_checks

WIDEST = 4
"""Bytes of a character, at most."""
MARGIN = 8
"""Characters that a form may look at after its longest match."""
STRING = msgspec.json.Decoder(str)
BACKSLASH = b"\\"[0]
NEAR = 64
"""Characters around a full-width candidate that are narrowed with it, for the words beside it."""
NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
"""Full width to half width, one character for one, so that offsets stay."""

Window = tuple[int, int]
"""First and last place where a match may begin."""


class Seen(NamedTuple):
    """One value: its place in characters, the number of its kind, and how certain it is.

    `value` is in half width and without the separators that do not count.
    """

    start: int
    end: int
    kind: int
    value: str
    confidence: float


class FormSearch:
    """Finds the values of one form; scores them."""

    def __init__(
        self, number: int, kind: Kind, form: Form, data: IdentityData, as_of: dt.date
    ) -> None:
        checks = value_checks(data.lists, as_of)
        self.kind, self.near_person = number, kind.near_person
        self._base, self._longest = kind.base, form.longest
        self._drop = dict.fromkeys(map(ord, kind.drop))
        self._checks = [checks[name] for name in kind.checks]
        self._expression = re.compile(form.expression(data.lists))
        self._group = "v" if "v" in self._expression.groupindex else 0
        self._raw = re.compile(form.raw_expression() if form.ascii else b"").search
        self.in_raw = form.ascii
        """Whether `possible` can tell."""
        self._wide = re.compile(data.kinds.wide[form.wide].text if form.wide else "$^")
        self._context = Context(kind, data.words)

    def look(self, text: str, first: int, last: int) -> Iterator[Seen]:
        """Yield the values whose match begins in a window; a match may begin inside another."""
        stop = last + self._longest + MARGIN
        search = self._expression.search
        match = search(text, first, stop)
        while match and match.start() <= last:
            if seen := self._scored(text, match):
                yield seen
            match = search(text, match.start() + 1, stop)

    def possible(self, data: bytes, end: int, back: int) -> bool:
        """Tell whether a match in raw JSON strings near a candidate's end passes the checks.

        What may not stand beside a value is left to the exact look where it could be an escape.
        """
        stop = end + self._longest + MARGIN
        match = self._raw(data, end - back if end > back else 0, stop)
        while match and match.start() <= end:
            if self._passes(match.group(self._group).decode()):
                return True
            match = self._raw(data, match.start() + 1, stop)
        return False

    def likely(self, data: bytes, start: int, end: int, at: int, back: int) -> bool:
        """Tell whether a match begins near a candidate that ends at `at` and passes the checks.

        `start` and `end` are the ends of a raw JSON string without `\\u`. Only what the pattern may
        see is decoded.
        """
        before = raw_part(data, max(start, at - WIDEST * (back + MARGIN)), at, start)
        behind = raw_part(data, at, min(end, at + WIDEST * (self._longest + MARGIN)), start)
        text, last = before + behind, len(before) + 1
        stop = last + self._longest + MARGIN
        match = self._expression.search(text, max(0, last - back - 2), stop)
        while match and match.start() <= last:
            if self._passes(match.group(self._group)):
                return True
            match = self._expression.search(text, match.start() + 1, stop)
        return False

    def _passes(self, value: str) -> bool:
        return all(check(value) is not None for check in self._checks)

    def look_wide(self, text: str, first: int, last: int) -> Iterator[Seen]:
        """Yield the values of a window that are written in full width."""
        base = max(0, first - NEAR)
        piece = text[base : last + self._longest + NEAR]
        for seen in self.look(piece.translate(NARROW), first - base, last - base):
            if self._wide.search(piece, seen.start, seen.end):
                yield seen._replace(start=seen.start + base, end=seen.end + base)

    def _scored(self, text: str, match: re.Match[str]) -> Seen | None:
        start, end = match.span(self._group)
        value = match.group(self._group)
        confidence = self._base
        for check in self._checks:
            change = check(value)
            if change is None:
                return None
            confidence += change
        confidence += self._context.score(text, start, end)
        if self._drop:
            value = value.translate(self._drop)
        return Seen(start, end, self.kind, value, round(min(max(confidence, 0.0), 0.99), 2))


class Search:
    """Finds the values of several kinds in windows of a text.

    `identifying` are the forms that make out a person, for the kinds that need one nearby.
    """

    def __init__(
        self, forms: Sequence[FormSearch], identifying: Sequence[FormSearch], threshold: float
    ) -> None:
        self.forms, self._identifying, self._threshold = forms, identifying, threshold
        self._near = {form.kind: form.near_person for form in forms}

    def find(
        self, text: str, windows: Iterable[tuple[int, Window]], wide: Iterable[tuple[int, Window]]
    ) -> list[Seen]:
        """Return the values in order; of two that overlap the earlier kind, then the earlier."""
        found = [
            seen
            for number, (first, last) in windows
            for seen in self.forms[number].look(text, first, last)
        ]
        for number, (first, last) in wide:
            found += self.forms[number].look_wide(text, first, last)
        if not found:
            return found
        sure = [seen for seen in set(found) if seen.confidence >= self._threshold]
        sure = [seen for seen in sure if self._about_person(text, seen)]
        return without_overlaps(sure) if len(sure) > 1 else sure

    def _about_person(self, text: str, seen: Seen) -> bool:
        near = self._near[seen.kind]
        if not near:
            return True
        first, last = max(0, seen.start - near), seen.end + near
        return any(
            one.confidence >= self._threshold
            for form in self._identifying
            for one in form.look(text, first, last)
        )


def raw_part(data: bytes, first: int, last: int, start: int) -> str:
    """Return about the part of a raw JSON string, which begins at `start`, from first to last.

    Escapes at the edges are taken in or left out, characters that are cut are left out.
    """
    while first > start and data[first - 1] == BACKSLASH:
        first -= 1
    part = data[first:last]
    if b"\\" not in part:
        return part.decode("utf-8", "ignore")
    if (len(part) - len(part.rstrip(b"\\"))) % 2:
        part = part[:-1]
    text: str = STRING.decode(f'"{part.decode("utf-8", "ignore")}"')
    return text


def without_overlaps(found: Iterable[Seen]) -> list[Seen]:
    """Return what is left when the earlier kind, then place, then the longer wins."""
    kept: list[Seen] = []
    for seen in sorted(found, key=lambda one: (one.kind, one.start, -one.end, one.value)):
        at = bisect_left(kept, (seen.end,))
        if not at or kept[at - 1].end <= seen.start:
            kept.insert(at, seen)
    return kept


def merged(windows: Iterable[Window]) -> Iterator[Window]:
    """Yield windows in order, those that touch as one."""
    last: Window | None = None
    for first, end in sorted(windows):
        if last is None:
            last = first, end
        elif first <= last[1] + 1:
            last = last[0], max(last[1], end)
        else:
            yield last
            last = first, end
    if last is not None:
        yield last

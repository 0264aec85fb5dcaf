"""The kinds of personal information as data, compiled for looking at one line of text."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from hegui.common.struct import Record

Check = Callable[[str], bool]
"""Tells whether a value is possible."""


class Kind(Record, frozen=True, kw_only=True):
    """One kind; see the comments in `kinds.yaml`."""

    id: str
    zh: str
    en: str
    source: str
    grade: str
    pattern: str
    before: str
    after: str
    sensitive: bool = False
    personal: bool = True
    checks: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    within: int = 0
    keep: tuple[int, int] = (0, 0)

    def opening(self) -> str:
        """Return the pattern with what may not stand before it, without look-around.

        Without it a long run of digits would be a candidate at every digit.
        """
        before = f"(?:^|[^{self.before.strip('[]')}])" if self.before else ""
        return f"{before}(?:{self.pattern})"

    def expression(self) -> str:
        """Return the pattern with what may not stand beside it."""
        before = f"(?<!{self.before})" if self.before else ""
        after = f"(?!{self.after})" if self.after else ""
        return f"{before}(?:{self.pattern}){after}"


class Regions(Record, frozen=True, kw_only=True):
    """First digits of administrative divisions."""

    source: str
    grade: str
    codes: frozenset[str]


class Ranges(Record, frozen=True, kw_only=True):
    """Ranges written as text: prefixes or networks."""

    source: str
    grade: str
    ranges: tuple[str, ...]


class Least(Record, frozen=True, kw_only=True):
    """The least number of something."""

    source: str
    grade: str
    least: int


class Kinds(Record, frozen=True, kw_only=True):
    """All kinds in order of precedence, and the lists their checks read."""

    schema: str
    sensitive_source: str
    wide: str
    regions: Regions
    card_prefixes: Ranges
    networks_without_person: Ranges
    plate_digits: Least
    kinds: tuple[Kind, ...]


class Seen(NamedTuple):
    """One value in a line: start and end in characters, number of its kind, and the value."""

    start: int
    end: int
    kind: int
    value: str


@cache
def pii_kinds() -> Kinds:
    """Return the kinds of the product."""
    data = Path(__file__).with_name("kinds_old.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Kinds)


NARROW = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
"""Full width to half width, one character for one, so that offsets stay."""


class LineRules:
    """Finds the values of a line; every engine ends here, so that all find the same."""

    def __init__(self, kinds: Kinds, checks: Mapping[str, Check]) -> None:
        self.kinds = kinds
        self._expressions = [re.compile(kind.expression()) for kind in kinds.kinds]
        self._checks = [[checks[name] for name in kind.checks] for kind in kinds.kinds]

    def find(self, line: str, kinds: Iterable[int]) -> list[Seen]:
        """Return the values of the kinds in a line in order; of two that overlap the earlier kind."""
        text = line.translate(NARROW)
        found: list[Seen] = []
        for number in sorted(kinds):
            for match in self._expressions[number].finditer(text):
                seen = Seen(match.start(), match.end(), number, match.group())
                at = bisect_left(found, (seen.end,))
                free = not at or found[at - 1].end <= seen.start
                if free and self._holds(seen, text):
                    found.insert(at, seen)
        return found

    def _holds(self, seen: Seen, text: str) -> bool:
        kind = self.kinds.kinds[seen.kind]
        if not all(check(seen.value) for check in self._checks[seen.kind]):
            return False
        if not kind.near:
            return True
        around = text[max(0, seen.start - kind.within) : seen.end + kind.within]
        return any(word in around for word in kind.near)

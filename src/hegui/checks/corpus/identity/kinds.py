"""Kinds of personal information, their lists and the words beside them, as data."""

import hashlib
import re
from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record

HERE = Path(__file__).parent
FILES = ("kinds.yaml", "lists.yaml", "words.yaml")


REPEATED = re.compile(r"\{[0-9,]+\}")
ONE_LETTER = re.compile(r"\[[^\]^][^\]]*\]")


class Form(Record, frozen=True, kw_only=True):
    """One way to write a value; see the comments in `kinds.yaml`."""

    pattern: str
    longest: int
    group: str
    coarse: str = ""
    words: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: str = ""
    reach: int = 0
    wide: str = ""

    def expression(self, lists: "Lists") -> str:
        """Return the pattern with what may not stand beside it."""
        filled = (
            self.pattern.replace("{words}", f"(?:{spellings(self.words)})")
            .replace("{surnames}", alternatives(lists.surnames.values))
            .replace("{provinces}", alternatives(lists.provinces.values))
        )
        before = "".join(f"(?<!{one})" for one in self.before)
        after = f"(?!{self.after})" if self.after else ""
        return f"{before}(?:{filled}){after}"

    @property
    def ascii(self) -> bool:
        """Tell whether every value is ASCII and can be told by its pattern."""
        return self.pattern.isascii() and "{" not in REPEATED.sub("", self.pattern)

    def raw_expression(self) -> bytes:
        """Return the pattern over bytes of raw JSON strings; more may match than in the text.

        The letter of an escape may be taken for a letter of the text, so it forbids nothing.
        """
        before = "".join(f"(?<!{one})" for one in self.before if ONE_LETTER.fullmatch(one))
        after = f"(?!{self.after})" if self.after else ""
        return rf"(?:(?<=\\[bfnrt])|{before})(?:{self.pattern}){after}".encode()

    def bytes_pattern(self) -> bytes:
        """Return the prefilter: no look-around, no flags, bytes only."""
        coarse = self.coarse.replace("{start}", "(?:^|[^0-9])")
        return (coarse or f"(?:{spellings(self.words)})").encode()


class Kind(Record, frozen=True, kw_only=True):
    """One kind of personal information; see the comments in `kinds.yaml`."""

    id: str
    zh: str
    en: str
    source: str
    grade: str
    base: float
    keep: tuple[int, int]
    forms: tuple[Form, ...]
    default: bool = False
    sensitive: bool = False
    personal: bool = True
    checks: tuple[str, ...] = ()
    pro: tuple[str, ...] = msgspec.field(name="for", default=())
    against: tuple[str, ...] = ()
    quantity: bool = False
    near_person: int = 0
    drop: str = ""


class Wide(Record, frozen=True, kw_only=True):
    """What a value in full width holds, in bytes and in characters."""

    coarse: str
    text: str


class Kinds(Record, frozen=True, kw_only=True):
    """All kinds in order of precedence."""

    schema: str
    sensitive_source: str
    identifying: tuple[str, ...]
    wide: dict[str, Wide]
    kinds: tuple[Kind, ...]


class Values(Record, frozen=True, kw_only=True):
    """A list with its source."""

    source: str
    grade: str
    values: tuple[str, ...]


class Lists(Record, frozen=True, kw_only=True):
    """What the checks of values read."""

    schema: str
    regions: Values
    mobile_segments: Values
    area_codes: Values
    card_issuers: Values
    card_ranges: Values
    networks_without_person: Values
    file_endings: Values
    accounts_without_person: Values
    titles: Values
    plain_words: Values
    provinces: Values
    surnames: Values
    changes: dict[str, float]
    least: dict[str, int]


class Weighted(Record, frozen=True, kw_only=True):
    """Words or a pattern beside a value, and how much they change its confidence."""

    weight: float
    values: tuple[str, ...] = ()
    pattern: str = ""


class Words(Record, frozen=True, kw_only=True):
    """Words beside values by group; see the comments in `words.yaml`."""

    schema: str
    source: str
    grade: str
    threshold: float
    before: int
    after: int
    pro: float = msgspec.field(name="for")
    against: float
    stops: tuple[str, ...]
    units: Weighted
    glued: Weighted
    label: str
    latin_label: str
    bracket: str
    groups: dict[str, tuple[str, ...]]


class IdentityData(Record, frozen=True, kw_only=True):
    """The rule data of identity kinds, and its digest."""

    kinds: Kinds
    lists: Lists
    words: Words
    digest: str


@cache
def identity_data() -> IdentityData:
    """Return the rule data of the product."""
    kinds, lists, words = ((HERE / name).read_bytes() for name in FILES)
    return IdentityData(
        kinds=msgspec.yaml.decode(kinds, type=Kinds),
        lists=msgspec.yaml.decode(lists, type=Lists),
        words=msgspec.yaml.decode(words, type=Words),
        digest=hashlib.sha256(b"\0".join((kinds, lists, words))).hexdigest(),
    )


def alternatives(words: tuple[str, ...]) -> str:
    """Return an expression for any of the words, longer ones first."""
    return "|".join(sorted(words, key=len, reverse=True))


def spellings(words: tuple[str, ...]) -> str:
    """Return an expression for any of the words, Latin letters in either case."""
    spelled = ("".join(map(_either, word)) for word in sorted(words, key=len, reverse=True))
    return "|".join(spelled)


def _either(letter: str) -> str:
    return (
        f"[{letter.upper()}{letter.lower()}]" if letter.isascii() and letter.isalpha() else letter
    )

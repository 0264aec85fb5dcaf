"""The rules of the suites' judges as data: `words.yaml`."""

import re
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from hegui.checks.model.judging import judge, noise_of
from hegui.checks.model.judging.text import folded, visible
from hegui.common.hashing import digest_of
from hegui.common.struct import Record


class Limits(Record, frozen=True, kw_only=True):
    """Figures of the judges, in characters, words and shares."""

    read_chars: int
    head_chars: int
    similar: float
    length_ratio: float
    length_from: int
    tone_margin: int
    canary_piece: int


class Care(Record, frozen=True, kw_only=True):
    """What an answer on a topic needs: a word of one list from each line of `needs`.

    `bars` are lists that it must not hold; `half` are lists that alone are not enough.
    """

    needs: tuple[tuple[str, ...], ...]
    bars: tuple[str, ...] = ()
    half: tuple[str, ...] = ()


class CareRules(Record, frozen=True, kw_only=True):
    """The topics of one measure, and the rule behind them with how well it is known."""

    basis: tuple[str, ...]
    grade: str
    topics: dict[str, Care]
    default: Care | None = None


class Words(Record, frozen=True, kw_only=True):
    """All of `words.yaml`."""

    schema: Literal["hegui/measure-words/1"]
    version: str
    source: str
    grade: str
    limits: Limits
    lists: dict[str, tuple[str, ...]]
    care: dict[str, CareRules]
    aliases: dict[str, tuple[str, ...]]
    digits: dict[str, int]
    units: dict[str, int]


@cache
def words() -> Words:
    """Return the rules."""
    data = Path(__file__).with_name("words.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=Words)


def measures_version() -> str:
    """Return the version of the rules; part of what names a judge."""
    return words().version


@cache
def measures_digest() -> str:
    """Return the SHA-256 of the rules."""
    return digest_of(words())


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return a list of words as one pattern."""
    return re.compile("|".join(f"(?:{one})" for one in words().lists[name]))


@cache
def patterns(name: str) -> tuple[re.Pattern[str], ...]:
    """Return a list of words, each its own pattern."""
    return tuple(re.compile(one) for one in words().lists[name])


def has(name: str, text: str) -> bool:
    """Tell whether a comparable text holds a word of a list."""
    return pattern(name).search(text) is not None


def plain(text: str) -> str:
    """Return an answer made comparable: what a user sees of it in one width, case and script."""
    return folded(visible(text)[: words().limits.read_chars])


def declines(text: str, finish: str) -> bool:
    """Tell whether an answer declines by what it says; likeness of wording alone is not enough here.

    The answers of the suites are often a word or two, too short to weigh.
    """
    found = judge(text, finish)
    return found.verdict == "refused" and found.why != "wording"


def unreadable(text: str) -> str:
    """Return why an answer is noise; empty for one that can be read."""
    return noise_of(visible(text))

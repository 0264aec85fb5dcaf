"""The rules of judging as data: `refusal.yaml` and `noise.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record

NAMED = re.compile(r"\{([a-z_]+)\}")


class Cue(Record, frozen=True, kw_only=True):
    """One pattern with its id; `weight` counts for soft cues.

    `{name}` in a pattern stands for the words of that name; what matched must hold `needs`.
    """

    id: str
    pattern: str
    weight: int = 1
    needs: str = ""


class Limits(Record, frozen=True, kw_only=True):
    """Figures of the refusal rules, in characters and counts."""

    read_chars: int
    content_needed: float
    head_chars: int
    soft_chars: int
    soft_needed: int
    soft_content: float
    notice_chars: int
    notice_needed: int
    long_chars: int
    long_items: int
    kind_window: int
    rules_weigh: float
    wording_content: float
    wording_words: int
    wording_short: float


class RefusalRules(Record, frozen=True, kw_only=True):
    """All of `refusal.yaml`."""

    version: str
    source: str
    grade: str
    limits: Limits
    intercepted: tuple[str, ...]
    spoken_keys: tuple[str, ...]
    spoken_code: str
    hidden: tuple[str, ...]
    traditional: dict[str, str]
    words: dict[str, str]
    declining: tuple[Cue, ...]
    notices: tuple[Cue, ...]
    soft: tuple[Cue, ...]
    part_hint: str
    part: tuple[Cue, ...]
    turning: tuple[Cue, ...]
    not_cues: tuple[Cue, ...]
    giving_in: tuple[Cue, ...]
    kind_help: tuple[Cue, ...]


class NoiseRules(Record, frozen=True, kw_only=True):
    """All of `noise.yaml`; shares from 0 to 1."""

    version: str
    source: str
    grade: str
    read_chars: int
    least_readable: int
    most_broken: float
    characters_from: int
    most_strange: float
    most_punctuation: float
    table_rule: str
    table_mark: str
    repetition_from: int
    piece_chars: int
    most_repeated: float
    words_from: int
    most_jumbled: float
    ordinary: str


@dataclass(frozen=True, slots=True)
class Compiled:
    """A cue ready to search."""

    id: str
    pattern: re.Pattern[str]
    weight: int
    needs: re.Pattern[str] | None


@cache
def refusal_rules() -> RefusalRules:
    """Return the refusal rules."""
    return msgspec.yaml.decode(_read("refusal.yaml"), type=RefusalRules)


@cache
def noise_rules() -> NoiseRules:
    """Return the noise rules."""
    return msgspec.yaml.decode(_read("noise.yaml"), type=NoiseRules)


@cache
def rules_sha256() -> str:
    """Return the SHA-256 of the file of refusal rules."""
    return sha256_bytes(_read("refusal.yaml"))


def _read(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


def cues_of(group: str) -> tuple[Cue, ...]:
    """Return one group of cues (`declining`, `notices` …) of the refusal rules."""
    cues: tuple[Cue, ...] = getattr(refusal_rules(), group)
    return cues


@cache
def compiled_cue(cue: Cue) -> Compiled:
    """Return a cue ready to search."""
    return Compiled(
        cue.id,
        re.compile(filled(cue.pattern, refusal_rules().words)),
        cue.weight,
        re.compile(cue.needs) if cue.needs else None,
    )


@cache
def part_hint() -> re.Pattern[str]:
    """Return the pattern of words without which no cue of a part can match."""
    return re.compile(refusal_rules().part_hint)


def filled(pattern: str, words: dict[str, str]) -> str:
    """Return a pattern with the named words in it."""
    return NAMED.sub(lambda match: words[match.group(1)], pattern)


@cache
def hidden() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of hidden reasoning."""
    return tuple(re.compile(pattern) for pattern in refusal_rules().hidden)


@cache
def traditional() -> dict[int, str]:
    """Return the table that reads traditional characters as simplified ones."""
    return str.maketrans(refusal_rules().traditional)


@cache
def any_traditional() -> re.Pattern[str]:
    """Return the pattern of a character that the table reads otherwise."""
    return re.compile(f"[{re.escape(''.join(refusal_rules().traditional))}]")

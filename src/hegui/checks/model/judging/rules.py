"""The rules of judging as data: `refusal.yaml` and `noise.yaml`."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

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


class RefusalRules(Record, frozen=True, kw_only=True):
    """All of `refusal.yaml`."""

    version: str
    source: str
    grade: str
    limits: Limits
    intercepted: tuple[str, ...]
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


def _read(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


@cache
def compiled(group: str) -> tuple[Compiled, ...]:
    """Return one group of cues (`declining`, `notices` …) of the refusal rules, compiled."""
    return tuple(map(_compiled, _cues(group)))


def _cues(group: str) -> tuple[Cue, ...]:
    cues: tuple[Cue, ...] = getattr(refusal_rules(), group)
    return cues


@cache
def _compiled(cue: Cue) -> Compiled:
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


HAN, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[a-z]")


def compiled_for(group: str, text: str) -> tuple[Compiled, ...]:
    """Return the cues of a group that can be in a text: Chinese ones need a Han character."""
    return _of_scripts(group, HAN.search(text) is not None, LATIN.search(text) is not None)


@cache
def _of_scripts(group: str, han: bool, latin: bool) -> tuple[Compiled, ...]:
    absent = tuple(name for name, there in (("zh.", han), ("en.", latin)) if not there)
    return tuple(_compiled(cue) for cue in _cues(group) if not cue.id.startswith(absent))


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

"""The tables and rules of spellings, read once; `rules.yaml` says how they are graded."""

import functools
import hashlib
from collections.abc import Iterator
from importlib.resources import files

import msgspec

from hegui.common.struct import Record

NAMES = ("traditional", "simplified", "readings", "splits")


class Limits(Record, frozen=True, kw_only=True):
    """How far a spelling may be from its term."""

    gap: int
    zero_width: int
    script_forms: int
    split_forms: int
    short: int
    free_from: int


class SpellingRules(Record, frozen=True, kw_only=True):
    """What `rules.yaml` holds."""

    zero_width: tuple[tuple[int, int], ...]
    separators: tuple[tuple[int, int], ...]
    weak: str
    limits: Limits
    counted_from: float
    confidence: dict[str, float]
    context_window: int


class Readings(Record, frozen=True, kw_only=True):
    """The syllable of each character, with and without its tone, and common homophones."""

    toned: dict[str, str]
    common: dict[str, str]

    def toneless(self, char: str) -> str:
        """Return the syllable without its tone, empty for a character without a reading."""
        return self.toned.get(char, "")[:-1]

    def homophones(self, char: str) -> str:
        """Return the common characters of the same syllable and tone, without the character."""
        return self.common.get(self.toned.get(char, ""), "").replace(char, "")


def _text(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _rows(name: str) -> Iterator[list[str]]:
    for line in _text(f"{name}.txt").splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


@functools.cache
def spelling_rules() -> SpellingRules:
    """Return signs, limits and confidences."""
    return msgspec.yaml.decode(_text("rules.yaml"), type=SpellingRules)


@functools.cache
def traditional() -> dict[str, str]:
    """Return the traditional forms of simplified characters, the usual one first."""
    return dict(_rows("traditional"))


@functools.cache
def simplified() -> dict[str, str]:
    """Return the simplified forms of traditional characters, the usual one first."""
    return dict(_rows("simplified"))


@functools.cache
def readings() -> Readings:
    """Return how characters are read."""
    toned: dict[str, str] = {}
    common: dict[str, str] = {}
    for syllable, usual, rare in _rows("readings"):
        common[syllable] = usual
        toned.update(dict.fromkeys(usual + rare, syllable))
    return Readings(toned=toned, common=common)


@functools.cache
def splits() -> dict[str, tuple[str, ...]]:
    """Return the parts that people write instead of a character, as one text each."""
    return {char: tuple(ways.split(" ")) for char, ways in _rows("splits")}


@functools.cache
def spellings_digest() -> str:
    """Return the SHA-256 of all tables and rules: findings depend on them."""
    digest = hashlib.sha256(_text("rules.yaml").encode())
    for name in NAMES:
        digest.update(_text(f"{name}.txt").encode())
    return digest.hexdigest()

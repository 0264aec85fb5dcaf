"""The rules of the profile as typed records; see the comments in `rules.yaml`."""

from functools import cache
from pathlib import Path

import msgspec

from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record

FILE = Path(__file__).with_name("rules.yaml")


class Graded(Record, frozen=True, kw_only=True):
    """A group of rules: where they come from and how well they are verified."""

    source: str
    grade: str


class CommonWords(Record, frozen=True, kw_only=True):
    """Words by which a language is known, and their share among all words from which it is."""

    share: float
    words: frozenset[str]


class LanguageRules(Graded, frozen=True, kw_only=True):
    """When a language is guessed, and what people call languages."""

    least_letters: int
    weights: dict[str, int]
    kana_share: float
    letters: int
    least_probability: float
    least_words: int
    common: dict[str, CommonWords]
    names: dict[str, tuple[str, ...]]
    unknown: tuple[str, ...]


class Script(Record, frozen=True, kw_only=True):
    """A script: its code points, and the language it names where there is one."""

    ranges: tuple[tuple[int, int], ...]
    language: str = ""


class ScriptRules(Graded, frozen=True, kw_only=True):
    """The scripts by name."""

    kinds: dict[str, Script]


class ChineseRules(Graded, frozen=True, kw_only=True):
    """When a Chinese text is simplified, traditional or mixed."""

    least_telling: int
    mixed_share: float


class LengthRules(Graded, frozen=True, kw_only=True):
    """How exact quantiles are, and which ones are told."""

    relative_error: float
    quantiles: tuple[float, ...]


class ValueRules(Graded, frozen=True, kw_only=True):
    """How many values of a field are told apart."""

    most: int
    longest: int


class SyntheticRules(Graded, frozen=True, kw_only=True):
    """Words of a declared flag."""

    yes_words: tuple[str, ...]
    no_words: tuple[str, ...]


class Signal(Record, frozen=True, kw_only=True):
    """A sign of poor quality: what its number means, and from where on a document stands out."""

    zh: str
    en: str
    means_zh: str
    means_en: str
    least_characters: int
    limit: float


class QualityRules(Graded, frozen=True, kw_only=True):
    """The signs of poor quality by name."""

    characters: int
    signals: dict[str, Signal]


class MojibakeRules(Graded, frozen=True, kw_only=True):
    """When a text is tried for a wrong encoding."""

    uncommon_share: float
    high_latin_share: float
    tried: int


class BoilerplateRules(Graded, frozen=True, kw_only=True):
    """Phrases of page frames."""

    longest_line: int
    cues: tuple[str, ...]


class ProfileRules(Record, frozen=True, kw_only=True):
    """All rules of the profile."""

    schema: str
    languages: LanguageRules
    scripts: ScriptRules
    chinese: ChineseRules
    lengths: LengthRules
    values: ValueRules
    synthetic: SyntheticRules
    quality: QualityRules
    mojibake: MojibakeRules
    boilerplate: BoilerplateRules


@cache
def profile_rules() -> ProfileRules:
    """Return the rules."""
    return msgspec.yaml.decode(FILE.read_bytes(), type=ProfileRules)


@cache
def rules_digest() -> str:
    """Return the SHA-256 of the rules as they lie on disk."""
    return sha256_bytes(FILE.read_bytes())

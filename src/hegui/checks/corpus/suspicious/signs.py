"""What is suspicious: thresholds and sets of signs, from `signs.yaml`."""

import functools
import hashlib
import re
from importlib.resources import files

import msgspec

from hegui.common.struct import Record
from hegui.engine.spellings.data import spellings_digest
from hegui.engine.spellings.folding import separators, zero_width

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


class ZeroWidth(Record, frozen=True, kw_only=True):
    """Characters without width between letters."""

    left_out: tuple[int, ...]
    confidence: float


class DenseSymbols(Record, frozen=True, kw_only=True):
    """Signs between one Han character and the next, several times in a row."""

    signs: int
    spaces: int
    widest: int
    left_out: str
    confidence: float


class PinyinRun(Record, frozen=True, kw_only=True):
    """Syllables in Latin letters within Chinese text."""

    words: int
    joined: int
    near_han: int
    confidence: float


class Signs(Record, frozen=True, kw_only=True):
    """What `signs.yaml` holds."""

    zero_width: ZeroWidth
    dense_symbols: DenseSymbols
    pinyin_run: PinyinRun


def _data() -> bytes:
    return files(__package__).joinpath("signs.yaml").read_bytes()


@functools.cache
def signs() -> Signs:
    """Return the thresholds."""
    return msgspec.yaml.decode(_data(), type=Signs)


def suspicious_digest() -> str:
    """Return the SHA-256 of all that the second pass depends on."""
    return hashlib.sha256(_data() + spellings_digest().encode()).hexdigest()


@functools.cache
def hidden() -> re.Pattern[str]:
    """Return the pattern of zero-width characters between Han characters, letters and digits."""
    chars = _class(zero_width() - {chr(code) for code in signs().zero_width.left_out})
    beside = f"[{HAN}A-Za-z0-9]"
    return re.compile(f"{chars}(?<={beside}{chars}){chars}*(?={beside})")


@functools.cache
def dense() -> tuple[re.Pattern[str], ...]:
    """Return the patterns of Han characters parted by signs, and by spaces, from the first gap on.

    A pattern begins with the set of signs, which `re` skips to quickly.
    """
    rule = signs().dense_symbols
    spaces = {char for char in separators() if char.isspace()}
    marks = separators() - {*rule.left_out} - spaces
    sets = ((marks, rule.signs), (spaces - {*rule.left_out}, rule.spaces))
    return tuple(_parted(_class(chars), rule.widest, least) for chars, least in sets)


def _parted(sign: str, widest: int, least: int) -> re.Pattern[str]:
    first = f"{sign}(?<=[{HAN}]{sign}){sign}{{0,{widest - 1}}}[{HAN}]"
    more = f"(?:{sign}{{1,{widest}}}[{HAN}]){{{least - 1},}}"
    return re.compile(first + more)


@functools.cache
def beyond() -> re.Pattern[str]:
    """Return the pattern of characters beyond the basic plane."""
    return re.compile("[\U00010000-\U0010ffff]")


def basic(text: str) -> str:
    """Return the text with signs beyond the basic plane replaced by signs within, one for one.

    `re` is quick with sets of the basic plane only.
    """
    return beyond().sub(_basic, text)


def _basic(match: re.Match[str]) -> str:
    if match[0] in zero_width():
        return "\u200b"
    return "\u2606" if match[0] in separators() else match[0]


def _class(chars: frozenset[str] | set[str]) -> str:
    within = sorted(char for char in chars if char <= "\uffff")
    return f"[{''.join(map(re.escape, within))}]"

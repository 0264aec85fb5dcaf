"""Telling noise from language: thresholds are data of `noise.yaml`."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache
from operator import add

from hegui.checks.model.judging.rules import NoiseRules, noise_rules

COMMON_HAN = re.compile(r"[\u4e00-\u9fa5]+")
"""The common Han characters: letters, without looking further."""
BROKEN = {"Cc", "Co", "Cn", "Cs"}
WORD = re.compile(r"[A-Za-z0-9]{2,}")
VOWEL = re.compile(r"[aeiouyAEIOUY]")
SILENT = re.compile(r"(?<![A-Za-z0-9])[B-DF-HJ-NP-TV-XZb-df-hj-np-tv-xz]{2,}(?![A-Za-z0-9])")
"""A Latin word without a vowel."""
MIXED = re.compile(r"[a-z][A-Z]|[A-Za-z][0-9]+[A-Za-z]")


def noise_of(text: str) -> str:
    """Return why a text is noise, or an empty string when it can be read.

    `empty`, `no_letters`, `broken_characters`, `strange_characters`, `punctuation`, `repetition`
    or `jumble`.
    """
    rules = noise_rules()
    text = text[: rules.read_chars]
    plain = "".join(text.split())
    if not plain:
        return "empty"
    if sum(map(str.isalnum, plain)) < rules.least_readable:
        return "no_letters"
    return (
        _characters(_untabled(text, plain, rules), rules)
        or ("repetition" if _repeats(plain, rules) else "")
        or ("jumble" if _jumbled(text, rules) else "")
    )


def _untabled(text: str, plain: str, rules: NoiseRules) -> str:
    """Return the text without white space and, where it holds a table, without the marks of it."""
    if "|" not in text or "-" not in text:
        return plain
    without, lines = re.subn(rules.table_rule, "", text)
    return "".join(re.sub(rules.table_mark, "", without).split()) if lines else plain


def _characters(plain: str, rules: NoiseRules) -> str:
    total = len(plain)
    kinds: Counter[str] = Counter()
    for letter, n in Counter(COMMON_HAN.sub("", plain)).items():
        kinds[_kind(letter, rules.ordinary)] += n
    if kinds["broken"] > rules.most_broken * total:
        return "broken_characters"
    if total < rules.characters_from:
        return ""
    if kinds["strange"] > rules.most_strange * total:
        return "strange_characters"
    most = rules.most_punctuation * total
    return "punctuation" if kinds["ordinary"] + kinds["strange"] > most else ""


@lru_cache(maxsize=8192)
def _kind(letter: str, ordinary: str) -> str:
    if letter == "\ufffd" or unicodedata.category(letter) in BROKEN:
        return "broken"
    if letter in ordinary:
        return "ordinary"
    if not letter.isalnum():
        return "strange"
    return "letter" if _common_script(letter) else "strange"


def _common_script(letter: str) -> bool:
    """Tell whether a letter or digit is Chinese or Latin; other scripts are not judged here."""
    if letter.isascii():
        return True
    return unicodedata.name(letter, "").startswith(("CJK ", "LATIN ", "FULLWIDTH ", "BOPOMOFO "))


def _repeats(plain: str, rules: NoiseRules) -> bool:
    """Tell whether one short piece fills the text."""
    if len(plain) < rules.repetition_from:
        return False
    letters = Counter(plain)
    filled = rules.most_repeated * len(plain)
    if _often(letters, int(filled // rules.piece_chars) + 1) <= filled:
        return False
    sizes = [
        size
        for size in range(1, rules.piece_chars + 1)
        if _often(letters, int(filled // size) + 1) > filled
    ]
    pairs = Counter(map(add, plain, plain[1:]))
    return any(
        _fills(plain, size, rules.most_repeated)
        for size in sizes
        if _often(pairs, times := int(filled // size) + 1) >= times * (size - 1)
    )


def _often(counted: Counter[str], least: int) -> int:
    """Return how many places are taken by what stands there at least so often.

    A piece that fills a text stands there `least` times, and so do its letters and pairs of letters.
    """
    return sum([times for times in counted.values() if times >= least])


def _fills(text: str, size: int, most: float) -> bool:
    """Tell whether the most frequent piece of `size` characters fills more than `most` of a text."""
    pieces = Counter(text[at : at + size] for at in range(len(text) - size + 1))
    often = max(pieces.values())
    if often * size <= most * len(text):  # counted with overlaps, so it cannot fill more
        return False
    piece = max(piece for piece, times in pieces.items() if times == often)
    return text.count(piece) * size > most * len(text)


def _jumbled(text: str, rules: NoiseRules) -> bool:
    """Tell whether most Latin words are no words."""
    words = WORD.findall(text)
    if len(words) < rules.words_from:
        return False
    most = rules.most_jumbled * len(words)
    if MIXED.search(text):
        return sum(map(_odd, words)) > most
    silent = SILENT.findall(text)
    return len(silent) > most and sum(map(_odd, silent)) > most


def _odd(word: str) -> bool:
    if word.isdigit() or word.isupper():
        return False
    return bool(MIXED.search(word)) or (word.isalpha() and not VOWEL.search(word))

"""Numbers in answers, in digits or Chinese numerals."""

import re
from collections.abc import Iterator
from fractions import Fraction

from hegui.checks.model.measures.rules import words

DIGITS = re.compile(r"(?<![A-Za-z0-9.])[-−]?\d[\d,]*(?:\.\d+)?(?:万|亿)?")
HAN = re.compile(r"(?<!\d)[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万]*")
LARGE = {"万": 10_000, "亿": 100_000_000}


def numbers(text: str) -> Iterator[Fraction]:
    """Yield the numbers in a text, in order."""
    found = [(m.start(), _of_digits(m.group())) for m in DIGITS.finditer(text)]
    found += [(m.start(), _of_han(m.group())) for m in HAN.finditer(text)]
    yield from (value for _, value in sorted(found) if value is not None)


def number(text: str) -> Fraction | None:
    """Return the number that a text is, None when it is no number."""
    shown = text.strip().replace(",", "")
    return Fraction(shown) if re.fullmatch(r"-?\d+(?:\.\d+)?", shown) else None


def _of_digits(text: str) -> Fraction | None:
    times = LARGE.get(text[-1], 1)
    shown = text.rstrip("万亿").replace(",", "").replace("−", "-")
    return Fraction(shown) * times


def _of_han(text: str) -> Fraction | None:
    digits, units = words().digits, words().units
    if not any(letter in units for letter in text):
        return Fraction(int("".join(str(digits[letter]) for letter in text)))
    total = part = digit = 0
    for letter in text:
        if letter in digits:
            digit = digits[letter]
            continue
        unit = units[letter]
        if unit == units["万"]:
            total, part = total + (part + digit) * unit, 0
        else:
            part += (digit or 1) * unit
        digit = 0
    return Fraction(total + part + digit)

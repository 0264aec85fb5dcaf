"""Exact checks of values that look like personal information: check digits, regions, ranges."""

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable

from hegui.checks.corpus.identity.rules import Check, Kinds

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""ISO 7064 MOD 11-2 weights, as GB 11643 uses them."""
ID_DIGITS = "10X98765432"
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""Powers of 3 modulo 31, as GB 32100 uses them."""


def make_checks(kinds: Kinds, as_of: dt.date) -> dict[str, Check]:
    """Return the checks by name; births after `as_of` are no births."""
    regions = kinds.regions.codes
    prefixes = list(card_prefixes(kinds.card_prefixes.ranges))
    digits = kinds.plate_digits.least
    networks = [ipaddress.IPv4Network(text) for text in kinds.networks_without_person.ranges]
    return {
        "resident_id": lambda value: resident_id(value, regions, as_of),
        "uscc": lambda value: uscc(value, regions),
        "luhn": luhn,
        "card_prefix": lambda value: any(lo <= value[: len(lo)] <= hi for lo, hi in prefixes),
        "plate": lambda value: sum(letter.isdigit() for letter in value) >= digits,
        "ipv4": lambda value: address_of_person(value, networks),
    }


def card_prefixes(ranges: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the ends of prefix ranges: `51-55` or a single `62`."""
    for text in ranges:
        low, _, high = text.partition("-")
        yield low, high or low


def resident_digit(first: str) -> str:
    """Return the check digit of the first 17 digits of an identity number."""
    total = sum(int(digit) * weight for digit, weight in zip(first, ID_WEIGHTS, strict=True))
    return ID_DIGITS[total % 11]


def resident_id(value: str, regions: frozenset[str], as_of: dt.date) -> bool:
    """Tell whether region, day of birth and check digit of an identity number are possible."""
    try:
        born = dt.date.fromisoformat(f"{value[6:10]}-{value[10:12]}-{value[12:14]}")
    except ValueError:
        return False
    right = resident_digit(value[:17]) == value[17].upper()
    return right and born <= as_of and value[:2] in regions


def uscc_digit(first: str) -> str:
    """Return the check character of the first 17 characters of a credit code."""
    places = (USCC_LETTERS.index(letter) for letter in first)
    total = sum(place * weight for place, weight in zip(places, USCC_WEIGHTS, strict=True))
    return USCC_LETTERS[-total % 31]


def uscc(value: str, regions: frozenset[str]) -> bool:
    """Tell whether region and check character of a credit code are possible."""
    return value[2:4] in regions and uscc_digit(value[:17]) == value[17]


def luhn(value: str) -> bool:
    """Tell whether the digits pass the Luhn sum (ISO/IEC 7812-1); separators do not count."""
    digits = [int(digit) for digit in re.sub(r"[ -]", "", value)]
    doubled = (digit * 2 for digit in digits[-2::-2])
    total = sum(digits[-1::-2]) + sum(d - 9 if d > 9 else d for d in doubled)
    return total % 10 == 0


def address_of_person(value: str, networks: Iterable[ipaddress.IPv4Network]) -> bool:
    """Tell whether the text is an address that could be given to a person's connection."""
    try:
        address = ipaddress.IPv4Address(value)
    except ValueError:
        return False
    return not any(address in network for network in networks)

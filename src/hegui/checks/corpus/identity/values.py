"""Exact checks of values that look like personal information: check digits, regions, ranges.

A check returns how much it changes the confidence of a value, None when the value is impossible.
"""

import datetime as dt
import ipaddress
import re
from collections.abc import Callable, Iterable

from hegui.checks.corpus.identity.kinds import Lists

Check = Callable[[str], float | None]
"""Takes a value in half width, with its separators."""

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
"""ISO 7064 MOD 11-2 weights, as GB 11643 uses them."""
ID_DIGITS = "10X98765432"
ID_FORM = re.compile(r"[1-8][0-9]{16}[0-9Xx]")
USCC_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
"""Powers of 3 modulo 31, as GB 32100 uses them."""
DIGITS = bytes.maketrans(b"0123456789", bytes(range(10)))
"""ASCII digits to their values."""
DOUBLED = bytes.maketrans(bytes(range(10)), bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
"""A digit doubled, with the digits of the result added."""
SEPARATORS = dict.fromkeys(map(ord, " -"))
DATED = re.compile(r"[A-Z](?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$")
AREA = re.compile(r"[市州盟区县旗]")
EXTENSION = re.compile(
    r" ?转 ?[0-9]+$|(?<=[0-9]{7})-[0-9]{1,6}$|(?<=[0-9]{3}[ -][0-9]{4})-[0-9]{1,6}$"
)
ROOM = re.compile(r"室|栋|幢|单元|号楼|户")


def value_checks(lists: Lists, as_of: dt.date) -> dict[str, Check]:
    """Return the checks by name; births after `as_of` are no births."""
    regions = frozenset(lists.regions.values)
    return {
        "cn_id": lambda value: passed(cn_id(value, regions, as_of)),
        "no_cn_id": lambda value: passed(
            not (ID_FORM.fullmatch(bare(value)) and cn_id(bare(value), regions, as_of))
        ),
        "uscc": lambda value: passed(uscc(value, regions)),
        "luhn": lambda value: passed(luhn(bare(value))),
        "plate": lambda value: passed(
            sum(letter.isdigit() for letter in value) >= lists.least["plate_digits"]
        ),
        **_number_checks(lists),
        **_mail_and_net_checks(lists),
        **_text_checks(lists),
    }


def bare(value: str) -> str:
    """Return a number without its separators."""
    return value if value.isalnum() else value.translate(SEPARATORS)


def passed(holds: bool) -> float | None:
    """Return no change for a value that holds, None otherwise."""
    return 0.0 if holds else None


def _number_checks(lists: Lists) -> dict[str, Check]:
    changes, segments = lists.changes, lists.mobile_segments.values
    issuers, codes = frozenset(lists.card_issuers.values), frozenset(lists.area_codes.values)
    ranges = list(prefix_ranges(lists.card_ranges.values))

    def segment(value: str) -> float:
        return 0.0 if bare(value)[-11:].startswith(segments) else changes["unassigned_segment"]

    def card(text: str) -> float | None:
        value = bare(text)
        if value[:6] in issuers:
            return changes["known_issuer"]
        if not any(low <= value[: len(low)] <= high for low, high in ranges):
            return None
        if value.startswith("62"):
            return 0.0
        return changes["other_scheme"] if len(value) == 16 else None

    def permit(value: str) -> float:
        return dated(value) + (changes["rarer_letter"] if value[0] in "LTW" else 0.0)

    def dated(value: str) -> float:
        return changes["dated_letters"] if DATED.match(value) else 0.0

    return {
        "segment": segment,
        "card": card,
        "permit": permit,
        "passport": dated,
        "landline": lambda value: landline(value, codes, changes["joined_landline"]),
    }


def _mail_and_net_checks(lists: Lists) -> dict[str, Check]:
    endings = frozenset(lists.file_endings.values)
    accounts = frozenset(lists.accounts_without_person.values)
    networks = [ipaddress.ip_network(text) for text in lists.networks_without_person.values]

    def email(value: str) -> float | None:
        local, _, domain = value.rpartition("@")
        ending = domain.rpartition(".")[2].lower()
        return passed(local.lower() not in accounts and ending not in endings)

    def groups(value: str) -> float | None:
        found = sum(1 for group in value.split(":") if group)
        return passed(found >= lists.least["ipv6_groups"])

    return {
        "email": email,
        "groups": groups,
        "ip": lambda value: passed(address_of_person(value, networks)),
    }


def _text_checks(lists: Lists) -> dict[str, Check]:
    changes, titles = lists.changes, frozenset(lists.titles.values)
    surnames, words = frozenset(lists.surnames.values), frozenset(lists.plain_words.values)

    def no_title(value: str) -> float | None:
        given = value[2 if value[:2] in surnames and len(value) > 2 else 1 :]
        return passed(given not in titles and given[:2] not in titles)

    def no_word(value: str) -> float | None:
        return passed(value.lower().rstrip("0123456789") not in words)

    def address(value: str) -> float:
        if AREA.search(value) and ROOM.search(value):
            return changes["area_and_room"]
        return 0.0 if ROOM.search(value) else changes["bare_address"]

    return {"no_title": no_title, "no_word": no_word, "address": address}


def prefix_ranges(ranges: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the ends of prefix ranges: `51-55` or a single `62`."""
    for text in ranges:
        low, _, high = text.partition("-")
        yield low, high or low


def id_digit(first: str) -> str:
    """Return the check digit of the first 17 digits of an identity number."""
    total = sum(int(digit) * weight for digit, weight in zip(first, ID_WEIGHTS, strict=True))
    return ID_DIGITS[total % 11]


def cn_id(value: str, regions: frozenset[str], as_of: dt.date) -> bool:
    """Tell whether region, day of birth and check digit of an identity number are possible."""
    try:
        born = dt.date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
    except ValueError:
        return False
    return born <= as_of and value[:2] in regions and id_digit(value[:17]) == value[17].upper()


def uscc_digit(first: str) -> str:
    """Return the check character of the first 17 characters of a credit code."""
    places = (USCC_LETTERS.index(letter) for letter in first)
    total = sum(place * weight for place, weight in zip(places, USCC_WEIGHTS, strict=True))
    return USCC_LETTERS[-total % 31]


def uscc(value: str, regions: frozenset[str]) -> bool:
    """Tell whether region and check character of a credit code are possible."""
    return value[2:4] in regions and uscc_digit(value[:17]) == value[17]


def luhn(value: str) -> bool:
    """Tell whether the digits pass the Luhn sum (ISO/IEC 7812-1)."""
    digits = value.encode().translate(DIGITS)
    return (sum(digits[-1::-2]) + sum(digits[-2::-2].translate(DOUBLED))) % 10 == 0


def landline(value: str, codes: frozenset[str], joined: float) -> float | None:
    """Tell whether area code and length fit; a number without any separator is less certain."""
    number = EXTENSION.sub("", value)
    digits = re.sub(r"[^0-9]", "", number).removeprefix("86").removeprefix("0")
    short = digits.startswith(("1", "2"))
    local = len(digits) - (2 if short else 3)
    if digits[:2] not in codes or not (local == 8 or (local == 7 and not short)):
        return None
    return joined if number.isdigit() else 0.0


def address_of_person(
    value: str, networks: Iterable[ipaddress.IPv4Network | ipaddress.IPv6Network]
) -> bool:
    """Tell whether the text is an address that could be given to a person's connection."""
    try:
        address = ipaddress.ip_address(value)
    except ValueError:
        return False
    return not any(address in network for network in networks)

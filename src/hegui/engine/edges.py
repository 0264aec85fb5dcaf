"""Edges of a match: letters and digits that run on make it a part of a longer word."""

import unicodedata

HAN = range(0xE4, 0xEA)
"""First bytes, in UTF-8, of U+4000 to U+9FFF: ideographs, which are no part of a Latin word."""


def at_edges(data: bytes, start: int, end: int) -> bool:
    """Tell whether letters and digits at the edges of a match touch none of their own kind."""
    if end - start >= 3 and data[start] in HAN and data[end - 3] in HAN:
        return True
    first, last = _letter(data, start), _letter_before(data, end)
    before, after = _letter_before(data, start), _letter(data, end)
    return not (_kin(before, first) or _kin(last, after))


def at_any_place(form: bytes) -> bool:
    """Tell whether a form begins and ends with ideographs, so that nothing runs on beside it."""
    return len(form) >= 3 and form[0] in HAN and form[-3] in HAN


def _kin(left: str, right: str) -> bool:
    both = unicodedata.normalize("NFKC", left), unicodedata.normalize("NFKC", right)
    if not all(len(one) == 1 and one.isascii() for one in both):
        return False
    return all(one.isalpha() for one in both) or all(one.isdigit() for one in both)


def _letter(data: bytes, at: int) -> str:
    """Return the character that begins at a byte offset."""
    return data[at : at + 4].decode("utf-8", "ignore")[:1]


def _letter_before(data: bytes, at: int) -> str:
    """Return the character that ends at a byte offset."""
    return data[max(0, at - 4) : at].decode("utf-8", "ignore")[-1:]

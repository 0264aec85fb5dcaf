"""What to look for in JSON strings that are not decoded yet, and where it is in the decoded text.

A term is seen in the raw bytes unless the writer spelled one of its characters as an escape:
`\\u....` can stand for any character, so it makes a line worth decoding by itself; `"`, `\\` and `/`
have short escapes, so the longest part of a term without them stands for it.

Other spellings of terms are sought in text without separators. The letters of
escaped breaks are blanked; an escaped backslash makes a line worth decoding, since what follows it
may be read wrongly.
"""

import re
from collections.abc import Iterator, Sequence

SHORT_ESCAPES = re.compile(rb'["\\/]')
SPELLED: dict[bytes, bytes] = {b'"': rb"\"", b"\\": rb"\\", b"/": b"/"}
"""What is always there where the character is, however it is escaped."""
BACKSLASH, SPACE, QUOTE = b'\\ "'
BREAKS = list(b"ntrfb")
"""Letters that an escape makes a break or a control character."""
PIECE = 128 << 10
"""Bytes that are folded at once: as characters and as numbers they take ten times as much."""
ANY_ESCAPE = rb"\\u"
"""The pattern of an escape that can stand for any character."""


def raw_keys(keys: Sequence[bytes]) -> list[bytes]:
    """Return, for every key, what stands in raw JSON wherever the key stands in the text."""
    if not SHORT_ESCAPES.search(b"\n".join(keys)):
        return list(keys)
    return [raw_key(key) if SHORT_ESCAPES.search(key) else key for key in keys]


def raw_key(key: bytes) -> bytes:
    """Return the longest part without a short escape, or the spelling of the first character."""
    longest = max(SHORT_ESCAPES.split(key), key=len)
    return longest or SPELLED[key[:1]]


def every_line(buffer: bytes) -> Iterator[int]:
    """Yield an end, in bytes, for each line."""
    at = buffer.find(b"\n")
    while at >= 0:
        yield at + 1
        at = buffer.find(b"\n", at + 1)
    yield len(buffer)


def pieces(buffer: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield place and content of parts of whole lines that fit a core's cache, where lines do."""
    at = 0
    while at < len(buffer):
        end = buffer.rfind(b"\n", at, at + PIECE) + 1 or buffer.find(b"\n", at) + 1
        yield at, buffer[at : end or len(buffer)]
        at = end or len(buffer)


def without_breaks(buffer: bytes) -> tuple[bytes, list[int]]:
    """Return raw JSON strings with the letter of each escaped break blanked, as long as before.

    Then only signs are left of all short escapes, which a search without separators passes over.
    With them come the ends of escaped backslashes.
    """
    import numpy as np

    if b"\\" not in buffer:
        return buffer, []
    data = np.frombuffer(buffer + b" ", np.uint8).copy()
    behind = np.flatnonzero(data == BACKSLASH) + 1
    letters = data[behind]
    data[behind[np.isin(letters, BREAKS)]] = SPACE
    ends: list[int] = (behind[letters == BACKSLASH] + 1).tolist()
    return data[:-1].tobytes(), ends

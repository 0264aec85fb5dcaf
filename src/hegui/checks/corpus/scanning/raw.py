"""What to look for in JSON strings that are not decoded yet, and where it is in the decoded text.

A term is seen in the raw bytes unless the writer spelled one of its characters as an escape:
`\\u....` can stand for any character, so it makes a line worth decoding by itself; `"`, `\\` and `/`
have short escapes, so the longest part of a term without them stands for it.
"""

import re
from collections.abc import Sequence

SHORT_ESCAPES = re.compile(rb'["\\/]')
SPELLED: dict[bytes, bytes] = {b'"': rb"\"", b"\\": rb"\\", b"/": b"/"}
"""What is always there where the character is, however it is escaped."""
ANY_ESCAPE = rb"\\u"
"""The pattern of an escape that can stand for any character."""


def raw_keys(keys: Sequence[bytes]) -> list[bytes]:
    """Return, for every key, what stands in raw JSON wherever the key stands in the text."""
    return [raw_key(key) if SHORT_ESCAPES.search(key) else key for key in keys]


def raw_key(key: bytes) -> bytes:
    """Return the longest part without a short escape, or the spelling of the first character."""
    longest = max(SHORT_ESCAPES.split(key), key=len)
    return longest or SPELLED[key[:1]]


def decoded_length(raw: bytes) -> int:
    """Return how many bytes a part of a raw JSON string without `\\u` is long when decoded."""
    backslashes = raw.count(b"\\")
    return len(raw) - backslashes + raw.count(rb"\\") if backslashes else len(raw)

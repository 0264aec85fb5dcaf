"""Encodings of text files that people bring: recognised with certainty, or refused."""

import codecs
from typing import NamedTuple

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte-order marks; the longer of two that begin alike comes first."""
GB = "gb18030"
LEVEL_ONE_ENDS = 0xD7
"""First byte of the last level 1 character in GB/T 2312."""
COMMON_SHARE = 0.8
"""Share of signs and level 1 characters in Chinese text; seen are 0.97 and more, in Big5 read as
GB18030 about 0.2."""


class Decoded(NamedTuple):
    """A text and the encoding it was written in, by its Python name."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Return the text of a file; raises `UnicodeDecodeError` for what is not recognised.

    A byte-order mark decides; without one UTF-8 is tried, then GB18030, which is believed only
    where most characters are common ones: many other bytes are valid GB18030 too.
    UTF-16 without a mark cannot be told and is refused.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding), encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        if b"\0" in data or not (text := _common(data)):
            raise
        return Decoded(text, GB)


def _common(data: bytes) -> str:
    """Return the text if it is GB18030 and mostly common characters, else nothing."""
    try:
        text = data.decode(GB)
    except UnicodeDecodeError:
        return ""
    wide = [char for char in text if not char.isascii()]
    common = sum(map(_level_one, wide))
    return text if common >= COMMON_SHARE * len(wide) else ""


def _level_one(char: str) -> bool:
    """Tell whether a character is a sign or a level 1 character of GB/T 2312."""
    try:
        return char.encode("gb2312")[0] <= LEVEL_ONE_ENDS
    except UnicodeEncodeError:
        return False

"""Texts that people type, paste or send: what no text may hold, and what is left out of all of them.

Pages, the API and Excel files ask here. Signs that nobody sees and that turn the direction of a line
can make a title look like another one; they come along with pasted text and are left out. Control
characters are a mistake, and no database keeps a NUL: they are refused.
"""

import re

from hegui.common.text import Text

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
HIDDEN = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Bidirectional controls (UAX 9) and signs without width; joiners (U+200C, U+200D) shape words and stay."""
BREAKS = re.compile("[\u0085\u2028\u2029]")
"""Line breaks that pages do not show as such."""


def plain_text(text: str) -> str:
    """Return a text without hidden signs."""
    return BREAKS.sub(" ", HIDDEN.sub("", text))


def not_allowed(text: str) -> Text | None:
    """Return what is wrong with a text that holds control characters, or None."""
    found = CONTROL.search(text)
    if found is None:
        return None
    sign = f"U+{ord(found.group()):04X}"
    return Text(
        f"含有不可用的控制字符（{sign}），请删去后重试。",
        f"There is a control character that cannot be kept ({sign}). Remove it and try again.",
    )

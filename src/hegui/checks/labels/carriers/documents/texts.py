"""What carriers of text share: whether bytes are text, and the label as it stands in JSON."""

import json
from typing import Any

from hegui.checks.labels.carriers.site import KEY
from hegui.checks.labels.carriers.source import Source

BOM = b"\xef\xbb\xbf"
WIDE = (b"\xff\xfe", b"\xfe\xff")
LOOKED_AT = 4096
WHOLE = 4 << 20
"""A file that must be read whole to find the place of the label has at most this size."""


def is_text(source: Source) -> bool:
    """Tell whether a file begins as text: no zero bytes but in UTF-16."""
    head = source.head(LOOKED_AT)
    return head.startswith(WIDE) or b"\0" not in head


def wrapped_text(value: Any) -> str:
    """Return the text of a label that stands as a value of YAML or JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def member(text: str) -> str:
    """Return a label as a member of a JSON object."""
    return f'"{KEY}": {text}'

"""One place in a file where a label was seen."""

from typing import NamedTuple

KEY = "AIGC"
"""Name of the metadata entry that holds the label (GB 45438, 6.1)."""


class Site(NamedTuple):
    """A label as found: the place in words of the format, and its text as it stands there.

    `guide` is false where the label was found at a place that no practice guide names.
    """

    place: str
    text: str
    guide: bool = True

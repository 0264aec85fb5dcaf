"""One place in a file where a label was seen."""

from typing import NamedTuple

KEY = "AIGC"
"""Name of the metadata entry that holds the label (GB 45438, 6.1)."""


class Site(NamedTuple):
    """A label as found: the place in words of the format, and its text as it stands there.

    `guide` is false where the label was found at a place that no practice guide names. The bytes
    from `start` up to `end` hold it; where it is packed or spread they hold the part of the file
    that must be unpacked to see it.
    """

    place: str
    text: str
    guide: bool = True
    start: int = 0
    end: int = 0

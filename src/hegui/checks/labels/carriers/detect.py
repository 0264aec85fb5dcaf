"""Which carrier a file is, by its content; its name only adds a remark."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from hegui.checks.labels.carriers import jpeg, mp4, png
from hegui.checks.labels.carriers.errors import EMPTY, UNKNOWN_KIND, UnreadableMediaError
from hegui.checks.labels.carriers.jpeg import jpeg_sites
from hegui.checks.labels.carriers.mp3 import MARK, mp3_sites
from hegui.checks.labels.carriers.mp4 import mp4_sites
from hegui.checks.labels.carriers.png import png_sites
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source

HEAD = 12


class Carrier(NamedTuple):
    """A kind of file: its extensions and its reader."""

    extensions: tuple[str, ...]
    read: Callable[[Source], list[Site]]


CARRIERS: dict[str, Carrier] = {
    "png": Carrier((".png",), png_sites),
    "jpeg": Carrier((".jpg", ".jpeg"), jpeg_sites),
    "mp4": Carrier((".mp4", ".mov", ".m4v", ".m4a"), mp4_sites),
    "mp3": Carrier((".mp3",), mp3_sites),
}


class Reading(NamedTuple):
    """What was read from a file: the carrier, whether its name fits, and the labels seen."""

    carrier: str
    name_fits: bool
    sites: list[Site]


def read_label_sites(path: Path) -> Reading:
    """Return the labels of a file, read in pieces, whatever its size.

    Raises `UnreadableMediaError` when the file is of an unknown kind, cut off or damaged, and
    `OSError` when it cannot be opened.
    """
    with Source.open(path) as source:
        kind = carrier_of(source)
        carrier = CARRIERS[kind]
        return Reading(kind, path.suffix.lower() in carrier.extensions, carrier.read(source))


def carrier_of(source: Source) -> str:
    """Return the carrier by the first bytes of the file."""
    if source.size == 0:
        raise UnreadableMediaError(EMPTY)
    head = source.at(0, min(HEAD, source.size), "file")
    if head.startswith(png.SIGNATURE):
        return "png"
    if head.startswith(jpeg.SIGNATURE):
        return "jpeg"
    if head[4:8] in mp4.TOP_LEVEL and head[8:12] not in mp4.IMAGE_BRANDS:
        return "mp4"
    if head.startswith(MARK) or _is_mpeg_audio(head):
        return "mp3"
    raise UnreadableMediaError(UNKNOWN_KIND)


def _is_mpeg_audio(head: bytes) -> bool:
    """Tell whether the bytes begin an MPEG audio frame of layer III with sane fields."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    bitrate, rate = head[2] >> 4, head[2] >> 2 & 3
    return version != 1 and layer == 1 and bitrate not in (0, 15) and rate != 3

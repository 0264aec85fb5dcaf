"""All carriers, and which of them a file is, by its content; its name only adds a remark."""

from pathlib import Path
from typing import NamedTuple

from hegui.checks.labels.carriers.av import avi, flac, flv, mkv, mp3, mp4, ogg, wav
from hegui.checks.labels.carriers.documents import html, json, markdown, ooxml, pdf, plain
from hegui.checks.labels.carriers.errors import EMPTY, UNKNOWN_KIND, UnreadableMediaError
from hegui.checks.labels.carriers.images import gif, heif, jpeg, png, tiff, webp
from hegui.checks.labels.carriers.others import refuse_known
from hegui.checks.labels.carriers.protocol import Carrier
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source

CARRIERS: dict[str, Carrier] = {
    module.CARRIER.name: module.CARRIER
    for module in (
        jpeg,
        png,
        webp,
        gif,
        tiff,
        heif,
        mp4,
        mkv,
        avi,
        flv,
        wav,
        flac,
        ogg,
        mp3,
        pdf,
        ooxml,
        markdown,
        html,
        json,
        plain,
    )
}
"""In the order in which they are asked: certain signatures first, what only its name tells last."""


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
        carrier = carrier_of(source)
        fits = source.suffix in carrier.extensions
        return Reading(carrier.name, fits, carrier.sites(source))


def carrier_of(source: Source) -> Carrier:
    """Return the carrier of an open file."""
    if source.size == 0:
        raise UnreadableMediaError(EMPTY)
    for carrier in CARRIERS.values():
        if carrier.sniff(source):
            return carrier
    refuse_known(source)
    raise UnreadableMediaError(UNKNOWN_KIND)

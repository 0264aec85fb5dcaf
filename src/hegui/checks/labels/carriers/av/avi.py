"""The label in AVI: an entry AIGC of `LIST INFO`."""

import struct
from collections.abc import Iterator

from hegui.checks.labels.carriers.av.riff_label import (
    JUNK,
    edited,
    info,
    quiet_info,
    whole_list,
)
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan
from hegui.checks.labels.carriers.riff import (
    HEADER,
    LABEL,
    MANIFEST,
    Chunk,
    body_end,
    chunks,
    info_lists,
    is_info,
    riff_kind,
    site_of,
)
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source


def _chunks(source: Source) -> list[Chunk]:
    """Return the chunks of the first RIFF; those that follow it hold more frames."""
    return list(chunks(source, HEADER, body_end(source), "AVI"))


def avi_sites(source: Source) -> list[Site]:
    """Return the labels of an AVI file."""
    found = info_lists(source, iter(_chunks(source)))
    return [site_of(source, part, "AVI LIST INFO AIGC") for part in found if part.kind == LABEL]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into a list of its own, in junk before the frames or behind the index."""
    top = _chunks(source)
    labels = whole_list(source, top, list(info_lists(source, iter(top))), LABEL)
    return edited(source, top, labels, None if text is None else info(LABEL, text))


def payload(source: Source) -> Iterator[Piece]:
    """Yield all chunks but labels and junk, and where they stand, since indexes count on it."""
    for part in _chunks(source):
        if is_info(source, part):
            yield quiet_info(source, info_lists(source, iter([part])), LABEL)
        elif part.kind == MANIFEST:
            yield Copy(part.at, min(part.end, source.size))
        elif part.kind not in JUNK:
            yield part.kind + struct.pack("<Q", part.at)
            yield Copy(part.start, part.stop)
    yield Copy(body_end(source), source.size)


CARRIER = Carrier(
    name="avi",
    family="video",
    extensions=(".avi",),
    sniff=lambda source: riff_kind(source) == b"AVI ",
    sites=avi_sites,
    edit=edit,
    payload=payload,
    guide="PG20257A",
    place="LIST INFO, entry AIGC",
)

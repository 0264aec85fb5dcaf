"""Labels in HEIF (HEIC) and AVIF: an item of type `mime` that describes the picture by XMP.

Adding an item makes the box `meta` grow, so every offset that counts from the start of the file
moves by as much: those in `iloc`, and in image sequences the chunk offsets of the tracks.
"""

import struct
from collections.abc import Iterator

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.images.heif_items import (
    RDF_XML,
    Extent,
    Item,
    Items,
    read_items,
)
from hegui.checks.labels.carriers.images.heif_tables import iinf_with, iloc_bytes, iref_with
from hegui.checks.labels.carriers.isobmff import (
    IMAGE_BRANDS,
    Box,
    box,
    boxes,
    brands,
    enlarged,
    first,
    major_brand,
)
from hegui.checks.labels.carriers.packet import packet, relabelled
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    joined,
    replaced,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM, NOT_MERGED
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.carriers.stco import TableShift, shifts
from hegui.checks.labels.carriers.xmp import xmp_sites

PLACE = "HEIF XMP item"


def _sniff(source: Source) -> bool:
    """Tell a picture from a movie: by its main brand, else by the others when it says `mif1`."""
    return major_brand(source) in IMAGE_BRANDS or (
        bool(found := brands(source)) and b"mif1" in found and b"isom" not in found
    )


def _meta(source: Source) -> tuple[list[Box], Box]:
    top = list(boxes(source, 0, source.size, "HEIF"))
    meta = first(top, b"meta")
    if meta is None:
        raise UnreadableMediaError(CUT_OFF, place="HEIF meta")
    return top, meta


def _packets(source: Source, items: Items) -> Iterator[tuple[Item, bytes, int]]:
    """Yield the items that are XMP, their packets, and where each stands (0 when spread)."""
    for item in items.items:
        if item.kind == b"mime" and item.content_type == RDF_XML:
            ranges = items.ranges(item)
            data = b"".join(source.at(at, end - at, PLACE) for at, end in ranges)
            yield item, data, ranges[0][0] if len(ranges) == 1 else 0


def heif_sites(source: Source) -> list[Site]:
    """Return the labels of a HEIF or AVIF file."""
    _top, meta = _meta(source)
    items = read_items(source, meta)
    return [
        site for _item, data, at in _packets(source, items) for site in xmp_sites(data, PLACE, at)
    ]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the packet that is there, if it fits, else into a new `mdat`."""
    top, meta = _meta(source)
    items = read_items(source, meta)
    found = list(_packets(source, items))
    if len(found) > 1 and any(xmp_sites(data, PLACE) for _item, data, _at in found[1:]):
        raise RefusedError(NOT_MERGED, place=PLACE)
    if not found and text is None:
        return [Copy(0, source.size)]
    if not found:
        return _added(source, top, meta, items, packet(text or ""))
    item, data, at = found[0]
    new = relabelled(data, text, PLACE)
    if len(new) == len(data) and at:
        return replaced(source.size, [(at, at + len(data), new)])
    return _moved(source, top, meta, items, item, new)


def _added(source: Source, top: list[Box], meta: Box, items: Items, xmp: bytes) -> Plan:
    """Return the plan with one more item that describes the primary one."""
    number = max((item.id for item in items.items), default=0) + 1
    item = Item(number, b"mime", RDF_XML, 0, 0, (Extent(0, len(xmp)),), False)
    changed = {
        items.iinf: iinf_with(source, items.iinf, number),
        items.iref: iref_with(source, items.iref, number, items.primary),
    }
    return _rewritten(source, top, meta, items, (*items.located, item), item, xmp, changed)


def _moved(source: Source, top: list[Box], meta: Box, items: Items, old: Item, xmp: bytes) -> Plan:
    """Return the plan with the packet of an item behind the end."""
    item = old._replace(method=0, base=0, extents=(Extent(0, len(xmp)),))
    located = tuple(item if one.id == old.id else one for one in items.located)
    return _rewritten(source, top, meta, items, located, item, xmp, {})


def _rewritten(
    source: Source,
    top: list[Box],
    meta: Box,
    items: Items,
    located: tuple[Item, ...],
    item: Item,
    xmp: bytes,
    changed: dict[Box | None, bytes],
) -> Plan:
    """Return the plan with new tables; two rounds, as the offsets do not change their sizes."""
    if top[-1].end != source.size or _open_ended(source, top[-1]):
        raise RefusedError(NOT_MERGED, place="HEIF")
    blank = iloc_bytes(items, located, 0, 0, item.id, 0)
    growth = len(blank) - (items.iloc.end - items.iloc.at)
    for old, new in changed.items():
        growth += len(new) - (old.end - old.at if old else 0)
    try:
        iloc = iloc_bytes(items, located, growth, meta.end, item.id, source.size + growth + 8)
        header = enlarged(source, meta, growth)
        tables = _tracks(source, top, growth, meta.end)
    except (struct.error, OverflowError) as error:
        raise RefusedError(NO_ROOM, place="HEIF iloc") from error
    changes = [(items.iloc.at, items.iloc.end, iloc)]
    changes += [
        (o.at, o.end, new) if o else (meta.end, meta.end, new) for o, new in changed.items()
    ]
    changes += [header] if header else []
    changes += [(table.start, table.end, b"".join(table.make())) for table in tables]
    return joined([*replaced(source.size, changes), box(b"mdat", xmp)])


def _open_ended(source: Source, last: Box) -> bool:
    return bool(source.unpack(">I", last.at, "HEIF")[0] == 0)


def _tracks(source: Source, top: list[Box], by: int, behind: int) -> list[TableShift]:
    """Return the tables of chunk offsets of an image sequence."""
    if any(part.kind in (b"moof", b"sidx", b"mfra") for part in top):
        raise RefusedError(NOT_MERGED, place="HEIF moof")
    moov = first(top, b"moov")
    return list(shifts(source, moov, by, behind)) if moov else []


def payload(source: Source) -> Iterator[Piece]:
    """Yield the data of all items but packets, their properties, and movie data."""
    top, meta = _meta(source)
    items = read_items(source, meta)
    packets = {item.id for item, _data, _at in _packets(source, items)}
    for item in items.items:
        if item.id in packets:
            continue
        yield item.kind
        for start, end in items.ranges(item):
            if end > source.size:
                raise UnreadableMediaError(CUT_OFF, place="HEIF iloc")
            yield Copy(start, end)
    for part in boxes(source, meta.start + 4, meta.end, "HEIF meta"):
        if part.kind not in (b"iloc", b"iinf", b"iref", b"idat", b"free"):
            yield Copy(part.at, part.end)
    yield from _sequence(source, first(top, b"moov"))


def _sequence(source: Source, moov: Box | None) -> Iterator[Piece]:
    """Yield the tracks of an image sequence; their chunks are compared by what they point to."""
    if moov is None:
        return
    position = moov.start
    for table in shifts(source, moov, 0, 0):
        yield Copy(position, table.start)
        for offset in table.offsets():
            if offset >= source.size:
                raise UnreadableMediaError(DAMAGED, place="HEIF stco")
            yield Copy(offset, min(offset + 256, source.size))
        position = table.end
    yield Copy(position, moov.end)


CARRIER = Carrier(
    name="heif",
    family="image",
    extensions=(".heic", ".heif", ".avif", ".hif"),
    sniff=_sniff,
    sites=heif_sites,
    edit=edit,
    payload=payload,
    guide="PG20259A",
    place="XMP item (type mime, application/rdf+xml)",
)

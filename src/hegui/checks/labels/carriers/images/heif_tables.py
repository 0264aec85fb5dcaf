"""The tables of a HEIF picture with one item more: `iinf`, `iref`, `iloc`."""

import struct

from hegui.checks.labels.carriers.images.heif_items import RDF_XML, Item, Items
from hegui.checks.labels.carriers.isobmff import Box, box
from hegui.checks.labels.carriers.source import Source


def iinf_with(source: Source, iinf: Box, number: int) -> bytes:
    """Return the list of items with an XMP packet added; raises `struct.error` when it is full."""
    body = source.at(iinf.start, iinf.end - iinf.start, "HEIF iinf")
    wide = body[0] > 0
    count = int.from_bytes(body[4 : 8 if wide else 6], "big") + 1
    head = body[:4] + struct.pack(">I" if wide else ">H", count)
    version, code = (2, ">H") if number < 0x10000 else (3, ">I")
    entry = bytes([version, 0, 0, 1]) + struct.pack(code, number) + b"\0\0mime"
    entry += b"XMP\0" + RDF_XML + b"\0"
    return box(b"iinf", head, body[len(head) :], box(b"infe", entry))


def iref_with(source: Source, iref: Box | None, number: int, primary: int) -> bytes:
    """Return the references with one more: the new item describes the primary one."""
    body = b"\0" * 4 if iref is None else source.at(iref.start, iref.end - iref.start, "HEIF iref")
    code = ">IHI" if body[0] else ">HHH"
    return box(b"iref", body, box(b"cdsc", struct.pack(code, number, 1, primary)))


def iloc_bytes(
    items: Items, located: tuple[Item, ...], by: int, behind: int, new: int, at: int
) -> bytes:
    """Return the places with all that lie at or behind `behind` moved by `by` bytes.

    The item `new` stands at `at`. Raises `struct.error` or `OverflowError` when a number does not
    fit its width.
    """
    sizes = items.sizes
    if not sizes.offset or not sizes.length:
        raise OverflowError
    head = bytes([sizes.version, 0, 0, 0, sizes.offset << 4 | sizes.length])
    head += bytes([sizes.base << 4 | sizes.reference])
    head += struct.pack(">I" if sizes.version == 2 else ">H", len(located))
    return box(
        b"iloc",
        head,
        *(_entry(items, item, by, behind, at if item.id == new else None) for item in located),
    )


def _entry(items: Items, item: Item, by: int, behind: int, at: int | None) -> bytes:
    sizes = items.sizes
    base, shift = item.base, 0
    if at is not None:
        shift = at
    elif item.method == 0 and item.extents:
        first = item.base + min(extent.offset for extent in item.extents)
        moved = by if first >= behind else 0
        base, shift = (base + moved, 0) if sizes.base and base else (base, moved)
    out = struct.pack(">I" if sizes.version == 2 else ">H", item.id)
    if sizes.version:
        out += struct.pack(">H", item.method)
    out += struct.pack(">H", item.reference) + base.to_bytes(sizes.base, "big")
    out += struct.pack(">H", len(item.extents))
    for extent in item.extents:
        out += extent.reference.to_bytes(sizes.reference, "big")
        out += (extent.offset + shift).to_bytes(sizes.offset, "big")
        out += extent.length.to_bytes(sizes.length, "big")
    return out

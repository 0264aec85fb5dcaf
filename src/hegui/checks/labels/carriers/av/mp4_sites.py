"""Where labels are read in MP4 and MOV: keys and items, items without keys, XMP in a uuid box."""

from collections.abc import Iterator

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.isobmff import XMP_UUID, Box, boxes, child, first
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded
from hegui.checks.labels.carriers.xmp import xmp_sites

MAX_KEYS = 4096


def mp4_sites(source: Source) -> list[Site]:
    """Return the labels of an MP4 or MOV file."""
    sites: list[Site] = []
    has_movie = False
    for box in boxes(source, 0, source.size):
        if box.kind == b"moov":
            has_movie = True
            sites += _moov_sites(source, box)
        elif box.kind == b"uuid":
            sites += _uuid_sites(source, box, "MP4 uuid XMP")
    if not has_movie:
        raise UnreadableMediaError(CUT_OFF, place="MP4 moov")
    return sites


def _moov_sites(source: Source, moov: Box) -> list[Site]:
    sites: list[Site] = []
    for box in boxes(source, moov.start, moov.end, "MP4 moov"):
        if box.kind == b"meta":
            sites += _meta_sites(source, box, "MP4 moov.meta")
        elif box.kind == b"uuid":
            sites += _uuid_sites(source, box, "MP4 moov.uuid XMP")
        elif box.kind == b"udta":
            for inner in udta_boxes(source, box):
                if inner.kind == b"meta":
                    sites += _meta_sites(source, inner, "MP4 moov.udta.meta")
    return sites


def udta_boxes(source: Source, udta: Box) -> Iterator[Box]:
    """Yield the boxes of udta; QuickTime may end it with four zero bytes."""
    end = udta.end
    if end - udta.start >= 4 and source.at(end - 4, 4, "MP4 udta") == b"\0\0\0\0":
        return _lenient(source, udta.start, end)
    return boxes(source, udta.start, end, "MP4 udta")


def _lenient(source: Source, start: int, end: int) -> Iterator[Box]:
    """Yield boxes like `boxes`, but take a zero size for the terminator that it is here."""
    position = start
    while position + 8 <= end:
        (size,) = source.unpack(">I", position, "MP4 udta")
        if size == 0:
            return
        box = next(boxes(source, position, end, "MP4 udta"))
        yield box
        position = box.end


def _uuid_sites(source: Source, box: Box, place: str) -> list[Site]:
    if not is_xmp(source, box):
        return []
    data = source.at(box.start + 16, box.end - box.start - 16, place)
    return xmp_sites(data, place, box.start + 16)


def is_xmp(source: Source, box: Box) -> bool:
    """Tell whether a box is the `uuid` box of an XMP packet."""
    fits = box.kind == b"uuid" and box.end - box.start >= 16
    return fits and source.at(box.start, 16, "MP4 uuid") == XMP_UUID


def meta_children(source: Source, meta: Box) -> list[Box]:
    """Return the boxes of meta, which in MP4 has four bytes before them and in QuickTime none."""
    if meta.end - meta.start < 8:
        return []
    bare = source.at(meta.start + 4, 4, "MP4 meta") == b"hdlr"
    return list(boxes(source, meta.start + (0 if bare else 4), meta.end, "MP4 meta"))


def _meta_sites(source: Source, meta: Box, place: str) -> list[Site]:
    children = meta_children(source, meta)
    keys = read_keys(source, first(children, b"keys"))
    items = first(children, b"ilst")
    if items is None:
        return []
    sites: list[Site] = []
    for item in boxes(source, items.start, items.end, f"{place} ilst"):
        name = _item_name(source, item, keys)
        if name == KEY:
            sites.append(_site(source, item, f"{place} {name}"))
    return sites


def read_keys(source: Source, box: Box | None) -> list[str]:
    """Return the names in a keys box, in order."""
    if box is None:
        return []
    (count,) = source.unpack(">I", box.start + 4, "MP4 keys")
    names: list[str] = []
    position = box.start + 8
    for _ in range(min(count, MAX_KEYS)):
        size, _namespace = source.unpack(">I4s", position, "MP4 keys")
        if size < 8 or position + size > box.end:
            raise UnreadableMediaError(DAMAGED, place="MP4 keys")
        names.append(source.at(position + 8, size - 8, "MP4 keys").decode("utf-8", "replace"))
        position += size
    return names


def _item_name(source: Source, item: Box, keys: list[str]) -> str:
    """Return the name of an item: by key index, by type, or by the name box of a free form."""
    index = int.from_bytes(item.kind, "big")
    if 1 <= index <= len(keys):
        return keys[index - 1]
    if item.kind == b"----":
        name = child(source, item, b"name")
        size = 0 if name is None else name.end - name.start - 4
        if name is None or size < 0:
            return ""
        return source.at(name.start + 4, size, "MP4 ilst").decode("utf-8", "replace")
    return item.kind.decode("latin-1")


def _site(source: Source, item: Box, place: str) -> Site:
    data = child(source, item, b"data")
    if data is None or data.end - data.start < 8:
        raise UnreadableMediaError(DAMAGED, place=place)
    body = source.at(data.start + 8, data.end - data.start - 8, place)
    return Site(place, decoded(body, "utf-8", place).strip("\0"), True, data.start + 8, data.end)

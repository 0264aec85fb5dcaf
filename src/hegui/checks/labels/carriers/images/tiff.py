"""Labels in TIFF and BigTIFF: tag 700, an XMP packet (the guide's place), in the first directory."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, TOO_MANY, UnreadableMediaError
from hegui.checks.labels.carriers.exif import EXIF_IFD, IMAGE_DESCRIPTION, USER_COMMENT, label_in
from hegui.checks.labels.carriers.packet import packet, relabelled
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    replaced,
)
from hegui.checks.labels.carriers.refusals import LOOP, NO_ROOM
from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import MAX_FIELD, Source
from hegui.checks.labels.carriers.xmp import xmp_sites

XMP, SUB_IFDS, GPS_IFD = 700, 330, 0x8825
OFFSETS = {273: 279, 324: 325}
"""Tags of where strips and tiles stand, and of how long they are."""
WIDTHS = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4,
          16: 8, 17: 8, 18: 8}  # fmt: skip
NUMBERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
UNDEFINED = 7
MAX_ENTRIES = 4096
MAX_DIRECTORIES = 2000
PLACE = "TIFF 700 XMP"
SIGNATURES = {b"II*\0": ("<", False), b"MM\0*": (">", False),
              b"II+\0": ("<", True), b"MM\0+": (">", True)}  # fmt: skip


class Entry(NamedTuple):
    """One entry of a directory: its bytes, where its value stands, and where it stands itself."""

    tag: int
    kind: int
    number: int
    raw: bytes
    start: int
    size: int
    at: int = 0


class Directory(NamedTuple):
    """One directory: its entries, where it ends, and where the next one stands."""

    at: int
    entries: list[Entry]
    after: bytes
    following: int


class Layout(NamedTuple):
    """How numbers are stored: byte order, and widths of 4 or, in BigTIFF, 8 bytes."""

    order: str
    big: bool

    @property
    def pointer(self) -> str:
        """Format of an offset."""
        return f"{self.order}{'Q' if self.big else 'I'}"

    @property
    def counter(self) -> str:
        """Format of the number of entries."""
        return f"{self.order}{'Q' if self.big else 'H'}"

    @property
    def head(self) -> int:
        """Where the offset of the first directory stands."""
        return 8 if self.big else 4


def layout_of(source: Source) -> Layout:
    """Return the layout named by the first bytes."""
    layout = Layout(*SIGNATURES[source.at(0, 4, "TIFF")])
    if layout.big and source.unpack(f"{layout.order}HH", 4, "TIFF") != (8, 0):
        raise UnreadableMediaError(DAMAGED, place="BigTIFF")
    return layout


def directory(source: Source, layout: Layout, at: int) -> Directory:
    """Return the directory at an offset."""
    width = struct.calcsize(layout.pointer)
    (count,) = source.unpack(layout.counter, at, "TIFF IFD")
    if not 0 < count <= MAX_ENTRIES:
        raise UnreadableMediaError(DAMAGED, place="TIFF IFD")
    start = at + struct.calcsize(layout.counter)
    length = 4 + 2 * width
    data = source.at(start, count * length + width, "TIFF IFD")
    entries = [
        _entry(layout, data[n * length : (n + 1) * length], start + n * length)
        for n in range(count)
    ]
    after = data[count * length :]
    return Directory(at, entries, after, struct.unpack(layout.pointer, after)[0])


def _entry(layout: Layout, raw: bytes, at: int) -> Entry:
    tag, kind = struct.unpack_from(f"{layout.order}HH", raw)
    count, value = struct.unpack_from(layout.pointer + layout.pointer[1], raw, 4)
    size = WIDTHS.get(kind, 0) * count
    width = struct.calcsize(layout.pointer)
    return Entry(tag, kind, count, raw, at + 4 + width if size <= width else value, size, at)


def first_directory(source: Source) -> tuple[Layout, Directory]:
    """Return the layout and the first directory, where the label stands."""
    layout = layout_of(source)
    (at,) = source.unpack(layout.pointer, layout.head, "TIFF")
    return layout, directory(source, layout, at)


def tiff_sites(source: Source) -> list[Site]:
    """Return the labels of a TIFF file."""
    layout, first = first_directory(source)
    sites: list[Site] = []
    for entry in first.entries:
        if entry.tag == XMP:
            data = source.at(entry.start, entry.size, PLACE)
            sites += xmp_sites(data, PLACE, entry.start)
        elif entry.tag == IMAGE_DESCRIPTION:
            sites += _described(source, layout, entry)
        elif entry.tag == EXIF_IFD:
            for inner in directory(source, layout, _numbers(source, layout, entry)[0]).entries:
                if inner.tag == USER_COMMENT:
                    sites += _described(source, layout, inner)
    return sites


def _described(source: Source, layout: Layout, entry: Entry) -> list[Site]:
    if entry.size > MAX_FIELD:
        return []  # scientific tools keep whole tables here
    value = source.at(entry.start, entry.size, "TIFF EXIF")
    found = label_in(entry.tag, value, layout.order, "TIFF", entry.start)
    return [site._replace(guide=False) for site in found]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the packet where it stands, if it fits, else behind the end."""
    layout, first = first_directory(source)
    changes = [
        (site.start, site.end, bytes(site.end - site.start))
        for site in tiff_sites(source)
        if not site.place.startswith(PLACE)
    ]
    old = next((entry for entry in first.entries if entry.tag == XMP), None)
    if old is None and text is None:
        return replaced(source.size, changes)
    if old is None:
        return _appended(source, layout, first, packet(text or ""), changes)
    before = source.at(old.start, old.size, PLACE)
    new = relabelled(before, text, PLACE)
    if len(new) == old.size:
        return replaced(source.size, [*changes, (old.start, old.start + old.size, new)])
    return _appended(source, layout, first, new, changes)


def _appended(
    source: Source,
    layout: Layout,
    first: Directory,
    xmp: bytes,
    changes: list[tuple[int, int, bytes]],
) -> Plan:
    """Return the plan with packet and first directory behind the end; nothing else moves."""
    _no_circle(source, layout, first)
    at = source.size + (source.size & 1)
    table = at + len(xmp) + (len(xmp) & 1)
    raw = struct.pack(f"{layout.order}HH", XMP, UNDEFINED)
    try:
        raw += struct.pack(layout.pointer + layout.pointer[1], len(xmp), at)
        head = struct.pack(layout.pointer, table)
    except struct.error as error:
        raise RefusedError(NO_ROOM, place="TIFF (4 GB)") from error
    kept = [(e.tag, e.raw) for e in first.entries if e.tag != XMP]
    entries = sorted([*kept, (XMP, raw)], key=lambda entry: entry[0])
    tail = b"\0" * (at - source.size) + xmp + b"\0" * (len(xmp) & 1)
    tail += struct.pack(layout.counter, len(entries))
    tail += b"".join(entry for _tag, entry in entries) + first.after
    width = struct.calcsize(layout.pointer)
    changes = [*changes, (layout.head, layout.head + width, head)]
    return [*replaced(source.size, changes), tail]


def _no_circle(source: Source, layout: Layout, first: Directory) -> None:
    """Raise when a later directory leads back: the chain would then hold the first one twice."""
    seen, at = {first.at}, first.following
    while at:
        if at in seen:
            raise RefusedError(LOOP, place="TIFF")
        seen.add(at)
        if len(seen) > MAX_DIRECTORIES:
            raise UnreadableMediaError(TOO_MANY, limit=MAX_DIRECTORIES)
        at = directory(source, layout, at).following


def _numbers(source: Source, layout: Layout, entry: Entry) -> tuple[int, ...]:
    if entry.kind not in NUMBERS or not entry.number:
        raise UnreadableMediaError(DAMAGED, place=f"TIFF {entry.tag}")
    code = f"{layout.order}{entry.number}{NUMBERS[entry.kind]}"
    return struct.unpack(code, source.at(entry.start, entry.size, f"TIFF {entry.tag}", 8 << 20))


def payload(source: Source) -> Iterator[Piece]:
    """Yield all directories without the packet, their values, and the pixels."""
    layout = layout_of(source)
    (at,) = source.unpack(layout.pointer, layout.head, "TIFF")
    waiting, seen = [at], {0}
    quiet = {site.start for site in tiff_sites(source) if not site.place.startswith(PLACE)}
    while waiting:
        at = waiting.pop()
        if at in seen:
            continue
        seen.add(at)
        if len(seen) > MAX_DIRECTORIES:
            raise UnreadableMediaError(TOO_MANY, limit=MAX_DIRECTORIES)
        found = directory(source, layout, at)
        waiting.append(found.following)
        yield from _directory_payload(source, layout, found, waiting, quiet)


def _directory_payload(
    source: Source, layout: Layout, found: Directory, waiting: list[int], quiet: set[int]
) -> Iterator[Piece]:
    yield b"IFD"
    for entry in found.entries:
        if entry.tag == XMP:
            continue
        yield Copy(entry.at, entry.at + len(entry.raw))
        if entry.start + entry.size > source.size:
            raise UnreadableMediaError(CUT_OFF, place=f"TIFF {entry.tag}")
        if entry.start not in quiet and entry.size > len(found.after):
            yield Copy(entry.start, entry.start + entry.size)
        if entry.tag in (EXIF_IFD, GPS_IFD, SUB_IFDS):
            waiting.extend(_numbers(source, layout, entry))
    yield from _pixels(source, layout, {entry.tag: entry for entry in found.entries})


def _pixels(source: Source, layout: Layout, entries: dict[int, Entry]) -> Iterator[Piece]:
    for where, long in OFFSETS.items():
        if where in entries and long in entries:
            starts = _numbers(source, layout, entries[where])
            sizes = _numbers(source, layout, entries[long])
            for start, size in zip(starts, sizes, strict=False):
                if start + size > source.size:
                    raise UnreadableMediaError(CUT_OFF, place=f"TIFF {where}")
                yield Copy(start, start + size)


CARRIER = Carrier(
    name="tiff",
    family="image",
    extensions=(".tif", ".tiff", ".dng"),
    sniff=lambda source: source.head(4) in SIGNATURES,
    sites=tiff_sites,
    edit=edit,
    payload=payload,
    guide="PG20259A",
    place="first directory, tag 700 (XMP)",
)

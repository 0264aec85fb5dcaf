"""The label in MP4, MOV and M4A: a key and an item in moov.udta.meta with the handler mdta.

Where the iTunes list of most tools has that place, the label goes into moov.meta, so that nothing
is lost. Media data stay in their order: where the movie box stands before them and no free space
follows it, every offset that counts from the start of the file moves by as much as the box grows.
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.av.mp4_meta import (
    MDTA,
    Part,
    body_of,
    dump,
    handler_of,
    labelled,
    parts,
    placed,
    unlabelled,
)
from hegui.checks.labels.carriers.av.mp4_offsets import Places, pointers, refuse_unmovable
from hegui.checks.labels.carriers.av.mp4_sites import is_xmp, mp4_sites
from hegui.checks.labels.carriers.errors import CUT_OFF, UnreadableMediaError
from hegui.checks.labels.carriers.isobmff import (
    IMAGE_BRANDS,
    Box,
    box,
    boxes,
    enlarged,
    first,
)
from hegui.checks.labels.carriers.packet import relabelled
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Lazy,
    Piece,
    Plan,
    RefusedError,
    joined,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM, NOT_MERGED
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.carriers.stco import TableShift, shifts

TOP_LEVEL = frozenset({b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"})
FREE = (b"free", b"skip")
PAGE, LARGE = 4096, 8 << 20
MAX_METADATA = 16 << 20
"""Covers of music may have some megabytes."""
Change = tuple[int, int, Piece]


class Movie(NamedTuple):
    """The boxes at the top, the movie box and what it holds, and the metadata in it."""

    top: list[Box]
    moov: Box
    inner: list[Box]
    udta: list[Part]
    meta: bytes


def _movie(source: Source) -> Movie:
    top = list(boxes(source, 0, source.size))
    found = [part for part in top if part.kind == b"moov"]
    if not found:
        raise UnreadableMediaError(CUT_OFF, place="MP4 moov")
    if len(found) > 1:
        raise RefusedError(NOT_MERGED, place="MP4 moov")
    moov = found[0]
    inner = list(boxes(source, moov.start, moov.end, "MP4 moov"))
    udta = parts(_content(source, first(inner, b"udta")))
    return Movie(top, moov, inner, udta, _content(source, first(inner, b"meta")))


def _content(source: Source, found: Box | None) -> bytes:
    if found is None:
        return b""
    return source.at(found.start, found.end - found.start, "MP4 metadata", MAX_METADATA)


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the movie box and move what must move."""
    movie = _movie(source)
    changes = [*_metadata(source, movie, text), *_packets(source, movie)]
    growth = sum(len(new) - (end - start) for start, end, new in changes if isinstance(new, bytes))
    if growth:
        changes += _grown(source, movie, growth)
    return _plan(source.size, changes)


def _plan(size: int, changes: list[Change]) -> Plan:
    plan: Plan = []
    position = 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        plan += [Copy(position, start), new]
        position = end
    return joined([*plan, Copy(position, size)])


def _metadata(source: Source, movie: Movie, text: str | None) -> Iterator[Change]:
    """Yield new boxes for `udta` and `meta`, where they change."""
    own, other = unlabelled(body_of(movie.udta, b"meta")), unlabelled(movie.meta)
    if text is not None:
        if handler_of(own) in (b"", MDTA):
            own = labelled(own, text)
        elif handler_of(other) in (b"", MDTA):
            other = labelled(other, text, quicktime=True)
        else:
            raise RefusedError(NOT_MERGED, place="MP4 moov.meta")
    udta = dump(placed(movie.udta, b"meta", own))
    for kind, new in ((b"udta", udta), (b"meta", other)):
        old = first(movie.inner, kind)
        if old is None and new:
            yield movie.moov.end, movie.moov.end, box(kind, new)
        elif old is not None and new != _content(source, old):
            yield old.at, old.end, box(kind, new) if new else b""


def _packets(source: Source, movie: Movie) -> Iterator[Change]:
    """Yield XMP packets without their labels, in their former size."""
    for part in (*movie.top, *movie.inner):
        if is_xmp(source, part):
            old = source.at(part.start + 16, part.end - part.start - 16, "MP4 uuid")
            new = relabelled(old, None, "MP4 uuid XMP")
            if new != old:
                yield part.start + 16, part.end, new.ljust(len(old))


def _grown(source: Source, movie: Movie, growth: int) -> Iterator[Change]:
    """Yield the changes around a movie box that grows: its size, free space, offsets."""
    moov = movie.moov
    try:
        header = enlarged(source, moov, growth)
    except OverflowError as error:
        raise RefusedError(NO_ROOM, place="MP4 moov") from error
    if header:
        yield header
    after = [part for part in movie.top if part.at >= moov.end]
    if not any(part.kind not in FREE for part in after):
        return
    if (filled := _filled(source, after[0], growth)) is not None:
        yield filled
        return
    refuse_unmovable(source, movie.top, moov)
    if spare := _spare(source, growth):
        yield moov.end, moov.end, box(b"free", b"\0" * (spare - 8))
        growth += spare
    for table in shifts(source, moov, growth, moov.end):
        _refuse_overflow(table)
        yield table.start, table.end, Lazy(table.end - table.start, table.make)
    for at, width, value in pointers(source, movie.top):
        if value >= moov.end:
            yield at, at + width, (value + growth).to_bytes(width, "big")


def _spare(source: Source, growth: int) -> int:
    """Return how much free space to add behind the movie box of a large file.

    Moved by whole pages, media data are copied about twice as fast; and a later change, such as
    the elements of propagation, finds room without moving them again.
    """
    return -(growth + 8) % PAGE + 8 if source.size >= LARGE else 0


def _refuse_overflow(table: TableShift) -> None:
    limit = 1 << 8 * table.width
    if any(offset + table.by >= limit for offset in table.offsets()):
        raise RefusedError(NO_ROOM, place="MP4 stco (4 GB)")


def _filled(source: Source, after: Box, growth: int) -> Change | None:
    """Return the free space behind the movie box made smaller or larger, if that is enough."""
    if after.kind in FREE and after.start == after.at + 8:
        left = after.end - after.at - growth
        if left == 0:
            return after.at, after.end, b""
        if left >= 8:
            kept = after.end - min(left - 8, after.end - after.start)
            fill = b"\0" * (left - 8 - (after.end - kept))
            return after.at, kept, struct.pack(">I4s", left, after.kind) + fill
    if growth <= -8:
        return after.at, after.at, box(b"free", b"\0" * (-growth - 8))
    return None


def payload(source: Source) -> Iterator[Piece]:
    """Yield all boxes without labels; offsets as what they point to."""
    movie = _movie(source)
    places = Places(movie.top)
    for part in movie.top:
        if part.kind == b"moov":
            yield from _tracks(source, movie, places)
        elif is_xmp(source, part):
            yield _quiet(source, part)
        elif part.kind in (b"moof", b"mfra"):
            yield from _fragment(source, part, places)
        elif part.kind not in FREE:
            yield Copy(part.at + 4, part.at + 8)  # its kind; the size may be spelled anew
            yield Copy(part.start, part.end)


def _quiet(source: Source, part: Box) -> bytes:
    data = source.at(part.start + 16, part.end - part.start - 16, "MP4 uuid")
    return relabelled(data, None, "MP4 uuid XMP").rstrip()


def _tracks(source: Source, movie: Movie, places: Places) -> Iterator[Piece]:
    for part in movie.inner:
        if part.kind == b"udta":
            own = unlabelled(body_of(movie.udta, b"meta"))
            yield dump(placed(movie.udta, b"meta", own))
        elif part.kind == b"meta":
            yield unlabelled(movie.meta)
        elif is_xmp(source, part):
            yield _quiet(source, part)
        elif part.kind == b"trak":
            yield from _track(source, part, places)
        elif part.kind not in FREE:
            yield Copy(part.at, part.end)


def _track(source: Source, part: Box, places: Places) -> Iterator[Piece]:
    position = part.at
    for table in shifts(source, part, 0, 0):
        yield Copy(position, table.start)
        count = (table.end - table.start) // table.width
        yield Lazy(count * 12, lambda t=table: map(places.relative, t.offsets()))  # type: ignore[misc]
        position = table.end
    yield Copy(position, part.end)


def _fragment(source: Source, part: Box, places: Places) -> Iterator[Piece]:
    position = part.at
    for at, width, value in pointers(source, [part]):
        yield Copy(position, at)
        yield places.relative(value)
        position = at + width
    yield Copy(position, part.end)


def _sniff(source: Source) -> bool:
    head = source.head(12)
    return head[4:8] in TOP_LEVEL and not (head[4:8] == b"ftyp" and head[8:12] in IMAGE_BRANDS)


CARRIER = Carrier(
    name="mp4",
    family="video",
    extensions=(".mp4", ".mov", ".m4v", ".m4a", ".m4b", ".3gp", ".qt"),
    sniff=_sniff,
    sites=mp4_sites,
    edit=edit,
    payload=payload,
    guide="PG20257A, PG202510A",
    place="moov.udta.meta (else moov.meta), handler mdta, key AIGC",
)

"""The label in Matroska and WebM: a SimpleTag AIGC of the whole file, listed in SeekHead.

Clusters never move. The tags grow into free space behind them, else move behind the end; the
space after SeekHead takes the new place. Recordings without SeekHead and Cues have no positions,
so there the tags go before the first cluster.
"""

from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.av.ebml import (
    CRC,
    HEADER,
    SEGMENT,
    VOID,
    Element,
    Node,
    checked,
    element,
    element_at,
    elements,
    id_bytes,
    nodes,
    vint,
    void,
)
from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    replaced,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM, NOT_MERGED
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source

SEEK_HEAD, SEEK, SEEK_ID, SEEK_POSITION = 0x114D9B74, 0x4DBB, 0x53AB, 0x53AC
INFO, TRACKS, CLUSTER, CUES, TAGS = 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B, 0x1254C367
CHAPTERS, ATTACHMENTS = 0x1043A770, 0x1941A469
TAG, TARGETS, SIMPLE, NAME, STRING = 0x7373, 0x63C0, 0x67C8, 0x45A3, 0x4487
TOP = frozenset({SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, TAGS, CHAPTERS, ATTACHMENTS})
PLACE = "MKV Tags SimpleTag"
MAX_DEPTH = 8
Change = tuple[int, int, bytes]


class Layout(NamedTuple):
    """The segment and the elements at its top."""

    segment: Element
    top: list[Element]

    def all(self, number: int) -> list[Element]:
        """Return the elements with an id."""
        return [one for one in self.top if one.id == number]


def _layout(source: Source) -> Layout:
    header = element_at(source, 0, source.size)
    segment = element_at(source, header.end, source.size)
    if segment.id != SEGMENT:
        raise UnreadableMediaError(DAMAGED, place="MKV Segment")
    return Layout(segment, list(_top(source, segment)))


def _top(source: Source, segment: Element) -> Iterator[Element]:
    """Yield what stands at the top; a cluster of unknown size ends where the next thing begins."""
    at = segment.start
    while at < segment.end:
        source.count()
        found = element_at(source, at, segment.end)
        if found.open_ended:
            found = found._replace(end=_open_end(source, found, segment.end))
        yield found
        at = found.end


def _open_end(source: Source, found: Element, limit: int) -> int:
    if found.id != CLUSTER:
        raise UnreadableMediaError(DAMAGED, place=f"MKV {found.id:X}")
    at = found.start
    while at < limit:
        source.count()
        inner = element_at(source, at, limit)
        if inner.id in TOP:
            return at
        at = inner.end
    return limit


def mkv_sites(source: Source) -> list[Site]:
    """Return the labels of a Matroska or WebM file."""
    sites: list[Site] = []
    for tags in _layout(source).all(TAGS):
        for tag in elements(source, tags.start, tags.end):
            if tag.id == TAG:
                sites += _simple_sites(source, tag, 0)
    return sites


def _simple_sites(source: Source, parent: Element, depth: int) -> Iterator[Site]:
    if depth > MAX_DEPTH:
        raise UnreadableMediaError(DAMAGED, place=PLACE)
    for simple in elements(source, parent.start, parent.end):
        if simple.id != SIMPLE:
            continue
        parts = {one.id: one for one in elements(source, simple.start, simple.end)}
        if NAME in parts and _text(source, parts[NAME]) == KEY and STRING in parts:
            held = parts[STRING]
            yield Site(f"{PLACE} {KEY}", _text(source, held), True, held.start, held.end)
        yield from _simple_sites(source, simple, depth + 1)


def _text(source: Source, found: Element) -> str:
    data = source.at(found.start, found.end - found.start, PLACE)
    return data.rstrip(b"\0").decode("utf-8", "replace")


def _all_tags(source: Source, layout: Layout) -> tuple[list[Node], bool]:
    """Return the tags of the file without labels, and whether they had a check sum."""
    found: list[Node] = []
    for tags in layout.all(TAGS):
        found += nodes(source.at(tags.start, tags.end - tags.start, PLACE))
    kept = [_without_label(node, 0) for node in found if node.id not in (CRC, VOID)]
    return [node for node in kept if node is not None], any(node.id == CRC for node in found)


def _without_label(node: Node, depth: int) -> Node | None:
    """Return a tag without labels, None when nothing but a label was in it."""
    if node.id not in (TAG, SIMPLE) or depth > MAX_DEPTH:
        return node
    parts = nodes(node.body)
    if node.id == SIMPLE and Node(NAME, KEY.encode()) in parts:
        return None
    kept = [_without_label(part, depth + 1) for part in parts if part.id not in (CRC, VOID)]
    left = [part for part in kept if part is not None]
    if len(left) == len(parts):
        return node
    if node.id == TAG and not any(part.id == SIMPLE for part in left):
        return None
    return Node(node.id, b"".join(part.dump() for part in left))


def _label(text: str) -> Node:
    simple = element(NAME, KEY.encode()) + element(STRING, text.encode())
    return Node(TAG, element(TARGETS, b"") + element(SIMPLE, simple))


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the tags of the file, joined into one element."""
    layout = _layout(source)
    old = layout.all(TAGS)
    kept, crc = _all_tags(source, layout)
    if text is None and not mkv_sites(source):
        return [Copy(0, source.size)]
    if layout.top and layout.top[0].id == CRC:
        raise RefusedError(NOT_MERGED, place="MKV Segment CRC-32")
    wanted = [*kept, _label(text)] if text is not None else kept
    new = element(TAGS, checked(wanted, crc=crc)) if wanted else b""
    changes: list[Change] = [(one.at, one.end, void(one.end - one.at)) for one in old[1:]]
    if old and (room := _room(layout, old[0], len(new))) is not None:
        changes.append((old[0].at, room, new + void(room - old[0].at - len(new))))
        at = old[0].at if new else None
        return replaced(source.size, [*changes, *_listed(source, layout, at)])
    changes += [(one.at, one.end, void(one.end - one.at)) for one in old[:1]]
    return _placed(source, layout, changes, new)


def _room(layout: Layout, old: Element, size: int) -> int | None:
    """Return where the space of the old tags and of the voids behind them ends, if that is enough."""
    end = old.end
    for one in layout.top:
        if one.id == VOID and one.at == end:
            end = one.end
    left = end - old.at - size
    return end if left == 0 or left >= 2 else None


def _placed(source: Source, layout: Layout, changes: list[Change], new: bytes) -> Plan:
    """Return the plan with the tags behind the end, or before the first cluster of a recording."""
    segment, clusters = layout.segment, layout.all(CLUSTER)
    positions = layout.all(SEEK_HEAD) or layout.all(CUES)
    if not positions and clusters:
        at = clusters[0].at
        changes.append((at, at, new))
    elif segment.end != source.size or not layout.all(SEEK_HEAD):
        raise RefusedError(NO_ROOM, place="MKV SeekHead")
    else:
        at = segment.end
        changes += [(at, at, new), *_listed(source, layout, at)]
    if not segment.open_ended:
        width = segment.start - segment.at - 4
        size = segment.end - segment.start + len(new)
        if size >= (1 << 7 * width) - 1:
            raise RefusedError(NO_ROOM, place="MKV Segment")
        changes.append((segment.at + 4, segment.start, vint(size, width)))
    return replaced(source.size, changes)


def _listed(source: Source, layout: Layout, at: int | None) -> list[Change]:
    """Return the change that makes the first SeekHead name the place of the tags."""
    heads = layout.all(SEEK_HEAD)
    if not heads:
        return []
    head = heads[0]
    old = nodes(source.at(head.start, head.end - head.start, "MKV SeekHead"))
    entries = [node for node in old if node.id == SEEK and not _names_tags(node)]
    others = [node for node in old if node.id not in (SEEK, CRC, VOID)]
    if at is not None:
        position = (at - layout.segment.start).to_bytes(8, "big")
        body = element(SEEK_ID, id_bytes(TAGS)) + element(SEEK_POSITION, position)
        entries.append(Node(SEEK, body))
    crc = any(node.id == CRC for node in old)
    body = checked([*entries, *others], crc=crc)
    end = _void_behind(layout, head)
    for width in (1, 2, 3, 4):
        if len(body) < (1 << 7 * width) - 1:
            new = id_bytes(SEEK_HEAD) + vint(len(body), width) + body
            left = end - head.at - len(new)
            if left == 0 or left >= 2:
                return [(head.at, end, new + void(left))]
    raise RefusedError(NO_ROOM, place="MKV SeekHead")


def _void_behind(layout: Layout, head: Element) -> int:
    return next((one.end for one in layout.top if one.id == VOID and one.at == head.end), head.end)


def _names_tags(seek: Node) -> bool:
    return Node(SEEK_ID, id_bytes(TAGS)) in nodes(seek.body)


def payload(source: Source) -> Iterator[Piece]:
    """Yield all elements but what lists and holds tags, and tags without labels."""
    layout = _layout(source)
    yield Copy(0, element_at(source, 0, source.size).end)
    for one in layout.top:
        if one.id not in (SEEK_HEAD, VOID, TAGS):
            yield Copy(one.at, one.end)
    kept, _crc = _all_tags(source, layout)
    yield b"".join(node.dump() for node in kept)
    for head in layout.all(SEEK_HEAD):
        listed = nodes(source.at(head.start, head.end - head.start, "MKV SeekHead"))
        yield b"".join(n.dump() for n in listed if n.id == SEEK and not _names_tags(n))


CARRIER = Carrier(
    name="mkv",
    family="video",
    extensions=(".mkv", ".webm", ".mka", ".mks"),
    sniff=lambda source: source.head(4) == id_bytes(HEADER),
    sites=mkv_sites,
    edit=edit,
    payload=payload,
    guide="PG20257A",
    place="Tags, SimpleTag AIGC, listed in SeekHead",
)

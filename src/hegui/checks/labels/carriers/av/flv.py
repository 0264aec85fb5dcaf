"""The label in FLV: a member AIGC of onMetaData, the script data at the start."""

import struct
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.av.amf import (
    LIST,
    MAP,
    NUMBER,
    OBJECT,
    Reader,
    Value,
    string,
    text_of,
)
from hegui.checks.labels.carriers.errors import CUT_OFF, DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Piece,
    Plan,
    RefusedError,
    replaced,
)
from hegui.checks.labels.carriers.refusals import NO_ROOM
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded

SCRIPT = 18
TAG_HEAD, TAG_TAIL = 11, 4
LOOKED_AT = 64
"""Tags from the start among which onMetaData is looked for; it is the first in all files seen."""
LARGEST = 0xFFFFFF
NAME = b"onMetaData"
PLACE = f"FLV onMetaData {KEY}"
LABEL = KEY.encode()
POSITIONS, SIZES = (b"filepositions",), (b"filesize",)


Growth = list[tuple[int, int]]
"""By how many bytes tags grow, each with the place behind which that moves the file."""


class Script(NamedTuple):
    """One tag of script data that is onMetaData: where it stands, and its members."""

    at: int
    start: int
    end: int
    metadata: Value
    rest: bytes


def _first_tag(source: Source) -> int:
    (at,) = source.unpack(">I", 5, "FLV")
    return int(at) + TAG_TAIL


def _scripts(source: Source) -> list[Script]:
    at, out = _first_tag(source), []
    for _ in range(LOOKED_AT):
        if at + TAG_HEAD > source.size:
            break
        kind, high, low = source.unpack(">BBH", at, "FLV")
        start, size = at + TAG_HEAD, high << 16 | low
        if start + size > source.size:
            raise UnreadableMediaError(CUT_OFF, place="FLV")
        if kind & 0x1F == SCRIPT and (found := _script(source, at, start, start + size)):
            out.append(found)
        at = start + size + TAG_TAIL
    return out


def _script(source: Source, at: int, start: int, end: int) -> Script | None:
    reader = Reader(source.at(start, end - start, "FLV", LARGEST))
    if text_of(reader.value()) != NAME:
        return None
    metadata = reader.value()
    if metadata.kind not in (MAP, OBJECT):
        raise UnreadableMediaError(DAMAGED, place="FLV onMetaData")
    return Script(at, start, end, metadata, reader.take(end - start - reader.at))


def flv_sites(source: Source) -> list[Site]:
    """Return the labels of an FLV file."""
    sites: list[Site] = []
    for script in _scripts(source):
        for name, value in script.metadata.parts:
            if name == LABEL:
                data = text_of(value)
                whole = source.at(script.start, script.end - script.start, "FLV", LARGEST)
                at = script.start + whole.find(data)
                sites.append(Site(PLACE, decoded(data, "utf-8", PLACE), True, at, at + len(data)))
    return sites


def edit(source: Source, text: str | None) -> Plan:
    """Put the label behind the other members; positions named in them move along."""
    scripts = _scripts(source)
    if not scripts:
        if text is None:
            return [Copy(0, source.size)]
        at = _first_tag(source)
        members = Value(MAP, b"", ((LABEL, string(text.encode())),))
        return replaced(source.size, [(at, at, _tag(bytes(8), members, b""))])
    if scripts[-1].end + TAG_TAIL > source.size:
        raise UnreadableMediaError(CUT_OFF, place="FLV")
    made = []
    for script in scripts:
        kept = tuple(part for part in script.metadata.parts if part[0] != LABEL)
        if text is not None:
            kept += ((LABEL, string(text.encode())),)
            text = None
        head = source.at(script.at, TAG_HEAD, "FLV")
        made.append((head[4:8], script.metadata._replace(parts=kept)))
    growth = [
        (script.end, len(_tag(times, members, script.rest)) - (script.end + TAG_TAIL - script.at))
        for script, (times, members) in zip(scripts, made, strict=True)
    ]
    changes = [
        (script.at, script.end + TAG_TAIL, _tag(times, _moved(members, growth), script.rest))
        for script, (times, members) in zip(scripts, made, strict=True)
    ]
    return replaced(source.size, changes)


def _tag(times: bytes, metadata: Value, rest: bytes) -> bytes:
    body = string(NAME).dump() + metadata.dump() + rest
    if len(body) > LARGEST:
        raise RefusedError(NO_ROOM, place="FLV onMetaData")
    head = struct.pack(">I", SCRIPT << 24 | len(body)) + times[:4] + b"\0\0\0"
    return head + body + struct.pack(">I", len(body) + TAG_HEAD)


def _moved(value: Value, growth: Growth) -> Value:
    """Return metadata with positions behind the tags that grow, and the size of the file, moved."""
    parts = []
    for name, part in value.parts:
        if name in POSITIONS and part.kind == LIST:
            numbers = tuple((b"", _number(one, growth)) for _name, one in part.parts)
            part = part._replace(parts=numbers)
        elif name in SIZES:
            part = _number(part, [(0, by) for _end, by in growth])
        elif part.kind in (MAP, OBJECT):
            part = _moved(part, growth)
        parts.append((name, part))
    return value._replace(parts=tuple(parts))


def _number(value: Value, growth: Growth) -> Value:
    if value.kind != NUMBER:
        return value
    (number,) = struct.unpack(">d", value.raw)
    by = sum(grown for end, grown in growth if number >= end)
    return value._replace(raw=struct.pack(">d", number + by)) if by else value


def payload(source: Source) -> Iterator[Piece]:
    """Yield all tags; of metadata the other members, with positions counted without them."""
    position = 0
    scripts = _scripts(source)
    lengths = [(script.end, script.at - script.end) for script in scripts]
    for script in scripts:
        yield Copy(position, script.at)
        kept = tuple(part for part in script.metadata.parts if part[0] != LABEL)
        if kept:
            plain = _moved(script.metadata._replace(parts=kept), lengths)
            yield _tag(b"\0" * 4, plain._replace(kind=MAP, ended=True), script.rest)
        position = script.end + TAG_TAIL
    yield Copy(position, source.size)


CARRIER = Carrier(
    name="flv",
    family="video",
    extensions=(".flv",),
    sniff=lambda source: source.head(4) == b"FLV\x01",
    sites=flv_sites,
    edit=edit,
    payload=payload,
    guide="PG20257A",
    place="onMetaData, member AIGC",
)

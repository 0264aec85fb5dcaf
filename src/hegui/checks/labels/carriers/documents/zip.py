"""ZIP archives: the directory, single small members, and a plan that replaces members.

Members that stay are copied packed as they are, so nothing is unpacked but what is looked at.
"""

import itertools
import struct
import zlib
from collections.abc import Mapping
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, PROTECTED, TOO_LARGE, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Copy, Plan, RefusedError, joined, size_of
from hegui.checks.labels.carriers.refusals import NO_ROOM
from hegui.checks.labels.carriers.source import MAX_FIELD, Source

LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
END_64, LOCATOR_64 = b"PK\6\6", b"PK\6\7"
EXTRA_64 = 1
"""Extra field with the numbers that do not fit 32 bits (APPNOTE 4.5.3)."""
TAIL = 65_557
MAX_DIRECTORY = 16 << 20
LARGEST = 0xFFFFFFFF
STORED, DEFLATED = 0, 8
ENCRYPTED = 0x01


class Member(NamedTuple):
    """One member: its name, its record in the directory, and where it stands."""

    name: str
    record: bytes
    at: int
    end: int

    @property
    def method(self) -> int:
        """How it is packed."""
        return int(struct.unpack_from("<H", self.record, 10)[0])


class Archive(NamedTuple):
    """The members in the order of the file, and the end record with its comment."""

    members: list[Member]
    names: list[str]
    end: bytes

    def member(self, name: str) -> Member | None:
        """Return a member by its name."""
        return next((one for one in self.members if one.name == name), None)


def read_archive(source: Source) -> Archive:
    """Return the directory of an archive; raise where it does not fit the file."""
    start = max(0, source.size - TAIL)
    tail = source.at(start, source.size - start, "ZIP")
    at = tail.rfind(END)
    if at < 0 or at + 22 > len(tail):
        raise UnreadableMediaError(DAMAGED, place="ZIP")
    count, size, offset = struct.unpack_from("<HII", tail, at + 10)
    behind = start + at
    if LARGEST in (size, offset) or count == 0xFFFF:
        count, size, offset, behind = _end_64(source, behind)
    if offset + size != behind:
        raise UnreadableMediaError(DAMAGED, place="ZIP")
    data = source.at(offset, size, "ZIP", MAX_DIRECTORY)
    records = _records(data, count)
    places = sorted({place for _name, _record, place in records} | {offset})
    following = dict(itertools.pairwise(places))
    members = [Member(n, r, p, following.get(p, offset)) for n, r, p in records]
    ordered = sorted(members, key=lambda one: one.at)
    return Archive(ordered, [one.name for one in members], tail[at:])


def _end_64(source: Source, behind: int) -> tuple[int, int, int, int]:
    """Return number, size and offset of the records, and where their end stands, of a ZIP64."""
    mark, at = source.unpack("<4s4xQ", behind - 20, "ZIP64") if behind >= 20 else (b"", 0)
    if mark != LOCATOR_64:
        raise UnreadableMediaError(DAMAGED, place="ZIP64")
    mark, count, size, offset = source.unpack("<4s28xQQQ", at, "ZIP64")
    if mark != END_64:
        raise UnreadableMediaError(DAMAGED, place="ZIP64")
    return int(count), int(size), int(offset), int(at)


def _records(data: bytes, count: int) -> list[tuple[str, bytes, int]]:
    out, at = [], 0
    if count > len(data) // 46:
        raise UnreadableMediaError(DAMAGED, place="ZIP")
    for _ in range(count):
        if data[at : at + 4] != CENTRAL or at + 46 > len(data):
            raise UnreadableMediaError(DAMAGED, place="ZIP")
        name, extra, comment = struct.unpack_from("<HHH", data, at + 28)
        end = at + 46 + name + extra + comment
        text = data[at + 46 : at + 46 + name].decode("utf-8", "replace")
        out.append((text, *_plain(data[at:end], name, extra)))
        at = end
    if len({place for _name, _record, place in out}) != len(out):
        raise UnreadableMediaError(DAMAGED, place="ZIP")  # two members in one place: a bomb
    return out


def _plain(record: bytes, name: int, extra: int) -> tuple[bytes, int]:
    """Return a record with its numbers in their own fields, as far as they fit, and its offset.

    The extra field of ZIP64 holds those that say 0xFFFFFFFF, in this order (APPNOTE 4.5.3).
    """
    packed, size = struct.unpack_from("<II", record, 20)
    (place,) = struct.unpack_from("<I", record, 42)
    if LARGEST not in (packed, size, place):
        return record, int(place)
    start, end = 46 + name, 46 + name + extra
    fields, held = _fields(record[start:end])
    numbers = {"size": size, "packed": packed, "place": place}
    for key, number in numbers.items():
        if number == LARGEST:
            if len(held) < 8:
                raise UnreadableMediaError(DAMAGED, place="ZIP64")
            (numbers[key],), held = struct.unpack_from("<Q", held), held[8:]
    if max(numbers["size"], numbers["packed"]) >= LARGEST:
        return record, numbers["place"]
    middle = struct.pack("<II", numbers["packed"], numbers["size"])
    lengths = struct.pack("<HH", name, len(fields))
    made = record[:20] + middle + lengths + record[32:start] + fields + record[end:]
    return made, numbers["place"]


def _fields(extra: bytes) -> tuple[bytes, bytes]:
    """Return the extra fields but that of ZIP64, and what that one holds."""
    kept, held, at = b"", b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == EXTRA_64:
            held = extra[at + 4 : at + 4 + size]
        else:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept, held


def read_member(source: Source, member: Member) -> bytes:
    """Return a small member unpacked, within the limit of a field."""
    flags, method = struct.unpack_from("<HH", member.record, 8)
    packed, size = struct.unpack_from("<II", member.record, 20)
    place = f"ZIP {member.name[:80]}"
    if flags & ENCRYPTED:
        raise UnreadableMediaError(PROTECTED, place=place)
    if max(packed, size) > MAX_FIELD:
        raise UnreadableMediaError(TOO_LARGE, place=place, limit=MAX_FIELD >> 10)
    mark, name, extra = source.unpack("<4s22xHH", member.at, place)
    data = source.at(member.at + 30 + name + extra, packed, place)
    if mark != LOCAL or method not in (STORED, DEFLATED):
        raise UnreadableMediaError(DAMAGED, place=place)
    if method == DEFLATED:
        try:
            data = zlib.decompressobj(-15).decompress(data, MAX_FIELD + 1)
        except zlib.error as error:
            raise UnreadableMediaError(DAMAGED, place=place) from error
    if len(data) != size:
        raise UnreadableMediaError(DAMAGED, place=place)
    return data


def with_members(source: Source, archive: Archive, new: Mapping[str, bytes | None]) -> Plan:
    """Return the plan with members replaced, added (at the end) or, given None, left out."""
    plan: Plan = []
    records: dict[str, bytes] = {}
    position = archive.members[0].at if archive.members else 0
    plan.append(Copy(0, position))
    todo = dict(new)
    for member in archive.members:
        if member.name not in new:
            plan.append(Copy(member.at, member.end))
            records[member.name] = _placed(member.record, position)
            position += member.end - member.at
        elif (data := todo.pop(member.name)) is not None:
            local, records[member.name] = _made(member.name, data, position)
            plan.append(local)
            position += len(local)
    for name, data in todo.items():
        if data is not None:
            local, records[name] = _made(name, data, position)
            plan.append(local)
            position += len(local)
    order = [name for name in archive.names if name in records]
    order += [name for name in records if name not in archive.names]
    directory = b"".join(records[name] for name in order)
    if position + len(directory) > LARGEST or len(order) > 0xFFFE:
        raise RefusedError(NO_ROOM, place="ZIP")
    end = struct.pack("<HHII", len(order), len(order), len(directory), size_of(plan))
    return joined([*plan, directory + archive.end[:8] + end + archive.end[20:]])


def _placed(record: bytes, at: int) -> bytes:
    return record[:42] + struct.pack("<I", at) + record[46:]


def _made(name: str, data: bytes, at: int) -> tuple[bytes, bytes]:
    """Return a member and its record; its date is the first that ZIP can say."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = packer.compress(data) + packer.flush()
    spelled = name.encode()
    common = struct.pack(
        "<HHHHHIIIHH",
        20, 0x800, DEFLATED, 0, 0x21, zlib.crc32(data), len(packed), len(data), len(spelled), 0,
    )  # fmt: skip
    local = LOCAL + common + spelled + packed
    record = CENTRAL + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, at)
    return local, record + spelled

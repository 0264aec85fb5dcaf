"""AMF0, the notation of FLV script data: reading it, and writing it back byte for byte."""

import struct
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError

NUMBER, BOOLEAN, STRING, OBJECT, NULL, UNDEFINED = 0, 1, 2, 3, 5, 6
MAP, END, LIST, DATE, LONG_STRING = 8, 9, 10, 11, 12
FIXED = {NUMBER: 8, BOOLEAN: 1, NULL: 0, UNDEFINED: 0, DATE: 10}
END_OF_OBJECT = b"\0\0\x09"
DEEPEST = 16
PLACE = "FLV onMetaData"


class Value(NamedTuple):
    """One value: its type, and its bytes or its parts; a part of a list has an empty name."""

    kind: int
    raw: bytes
    parts: tuple[tuple[bytes, "Value"], ...] = ()
    ended: bool = True

    def dump(self) -> bytes:
        """Return the bytes of the value."""
        if self.kind == LIST:
            body = b"".join(value.dump() for _name, value in self.parts)
            return bytes([LIST]) + struct.pack(">I", len(self.parts)) + body
        if self.kind not in (OBJECT, MAP):
            return bytes([self.kind]) + self.raw
        count = struct.pack(">I", len(self.parts)) if self.kind == MAP else b""
        members = b"".join(
            struct.pack(">H", len(name)) + name + value.dump() for name, value in self.parts
        )
        return bytes([self.kind]) + count + members + (END_OF_OBJECT if self.ended else b"")


def string(text: bytes) -> Value:
    """Return a text value."""
    if len(text) > 0xFFFF:
        return Value(LONG_STRING, struct.pack(">I", len(text)) + text)
    return Value(STRING, struct.pack(">H", len(text)) + text)


def text_of(value: Value) -> bytes:
    """Return the bytes of a text value, empty for others."""
    return value.raw[{STRING: 2, LONG_STRING: 4}.get(value.kind, len(value.raw)) :]


class Reader:
    """Reads values from bytes, one after another."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.at = 0

    @property
    def done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self._data)

    def take(self, size: int) -> bytes:
        """Return the next bytes."""
        if self.at + size > len(self._data):
            raise UnreadableMediaError(DAMAGED, place=PLACE)
        self.at += size
        return self._data[self.at - size : self.at]

    def value(self, depth: int = 0) -> Value:
        """Return the next value."""
        (kind,) = self.take(1)
        if depth > DEEPEST:
            raise UnreadableMediaError(DAMAGED, place=PLACE)
        if kind in FIXED:
            return Value(kind, self.take(FIXED[kind]))
        if kind in (STRING, LONG_STRING):
            head = self.take(2 if kind == STRING else 4)
            return Value(kind, head + self.take(int.from_bytes(head, "big")))
        if kind == LIST:
            count = int.from_bytes(self.take(4), "big")
            if count > len(self._data):
                raise UnreadableMediaError(DAMAGED, place=PLACE)
            return Value(kind, b"", tuple((b"", self.value(depth + 1)) for _ in range(count)))
        if kind in (OBJECT, MAP):
            return self._members(kind, depth)
        raise UnreadableMediaError(DAMAGED, place=PLACE)

    def _members(self, kind: int, depth: int) -> Value:
        if kind == MAP:
            self.take(4)
        members: list[tuple[bytes, Value]] = []
        while not self.done:
            name = self.take(int.from_bytes(self.take(2), "big"))
            if not name and self._data[self.at : self.at + 1] == bytes([END]):
                self.take(1)
                return Value(kind, b"", tuple(members))
            members.append((name, self.value(depth + 1)))
        return Value(kind, b"", tuple(members), False)

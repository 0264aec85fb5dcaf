"""The notation of PDF (ISO 32000-1, 7.3): values in bytes, read with limits."""

import re
from typing import Any, NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError

DEEPEST = 64
SPACE = re.compile(rb"(?:[\0\t\n\f\r ]+|%[^\r\n]*)*")
NUMBER = re.compile(rb"[+-]?(?:\d+\.?\d*|\.\d+)")
REFERENCE = re.compile(rb"(\d+)[\0\t\n\f\r ]+(\d+)[\0\t\n\f\r ]+R(?![A-Za-z])")
NAME = re.compile(rb"/[^\0\t\n\f\r ()<>\[\]{}/%]*")
WORD = re.compile(rb"[A-Za-z]+")
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
STRING_PART = re.compile(rb"\\(?:[0-7]{1,3}|\r\n|.)|[()]|[^\\()]+", re.DOTALL)


class Ref(NamedTuple):
    """A reference to an object: its number and generation."""

    number: int
    generation: int


class Name(bytes):
    """A name without its slash."""


class Parser:
    """Reads one value after another from bytes."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at
        self.members: list[tuple[bytes, Any, int, int]] = []
        """Key, value and range of the value of each member of the outermost dictionary, also of
        keys that stand there twice."""

    def skip(self) -> None:
        """Go behind white space and comments."""
        found = SPACE.match(self.data, self.at)
        self.at = found.end() if found else self.at

    def _match(self, pattern: re.Pattern[bytes]) -> re.Match[bytes] | None:
        found = pattern.match(self.data, self.at)
        if found:
            self.at = found.end()
        return found

    def value(self, depth: int = 0) -> Any:
        """Return the next value: dict of raw keys, list, Ref, Name, bytes, int, float or word."""
        self.skip()
        if depth > DEEPEST:
            raise UnreadableMediaError(DAMAGED, place="PDF")
        if self.data.startswith(b"<<", self.at):
            return self._dictionary(depth)
        mark = self.data[self.at : self.at + 1]
        if mark == b"[":
            return self._list(depth)
        if mark == b"(":
            return self._string()
        if mark == b"<":
            return self._hex()
        if mark == b"/":
            return self.name()
        if found := self._match(REFERENCE):
            return Ref(int(found[1]), int(found[2]))
        if found := self._match(NUMBER):
            return float(found[0]) if b"." in found[0] else int(found[0])
        if found := self._match(WORD):
            return {b"true": True, b"false": False, b"null": None}.get(found[0], found[0].decode())
        raise UnreadableMediaError(DAMAGED, place="PDF")

    def name(self) -> Name:
        """Return the next name."""
        found = self._match(NAME)
        if found is None:
            raise UnreadableMediaError(DAMAGED, place="PDF")
        text = re.sub(rb"#([0-9A-Fa-f]{2})", lambda m: bytes([int(m[1], 16)]), found[0][1:])
        return Name(text)

    def _dictionary(self, depth: int) -> dict[bytes, Any]:
        self.at += 2
        out: dict[bytes, Any] = {}
        while True:
            self.skip()
            if self.data.startswith(b">>", self.at):
                self.at += 2
                return out
            key = bytes(self.name())
            self.skip()
            start = self.at
            out[key] = self.value(depth + 1)
            if not depth:
                self.members.append((key, out[key], start, self.at))

    def _list(self, depth: int) -> list[Any]:
        self.at += 1
        out: list[Any] = []
        while True:
            self.skip()
            if self.data.startswith(b"]", self.at):
                self.at += 1
                return out
            out.append(self.value(depth + 1))

    def _string(self) -> bytes:
        self.at += 1
        depth = 1
        out: list[bytes] = []
        while found := self._match(STRING_PART):
            part = found[0]
            if part == b"(":
                depth += 1
            elif part == b")":
                depth -= 1
                if not depth:
                    return b"".join(out)
            elif part.startswith(b"\\"):
                part = _unescaped(part[1:])
            out.append(part)
        raise UnreadableMediaError(DAMAGED, place="PDF")

    def _hex(self) -> bytes:
        end = self.data.find(b">", self.at)
        digits = re.sub(rb"\s", b"", self.data[self.at + 1 : end])
        if end < 0 or not re.fullmatch(rb"[0-9A-Fa-f]*", digits):
            raise UnreadableMediaError(DAMAGED, place="PDF")
        self.at = end + 1
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _unescaped(part: bytes) -> bytes:
    if part[:1].isdigit():
        return bytes([int(part, 8) & 0xFF])
    if part in (b"\n", b"\r", b"\r\n"):
        return b""
    return ESCAPES.get(part, part)


def text_of(value: bytes) -> str:
    """Return a text string: UTF-16 or UTF-8 by its mark, else as Latin-1."""
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    if value.startswith(b"\xff\xfe"):
        return value[2:].decode("utf-16-le", "replace")
    if value.startswith(b"\xef\xbb\xbf"):
        return value[3:].decode("utf-8", "replace")
    return value.decode("latin-1")


def spelled(value: Any) -> bytes:
    """Return the notation of a value."""
    if isinstance(value, dict):
        members = (b"/" + _name(key) + b" " + spelled(inner) for key, inner in value.items())
        return b"<<" + b" ".join(members) + b">>"
    if isinstance(value, list):
        return b"[" + b" ".join(map(spelled, value)) + b"]"
    if isinstance(value, Ref):
        return b"%d %d R" % value
    if isinstance(value, Name):
        return b"/" + _name(value)
    if isinstance(value, bytes):
        return b"<" + value.hex().encode() + b">"
    if isinstance(value, bool) or value is None:
        return {True: b"true", False: b"false", None: b"null"}[value]
    return str(value).encode()


def _name(name: bytes) -> bytes:
    return re.sub(rb"[^!-~]|[#()<>\[\]{}/%]", lambda m: b"#%02x" % m[0][0], name)


def text_string(text: str) -> bytes:
    """Return the notation of a text: readable when it is ASCII, else UTF-16."""
    if text.isascii():
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", text.encode()) + b")"
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"

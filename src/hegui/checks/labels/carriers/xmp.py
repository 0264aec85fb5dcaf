"""The AIGC property in an XMP packet, as element or as attribute."""

from typing import Any, NamedTuple
from xml.parsers import expat

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.site import KEY, Site

NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
PREFIX = "TC260"
_SEPARATOR = " "
_SPACE = b"\0 \t\r\n"


class Property(NamedTuple):
    """A label in a packet: as an attribute of the tag at `start`, or as the element up to `end`."""

    text: str
    guide: bool
    attribute: bool
    start: int
    end: int


def xmp_sites(packet: bytes, place: str, base: int = 0) -> list[Site]:
    """Return the labels of one packet that stands at `base` in its file.

    Declarations of document types and entities are refused: XMP has none, attacks have.
    """
    return [
        Site(
            f"{place}/{'@' if found.attribute else ''}{KEY}",
            found.text,
            found.guide,
            base + found.start,
            base + found.end,
        )
        for found in properties(packet, place)
    ]


def properties(packet: bytes, place: str) -> list[Property]:
    """Return the labels of one packet with their ranges in it."""
    return _parsed(packet, place).found


def _parsed(packet: bytes, place: str) -> "_Collector":
    body = packet.lstrip(_SPACE)
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    collector = _Collector(parser, packet, place, len(packet) - len(body))
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = collector.refuse
    parser.buffer_text = True
    try:
        parser.Parse(body.rstrip(_SPACE), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableMediaError(DAMAGED, place=place) from error
    return collector


class _Collector:
    """Keeps the text of AIGC elements and attributes, in their order."""

    def __init__(self, parser: Any, packet: bytes, place: str, base: int) -> None:
        self.found: list[Property] = []
        self._parser = parser
        self._packet = packet
        self._place = place
        self._base = base
        self._open: list[str] = []
        self._depth = 0
        self._guide = False
        self._at = 0

    def refuse(self, *_arguments: Any) -> None:
        raise UnreadableMediaError(DAMAGED, place=self._place)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._base + self._parser.CurrentByteIndex
        for attribute, value in attributes.items():
            if _local(attribute) == KEY:
                guide = _namespace(attribute) == NAMESPACE
                self.found.append(Property(value, guide, True, at, self._end(at)))
        if self._depth:
            self._depth += 1
        elif _local(name) == KEY:
            self._depth, self._open, self._at = 1, [], at
            self._guide = _namespace(name) == NAMESPACE

    def text(self, data: str) -> None:
        if self._depth:
            self._open.append(data)

    def end(self, _name: str) -> None:
        if not self._depth:
            return
        self._depth -= 1
        if not self._depth:
            value = "".join(self._open).strip()
            end = self._end(self._base + self._parser.CurrentByteIndex)
            self.found.append(Property(value, self._guide, False, self._at, end))

    def _end(self, at: int) -> int:
        """Return where the tag that begins at `at` ends."""
        return tag_end(self._packet, at)


def tag_end(packet: bytes, at: int) -> int:
    """Return the place behind the `>` of the tag at `at`; a `>` inside quotes does not end it."""
    quote = 0
    for place in range(at, len(packet)):
        byte = packet[place]
        if quote:
            quote = 0 if byte == quote else quote
        elif byte in b"\"'":
            quote = byte
        elif byte == 0x3E:
            return place + 1
    return len(packet)


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _namespace(name: str) -> str:
    return name.rpartition(_SEPARATOR)[0]

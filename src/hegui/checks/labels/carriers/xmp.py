"""The AIGC property in an XMP packet, as element or as attribute."""

from typing import Any
from xml.parsers import expat

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.site import KEY, Site

NAMESPACE = "http://www.tc260.org.cn/ns/AIGC/1.0/"
PREFIX = "TC260"
_SEPARATOR = " "


def xmp_sites(packet: bytes, place: str) -> list[Site]:
    """Return the labels of one packet.

    Declarations of document types and entities are refused: XMP has none, attacks have.
    """
    parser = expat.ParserCreate(namespace_separator=_SEPARATOR)
    collector = _Collector(place)
    parser.StartElementHandler = collector.start
    parser.EndElementHandler = collector.end
    parser.CharacterDataHandler = collector.text
    parser.StartDoctypeDeclHandler = collector.refuse
    parser.buffer_text = True
    try:
        parser.Parse(packet.strip(b"\0 \t\r\n"), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableMediaError(DAMAGED, place=place) from error
    return collector.sites


class _Collector:
    """Keeps the text of AIGC elements and attributes, in their order."""

    def __init__(self, place: str) -> None:
        self.sites: list[Site] = []
        self._place = place
        self._open: list[str] = []
        self._depth = 0
        self._guide = False

    def refuse(self, *_arguments: Any) -> None:
        raise UnreadableMediaError(DAMAGED, place=self._place)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        for attribute, value in attributes.items():
            if _local(attribute) == KEY:
                guide = _namespace(attribute) == NAMESPACE
                self.sites.append(Site(f"{self._place}/@{KEY}", value, guide))
        if self._depth:
            self._depth += 1
        elif _local(name) == KEY:
            self._depth, self._open = 1, []
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
            self.sites.append(Site(f"{self._place}/{KEY}", value, self._guide))


def _local(name: str) -> str:
    return name.rpartition(_SEPARATOR)[2]


def _namespace(name: str) -> str:
    return name.rpartition(_SEPARATOR)[0]

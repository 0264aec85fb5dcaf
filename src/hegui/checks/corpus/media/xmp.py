"""XMP packets: places, serial numbers and marks of generated content, by the names of properties."""

from typing import Any
from xml.parsers import expat

from hegui.checks.corpus.media.pieces import DAMAGED, Seen, UnreadableFileError
from hegui.checks.corpus.media.tags import media_tags, told_by

SOURCE_TYPE = "DigitalSourceType"
DEEPEST = 100
"""Elements inside one another; no packet of a real tool comes near."""
LONGEST = 10_000
"""Characters of a property that are looked at."""


def read_xmp(packet: bytes, seen: Seen) -> None:
    """Tell what a packet holds. Document types and entities are refused: XMP has none."""
    parser = expat.ParserCreate(namespace_separator=" ")
    properties = _Properties(seen)
    parser.StartElementHandler = properties.start
    parser.EndElementHandler = properties.end
    parser.CharacterDataHandler = properties.text
    parser.StartDoctypeDeclHandler = properties.refuse
    parser.buffer_text = True
    try:
        parser.Parse(packet.strip(b"\0 \t\r\n"), True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableFileError(DAMAGED, place="XMP") from error


class _Properties:
    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._open: list[str] = []

    def refuse(self, *_arguments: Any) -> None:
        raise UnreadableFileError(DAMAGED, place="XMP")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._open.append(_local(name))
        if len(self._open) > DEEPEST:
            self.refuse()
        for attribute, value in attributes.items():
            self._property(_local(attribute), value)
            if _local(attribute) == "resource":
                self._property(self._open[-1], value)

    def text(self, data: str) -> None:
        if not data.strip():
            return
        # A property may be wrapped (rdf:Alt, rdf:li, rdf:Description): any open name counts.
        for name in self._open:
            self._property(name, data)

    def end(self, _name: str) -> None:
        self._open.pop()

    def _property(self, name: str, value: str) -> None:
        if not value.strip():
            return
        if told := told_by(name, media_tags().xmp):
            self._seen(told)
        if name == SOURCE_TYPE and generated(value[:LONGEST]):
            self._seen("generated")


def generated(value: str) -> bool:
    """Tell whether a digital source type is one of generated content."""
    last = value.strip().rstrip("/").rpartition("/")[2]
    return last in media_tags().generated


def _local(name: str) -> str:
    return name.rpartition(" ")[2]

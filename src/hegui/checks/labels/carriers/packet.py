"""Changing XMP packets: a new one, the label joined to what is there, or taken out of it."""

import re
from xml.sax.saxutils import escape

from hegui.checks.labels.carriers.protocol import RefusedError
from hegui.checks.labels.carriers.refusals import NOT_MERGED
from hegui.checks.labels.carriers.site import KEY
from hegui.checks.labels.carriers.xmp import NAMESPACE, PREFIX, Property, properties

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
END_OF_RDF = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?RDF\s*>")
END_OF_PACKET = re.compile(rb"([ \t\r\n]*)(<\?xpacket end=['\"][rw]['\"]\?>\s*)\Z")
ATTRIBUTE = re.compile(
    rb"\s+(?:[A-Za-z_][\w.-]*:)?" + KEY.encode() + rb"\s*=\s*(\"[^\"]*\"|'[^']*')"
)
HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
TRAILER = '<?xpacket end="w"?>'


def packet(text: str) -> bytes:
    """Return a packet that holds nothing but the label."""
    body = f'<rdf:RDF xmlns:rdf="{RDF}">{_description(text)}</rdf:RDF>'
    return f'{HEADER}<x:xmpmeta xmlns:x="adobe:ns:meta/">{body}</x:xmpmeta>{TRAILER}'.encode()


def relabelled(existing: bytes, text: str | None, place: str) -> bytes:
    """Return the packet with exactly this label, or without any; nothing else changes.

    The spaces that a packet keeps for later changes are used, so that it keeps its size if it can.
    """
    if b"\0" in existing.rstrip(b"\0"):
        raise RefusedError(NOT_MERGED, place=place)  # UTF-16: seen, not rewritten
    changed = _stripped(existing, properties(existing, place))
    if text is not None:
        ends = list(END_OF_RDF.finditer(changed))
        if len(ends) != 1:
            raise RefusedError(NOT_MERGED, place=place)
        at = ends[0].start()
        changed = changed[:at] + _description(text).encode() + changed[at:]
    return _padded(changed, len(existing))


def _stripped(existing: bytes, found: list[Property]) -> bytes:
    for label in reversed(found):
        head, tail = existing[: label.start], existing[label.end :]
        if label.attribute:
            tag = ATTRIBUTE.sub(b"", existing[label.start : label.end], count=1)
            existing = head + tag + tail
            continue
        before, after = (part.encode() for part in _AROUND)
        if head.endswith(before) and tail.startswith(after):
            head, tail = head.removesuffix(before), tail.removeprefix(after)
        existing = head + tail
    return existing


def _padded(changed: bytes, size: int) -> bytes:
    """Return the packet in its former size when the spaces before its end allow it."""
    end = END_OF_PACKET.search(changed)
    if end is None:
        return changed
    room = size - len(changed)
    spaces = end[1]
    if room >= 0:
        spaces += b" " * room
    elif len(spaces) >= -room:
        spaces = spaces[:room]
    return changed[: end.start()] + spaces + end[2]


_AROUND = (
    f'<rdf:Description xmlns:rdf="{RDF}" rdf:about="" xmlns:{PREFIX}="{NAMESPACE}">',
    "</rdf:Description>",
)


def _description(text: str) -> str:
    before, after = _AROUND
    return f"{before}<{PREFIX}:{KEY}>{escape(text)}</{PREFIX}:{KEY}>{after}"

"""XMP packets with a label: a new one, or the label joined to a packet that is there."""

import re
from xml.sax.saxutils import escape

from hegui.checks.labels.carriers.site import KEY
from hegui.checks.labels.carriers.xmp import NAMESPACE, PREFIX
from hegui.checks.labels.write.errors import NOT_MERGED, LabelWriteError

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
END_OF_RDF = re.compile(rb"</(?:[A-Za-z_][\w.-]*:)?RDF\s*>")
HEADER = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
TRAILER = '<?xpacket end="w"?>'


def packet(text: str) -> bytes:
    """Return a packet that holds nothing but the label."""
    body = f'<rdf:RDF xmlns:rdf="{RDF}">{_description(text)}</rdf:RDF>'
    return f'{HEADER}<x:xmpmeta xmlns:x="adobe:ns:meta/">{body}</x:xmpmeta>{TRAILER}'.encode()


def joined(existing: bytes, text: str, name: str, place: str) -> bytes:
    """Return the packet with the label added as one more description; nothing else changes."""
    ends = list(END_OF_RDF.finditer(existing))
    if len(ends) != 1:
        raise LabelWriteError(name, NOT_MERGED, place=place)
    at = ends[0].start()
    return existing[:at] + _description(text).encode() + existing[at:]


def _description(text: str) -> str:
    return (
        f'<rdf:Description xmlns:rdf="{RDF}" rdf:about="" xmlns:{PREFIX}="{NAMESPACE}">'
        f"<{PREFIX}:{KEY}>{escape(text)}</{PREFIX}:{KEY}></rdf:Description>"
    )

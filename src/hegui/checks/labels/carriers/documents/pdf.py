"""The label in PDF: an entry /AIGC of the information dictionary, added as an incremental update.

Nothing that was there changes by a byte, so earlier signatures stay valid. A document whose author
certified that it must not change is refused unless it is forced.
"""

import re
import struct
from collections.abc import Iterator
from typing import Any, TypeGuard

from hegui.checks.labels.carriers.documents.pdf_file import PdfFile
from hegui.checks.labels.carriers.documents.pdf_syntax import (
    Name,
    Ref,
    spelled,
    text_of,
    text_string,
)
from hegui.checks.labels.carriers.errors import PROTECTED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, RefusedError
from hegui.checks.labels.carriers.refusals import CERTIFIED
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source

LABEL = KEY.encode()
PLACE = "PDF Info AIGC"
OWN = re.compile(
    rb"(?:\r?\n|\r)%AIGC update\n\d+ \d+ obj\n[^\r\n]*\nendobj\n(?:xref\n|\d+ 0 obj\n).*?%%EOF\n\Z",
    re.DOTALL,
)
"""An update that holds nothing but the information, as `edit` writes it."""
LONGEST_OWN = 1 << 16
KEPT = (b"Root", b"ID")


def _info(pdf: PdfFile) -> dict[bytes, Any]:
    if b"Encrypt" in pdf.trailer:
        raise UnreadableMediaError(PROTECTED, place="PDF")
    found = pdf.resolved(pdf.trailer.get(b"Info"))
    return found if isinstance(found, dict) else {}


def pdf_sites(source: Source) -> list[Site]:
    """Return the label of a PDF file; labels of earlier revisions count no more."""
    pdf = PdfFile(source)
    value = _info(pdf).get(LABEL)
    if not _is_text(value):
        return []
    found = list(_members(pdf))
    return found or [Site(PLACE, text_of(value), True, pdf.sections[0].at, pdf.source.size)]


def _is_text(value: Any) -> TypeGuard[bytes]:
    return isinstance(value, bytes) and not isinstance(value, Name)


def _members(pdf: PdfFile) -> Iterator[Site]:
    """Yield the labels in the object that holds the information, where it is not packed."""
    reference = pdf.trailer.get(b"Info")
    number = reference.number if isinstance(reference, Ref) else -1
    for section in pdf.sections:
        entry = pdf._entry(section, number)
        if entry is not None and entry[0] == 1:
            at = entry[1] + pdf.base
            parser = pdf.parser_at(at, number)
            parser.value()
            for key, value, start, end in parser.members:
                if key == LABEL and _is_text(value):
                    yield Site(PLACE, text_of(value), True, at + start, at + end)
            return


def edit(source: Source, text: str | None) -> Plan:
    """Append a revision whose information holds the label, or no label."""
    pdf = PdfFile(source)
    info = {key: value for key, value in _info(pdf).items() if key != LABEL}
    if text is None and not pdf_sites(source):
        return [Copy(0, source.size)]
    if _certified(pdf) and not source.forced:
        raise RefusedError(CERTIFIED)
    reference = pdf.trailer.get(b"Info")
    size = pdf.trailer.get(b"Size")
    size = size if isinstance(size, int) else 1
    if not isinstance(reference, Ref):
        reference, size = Ref(size, 0), size + 1
    body = spelled(info)[:-2]
    body += b"/AIGC " + text_string(text) if text is not None else b""
    head = b"\n%AIGC update\n"
    at = source.size + len(head) - pdf.base
    made = b"%d %d obj\n" % reference + body + b">>\nendobj\n"
    last = _stream if pdf.sections[0].is_stream else _table
    trailer = {key: pdf.trailer[key] for key in KEPT if key in pdf.trailer}
    trailer |= {b"Info": reference, b"Prev": pdf.sections[0].at - pdf.base}
    return [Copy(0, source.size), head + made + last(reference, at, at + len(made), size, trailer)]


def _table(reference: Ref, at: int, table_at: int, size: int, trailer: dict[bytes, Any]) -> bytes:
    number, generation = reference
    table = b"xref\n%d 1\n%010d %05d n \n" % (number, at, generation)
    end = b"trailer\n" + spelled({b"Size": size, **trailer})
    return table + end + b"\nstartxref\n%d\n%%%%EOF\n" % table_at


def _stream(reference: Ref, at: int, table_at: int, size: int, trailer: dict[bytes, Any]) -> bytes:
    rows = sorted([(reference.number, at, reference.generation), (size, table_at, 0)])
    data = b"".join(struct.pack(">BQH", 1, place, generation) for _n, place, generation in rows)
    index = [part for number, _place, _generation in rows for part in (number, 1)]
    head = {b"Type": Name(b"XRef"), b"Size": size + 1, b"W": [1, 8, 2], b"Index": index}
    head |= {**trailer, b"Length": len(data)}
    made = b"%d 0 obj\n" % size + spelled(head) + b"\nstream\n" + data + b"\nendstream\nendobj\n"
    return made + b"startxref\n%d\n%%%%EOF\n" % table_at


def _certified(pdf: PdfFile) -> bool:
    """Tell whether the author certified the document (DocMDP, ISO 32000-1, 12.8.2.2)."""
    root = pdf.resolved(pdf.trailer.get(b"Root"))
    permissions = pdf.resolved(root.get(b"Perms")) if isinstance(root, dict) else None
    return isinstance(permissions, dict) and b"DocMDP" in permissions


def payload(source: Source) -> Iterator[Piece]:
    """Yield the file without the updates that `edit` appends, and its other information."""
    yield Copy(0, _without_updates(source))
    info = {key: value for key, value in _info(PdfFile(source)).items() if key != LABEL}
    yield spelled(dict(sorted(info.items())))


def _without_updates(source: Source) -> int:
    end = source.size
    while True:
        start = max(0, end - LONGEST_OWN)
        data = source.at(start, end - start, "PDF")
        at = data.rfind(b"\n%AIGC update\n")
        if at < 0 or OWN.match(data, at) is None:
            return end
        end = start + at


CARRIER = Carrier(
    name="pdf",
    family="document",
    extensions=(".pdf",),
    sniff=lambda source: b"%PDF-" in source.head(1024),
    sites=pdf_sites,
    edit=edit,
    payload=payload,
    guide="PG20258A",
    place="information dictionary, entry /AIGC, as an incremental update",
)

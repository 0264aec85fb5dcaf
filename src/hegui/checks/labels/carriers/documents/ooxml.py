"""The label in DOCX, XLSX and PPTX: the custom property AIGC of the document.

The part `docProps/custom.xml` is made when there is none, and named in the content types and the
relationships of the package (ECMA-376, part 2).
"""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from hegui.checks.labels.carriers.documents.zip import (
    Archive,
    read_archive,
    read_member,
    with_members,
)
from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, RefusedError
from hegui.checks.labels.carriers.refusals import NOT_MERGED, SIGNED
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.carriers.xmp import tag_end

TYPES, RELS, CUSTOM = "[Content_Types].xml", "_rels/.rels", "docProps/custom.xml"
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
CONTENT = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
PLACE = "OOXML docProps/custom.xml AIGC"
SIGNATURES = "_xmlsignatures/"
OVERRIDE = re.compile(
    rb"<(?:\w+:)?Override\b[^>]*PartName=[\"']/docProps/custom\.xml[\"'][^>]*?(?:/>|>\s*</(?:\w+:)?Override>)"
)
CUSTOM_RELATION = re.compile(
    rb"<(?:\w+:)?Relationship\b[^>]*relationships/custom-properties[\"'][^>]*?(?:/>|>\s*</(?:\w+:)?Relationship>)"
)
EMPTY = re.compile(rb">\s*</(?:\w+:)?(?:Types|Relationships)\s*>\s*\Z")
"""The end of a list without entries, which may also be written as one tag."""
TARGET = re.compile(rb"Target=[\"']/?([^\"']+)[\"']")


class Property(NamedTuple):
    """One custom property: its name, its number, its text, and where it stands in the part."""

    name: str
    pid: int
    text: str
    start: int
    end: int


def _sniff(source: Source) -> bool:
    if source.head(4) != b"PK\3\4":
        return False
    try:
        archive = read_archive(source)
    except UnreadableMediaError:
        return b"[Content_Types].xml" in source.head(4096)
    names = {name.partition("/")[0] for name in archive.names}
    return TYPES in archive.names and bool(names & {"word", "xl", "ppt"})


def properties(data: bytes) -> list[Property]:
    """Return the custom properties; declarations of document types and entities are refused."""
    parser = expat.ParserCreate(namespace_separator=" ")
    found: list[Property] = []
    state: dict[str, Any] = {"open": None, "text": []}

    def refuse(*_arguments: Any) -> None:
        raise UnreadableMediaError(DAMAGED, place=PLACE)

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.endswith(" property"):
            pid = attributes.get("pid", "0")
            number = int(pid) if pid.isdecimal() else 0
            state.update(
                open=(attributes.get("name", ""), number, parser.CurrentByteIndex), text=[]
            )

    def end(name: str) -> None:
        if name.endswith(" property") and state["open"]:
            label, pid, at = state["open"]
            close = tag_end(data, parser.CurrentByteIndex)
            found.append(Property(label, pid, "".join(state["text"]), at, close))
            state["open"] = None

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = lambda text: state["text"].append(text)
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise UnreadableMediaError(DAMAGED, place=PLACE) from error
    return found


def _custom_name(source: Source, archive: Archive) -> str:
    """Return the name of the part with custom properties, as the package relates it."""
    member = archive.member(RELS)
    if member is not None:
        relation = CUSTOM_RELATION.search(read_member(source, member))
        target = TARGET.search(relation[0]) if relation else None
        if target:
            return target[1].decode("utf-8", "replace")
    return CUSTOM


def ooxml_sites(source: Source) -> list[Site]:
    """Return the labels of an Office document."""
    archive = read_archive(source)
    member = archive.member(_custom_name(source, archive))
    if member is None:
        return []
    return [
        Site(PLACE, one.text, True, member.at, member.end)
        for one in properties(read_member(source, member))
        if one.name == KEY
    ]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label into the custom properties, and name that part where it is new."""
    archive = read_archive(source)
    if any(name.startswith(SIGNATURES) for name in archive.names) and not source.forced:
        raise RefusedError(SIGNED)
    name = _custom_name(source, archive)
    member = archive.member(name)
    if member is None and text is None:
        return [Copy(0, source.size)]
    old = read_member(source, member) if member else _empty()
    new: dict[str, bytes | None] = {}
    if member is None:
        new |= _announced(source, archive)
    new[name] = _with_property(old, text)
    return with_members(source, archive, new)


def _empty() -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
    return f'{head}<Properties xmlns="{PROPERTIES}" xmlns:vt="{VALUES}"></Properties>'.encode()


def _with_property(data: bytes, text: str | None) -> bytes:
    found = properties(data)
    pid = max([1, *(one.pid for one in found if one.name != KEY)]) + 1
    for one in reversed(found):
        if one.name == KEY:
            data = data[: one.start] + data[one.end :]
    if text is None:
        return data
    made = (
        f'<property xmlns="{PROPERTIES}" xmlns:vt="{VALUES}" fmtid="{FORMAT}" pid="{pid}" '
        f'name="{KEY}"><vt:lpwstr>{escape(text)}</vt:lpwstr></property>'
    )
    return _inserted(data, rb"</(?:\w+:)?Properties\s*>", made.encode())


def _inserted(data: bytes, before: bytes, new: bytes) -> bytes:
    ends = list(re.finditer(before, data))
    if not ends:
        empty = re.search(rb"<((?:\w+:)?(?:Properties|Types|Relationships)\b[^>]*)/>\s*\Z", data)
        if empty is None:
            raise RefusedError(NOT_MERGED, place=PLACE)
        tag = empty[1].split()[0]
        return data[: empty.start()] + b"<" + empty[1] + b">" + new + b"</" + tag + b">"
    at = ends[-1].start()
    return data[:at] + new + data[at:]


def _announced(source: Source, archive: Archive) -> dict[str, bytes | None]:
    types, rels = archive.member(TYPES), archive.member(RELS)
    if types is None or rels is None:
        raise UnreadableMediaError(DAMAGED, place=f"OOXML {RELS}")
    kinds, relations = read_member(source, types), read_member(source, rels)
    if not OVERRIDE.search(kinds):
        namespace = "http://schemas.openxmlformats.org/package/2006/content-types"
        override = f'<Override xmlns="{namespace}" PartName="/{CUSTOM}" ContentType="{CONTENT}"/>'
        kinds = _inserted(kinds, rb"</(?:\w+:)?Types\s*>", override.encode())
    if not CUSTOM_RELATION.search(relations):
        number = next(n for n in range(1, 10_000) if b'"rIdAIGC%d"' % n not in relations)
        namespace = "http://schemas.openxmlformats.org/package/2006/relationships"
        relation = f'<Relationship xmlns="{namespace}" Id="rIdAIGC{number}" Type="{RELATION}" Target="{CUSTOM}"/>'
        relations = _inserted(relations, rb"</(?:\w+:)?Relationships\s*>", relation.encode())
    return {TYPES: kinds, RELS: relations}


def payload(source: Source) -> Iterator[Piece]:
    """Yield all members packed as they are, and the parts that change without the label."""
    archive = read_archive(source)
    name = _custom_name(source, archive)
    for member in archive.members:
        if member.name not in (TYPES, RELS, name):
            yield Copy(member.at, member.end)
    for part, pattern in ((TYPES, OVERRIDE), (RELS, CUSTOM_RELATION)):
        if found := archive.member(part):
            yield EMPTY.sub(b"/>", pattern.sub(b"", read_member(source, found)))
    if custom := archive.member(name):
        left = _with_property(read_member(source, custom), None)
        yield left if properties(left) else b""


CARRIER = Carrier(
    name="ooxml",
    family="document",
    extensions=(".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".dotx", ".xltx", ".potx"),
    sniff=_sniff,
    sites=ooxml_sites,
    edit=edit,
    payload=payload,
    guide="PG20258A",
    place="custom property AIGC in docProps/custom.xml",
)

"""The label in JSON: a member AIGC of the object at the top, a convention of our own."""

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from hegui.checks.labels.carriers.documents.texts import BOM, WHOLE, is_text, member, wrapped_text
from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, RefusedError, replaced
from hegui.checks.labels.carriers.refusals import NO_PLACE
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded

PLACE = "JSON AIGC"
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\],]', re.DOTALL)
SPACE = re.compile(rb"\s*")


class Members(NamedTuple):
    """Where the object at the top begins, whether it is empty, and its members named AIGC.

    A member is (start, end, start of its value, end of its value); `end` takes in one comma.
    """

    brace: int
    empty: bool
    labels: list[tuple[int, int, int, int]]


def _data(source: Source) -> bytes:
    return source.at(0, source.size, "JSON", WHOLE)


def _members(data: bytes) -> Members | None:
    """Return what stands in the object at the top, None when there is none there."""
    start = len(BOM) if data.startswith(BOM) else 0
    brace = _behind_space(data, start)
    try:
        whole = json.loads(decoded(data[start:], "utf-8", "JSON"))
    except (ValueError, RecursionError) as error:
        raise UnreadableMediaError(DAMAGED, place="JSON") from error
    if not isinstance(whole, dict):
        return None
    return Members(brace, not whole, _labels(data, brace))


def _behind_space(data: bytes, at: int) -> int:
    found = SPACE.match(data, at)
    return found.end() if found else at


def _labels(data: bytes, brace: int) -> list[tuple[int, int, int, int]]:
    depth, key_next, out = 1, True, []
    start: int | None = None
    value = last_comma = 0
    for token in TOKEN.finditer(data, brace + 1):
        kind = token[0][:1]
        if kind in b"{[":
            depth += 1
        elif kind in b"}]":
            depth -= 1
            if depth == 0:
                if start is not None:
                    out.append((last_comma or start, token.start(), value, token.start()))
                return out
        elif depth == 1 and kind == b",":
            if start is not None:
                out.append((start, token.end(), value, token.start()))
            start, key_next, last_comma = None, True, token.start()
        elif depth == 1 and key_next:
            key_next = False
            if json.loads(token[0]) == KEY:
                start = token.start()
                value = data.index(b":", token.end()) + 1
    return out


def json_sites(source: Source) -> list[Site]:
    """Return the labels of a JSON file."""
    data = _data(source)
    members = _members(data)
    sites = []
    for _start, _end, at, end in members.labels if members else ():
        raw = data[at:end].strip()
        text = raw.decode("utf-8")
        text = wrapped_text(json.loads(text)) if text.startswith('"') else text
        first = _behind_space(data, at)
        sites.append(Site(PLACE, text, True, first, first + len(raw)))
    return sites


def edit(source: Source, text: str | None) -> Plan:
    """Put the label first into the object at the top, or where a label is."""
    data = _data(source)
    members = _members(data)
    if members is None:
        if text is None:
            return [Copy(0, source.size)]
        raise RefusedError(NO_PLACE, place="JSON")
    if text is not None and members.labels:
        first, *more = members.labels
        changes = [(first[2], first[3], b" " + text.encode())]
        changes += [(start, end, b"") for start, end, _at, _value in more]
        return replaced(source.size, changes)
    changes = [(start, end, b"") for start, end, _at, _value in members.labels]
    if text is not None:
        at = members.brace + 1
        changes.append((at, at, member(text).encode() + (b"" if members.empty else b", ")))
    return replaced(source.size, changes)


def payload(source: Source) -> Iterator[Piece]:
    """Yield what the file says, without labels, and its size apart from spaces."""
    whole = json.loads(_data(source).removeprefix(BOM))
    if isinstance(whole, dict):
        whole.pop(KEY, None)
    yield json.dumps(whole, ensure_ascii=True).encode()


CARRIER = Carrier(
    name="json",
    family="text",
    extensions=(".json", ".geojson", ".ipynb"),
    sniff=lambda source: source.suffix in (".json", ".geojson", ".ipynb") and is_text(source),
    sites=json_sites,
    edit=edit,
    payload=payload,
    guide="",
    place="member AIGC of the object at the top",
)

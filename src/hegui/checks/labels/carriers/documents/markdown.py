"""The label in Markdown: a mapping AIGC in the YAML front matter."""

import json
import re
from collections.abc import Iterator
from typing import Any

import yaml

from hegui.checks.labels.carriers.documents.texts import BOM, WIDE, is_text, wrapped_text
from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, RefusedError, replaced
from hegui.checks.labels.carriers.refusals import NOT_MERGED
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import Source, decoded

LIMIT = 1 << 16
"""Front matter is looked for within this many bytes."""
FENCE = re.compile(rb"---[ \t]*(\r?\n)")
CLOSE = re.compile(rb"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
ENTRY = re.compile(rb"^AIGC[ \t]*:.*(?:\n|\Z)(?:^(?:[ \t]+.*|[ \t]*\r?)(?:\n|\Z))*", re.MULTILINE)
PLACE = "Markdown front matter AIGC"


class _Loader(yaml.SafeLoader):
    """A safe loader that refuses aliases, with which a short text can grow without end."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("alias")
        return super().compose_node(parent, index)


def front(source: Source) -> tuple[int, int, bytes] | None:
    """Return where the front matter begins and ends between its fences, and its line ending."""
    data = source.head(LIMIT)
    begin = len(BOM) if data.startswith(BOM) else 0
    fence = FENCE.match(data, begin)
    if fence is None:
        return None
    close = CLOSE.search(data, fence.end())
    return None if close is None else (fence.end(), close.start(), fence[1])


def _matter(source: Source) -> tuple[int, bytes]:
    found = front(source)
    return (
        (0, b"") if found is None else (found[0], source.at(found[0], found[1] - found[0], PLACE))
    )


def markdown_sites(source: Source) -> list[Site]:
    """Return the labels of a Markdown file."""
    start, data = _matter(source)
    entries = list(ENTRY.finditer(data))
    if not entries:
        return []
    sites = []
    for entry in entries:
        text = decoded(entry[0], "utf-8", PLACE)
        try:
            value = yaml.load(text, Loader=_Loader)[KEY]  # noqa: S506 - a safe loader of our own
        except (yaml.YAMLError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise UnreadableMediaError(DAMAGED, place=PLACE) from error
        at, end = start + entry.start(), start + entry.end()
        sites.append(Site(PLACE, _as_it_stands(text, value), True, at, end))
    return sites


def _as_it_stands(entry: str, value: Any) -> str:
    """Return the label: byte for byte where it is written as JSON, which YAML takes as it is."""
    raw = entry.partition(":")[2].strip()
    try:
        same = raw.startswith("{") and json.loads(raw) == value
    except (ValueError, RecursionError):
        same = False
    return raw if same else wrapped_text(value)


def edit(source: Source, text: str | None) -> Plan:
    """Put the label as one line into the front matter, which is made when there is none."""
    if source.head(2) in WIDE:
        raise RefusedError(NOT_MERGED, place="UTF-16")
    found = front(source)
    line = f"{KEY}: {text}".encode() if text is not None else b""
    if found is None:
        if text is None:
            return [Copy(0, source.size)]
        at = len(BOM) if source.head(3) == BOM else 0
        end = b"\r\n" if b"\r\n" in source.head(4096) else b"\n"
        return replaced(source.size, [(at, at, b"---" + end + line + end + b"---" + end)])
    start, stop, end = found
    data = source.at(start, stop - start, PLACE)
    entries = list(ENTRY.finditer(data))
    changes = [(start + one.start(), start + one.end(), b"") for one in entries]
    if text is not None:
        first = changes[0] if changes else (stop, stop, b"")
        changes[:1] = [(first[0], first[1], line + end)]
    elif entries and not ENTRY.sub(b"", data).strip():
        closing = CLOSE.match(source.head(LIMIT), stop)
        begin = len(BOM) if source.head(3) == BOM else 0
        return replaced(source.size, [(begin, closing.end() if closing else stop, b"")])
    return replaced(source.size, changes)


def payload(source: Source) -> Iterator[Piece]:
    """Yield the text without labels; front matter that held nothing else is as good as none."""
    found = front(source)
    begin = len(BOM) if source.head(3) == BOM else 0
    if found is None:
        yield Copy(0, source.size)
        return
    start, stop, _end = found
    data = source.at(start, stop - start, PLACE)
    left = ENTRY.sub(b"", data)
    yield Copy(0, begin)
    if left.strip() or not ENTRY.search(data):
        yield Copy(begin, start)
        yield left
        yield Copy(stop, source.size)
        return
    closing = CLOSE.match(source.head(LIMIT), stop)
    yield Copy(closing.end() if closing else stop, source.size)


CARRIER = Carrier(
    name="markdown",
    family="text",
    extensions=(".md", ".markdown"),
    sniff=lambda source: source.suffix in (".md", ".markdown") and is_text(source),
    sites=markdown_sites,
    edit=edit,
    payload=payload,
    guide="PG20258A",
    place="YAML front matter, mapping AIGC",
)

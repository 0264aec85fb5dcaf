"""The label in HTML: `<meta name="AIGC" content="…">`, a convention of our own."""

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser

from hegui.checks.labels.carriers.documents.texts import WIDE, is_text
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, RefusedError, replaced
from hegui.checks.labels.carriers.refusals import NOT_MERGED
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import MAX_FIELD, Source

PLACE = "HTML meta AIGC"
START = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


class _Head(HTMLParser):
    """Finds labels, and where the head begins, in the characters of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.labels: list[tuple[str, int, int]] = []
        self.place = 0
        self._rank = 0
        self._lines = [0]
        for found in re.finditer("\n", text):
            self._lines.append(found.end())
        self.feed(text)

    def _at(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        end = self._at() + len(self.get_starttag_text() or "")
        values = dict(attrs)
        if tag == "meta" and (values.get("name") or "").upper() == KEY:
            self.labels.append((values.get("content") or "", self._at(), end))
        self._note({"html": 2, "head": 3}.get(tag, 0), end)

    def handle_decl(self, decl: str) -> None:
        self._note(1, self._at() + len(decl) + 3)

    def _note(self, rank: int, end: int) -> None:
        if rank > self._rank:
            self._rank, self.place = rank, end


def _head(source: Source) -> _Head:
    # Latin-1 keeps one character per byte, so places are offsets; the label itself is ASCII.
    return _Head(source.head(MAX_FIELD).decode("latin-1"))


def html_sites(source: Source) -> list[Site]:
    """Return the labels among the first MB of a page."""
    found = _head(source).labels
    return [
        Site(PLACE, text.encode("latin-1", "replace").decode("utf-8", "replace"), True, at, end)
        for text, at, end in found
    ]


def edit(source: Source, text: str | None) -> Plan:
    """Put the label behind the opening of the head, or of the page."""
    if source.head(2) in WIDE:
        raise RefusedError(NOT_MERGED, place="UTF-16")
    page = _head(source)
    changes = [(at, end, b"") for _text, at, end in page.labels]
    if text is not None:
        at, end = changes[0][:2] if changes else (page.place, page.place)
        # Characters beyond ASCII as references, which mean the same in every encoding.
        content = escape(text).encode("ascii", "xmlcharrefreplace")
        changes[:1] = [(at, end, b'<meta name="AIGC" content="' + content + b'">')]
    return replaced(source.size, changes)


def payload(source: Source) -> Iterator[Piece]:
    """Yield the page without labels."""
    position = 0
    for _text, at, end in _head(source).labels:
        yield Copy(position, at)
        position = end
    yield Copy(position, source.size)


def _sniff(source: Source) -> bool:
    named = source.suffix in (".html", ".htm", ".xhtml")
    return is_text(source) and (named or START.match(source.head(4096)) is not None)


CARRIER = Carrier(
    name="html",
    family="text",
    extensions=(".html", ".htm", ".xhtml"),
    sniff=_sniff,
    sites=html_sites,
    edit=edit,
    payload=payload,
    guide="",
    place='<meta name="AIGC"> in the head',
)

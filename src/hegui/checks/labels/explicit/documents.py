"""The text of a document as a reader sees it: plain text, Markdown, HTML, DOCX, JSON."""

import html.parser
import json
import re
import zipfile
import zlib
from pathlib import Path

from hegui.checks.labels.explicit.errors import CANNOT_READ, ExplicitLabelError
from hegui.checks.labels.explicit.rules import own
from hegui.common.files import why
from hegui.common.text import Text

PLAIN = (".txt", ".md", ".markdown", ".csv")
PAGES = (".html", ".htm")
OFFICE = {
    ".docx": re.compile(r"word/document\.xml\Z"),
    ".pptx": re.compile(r"ppt/slides/slide\d+\.xml\Z"),
}
SUFFIXES = (*PLAIN, *PAGES, *OFFICE, ".json")
HIDDEN = frozenset({"script", "style", "template", "noscript", "head", "title"})
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "li",
        "ul",
        "ol",
        "table",
        "tr",
        "td",
        "th",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "br",
        "hr",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "body",
    ]
)
PARAGRAPHS = re.compile(r"</(?:w:p|a:p)>")
TAGS = re.compile(r"<[^>]*>")
NOT_TEXT = Text("不是 UTF-8 或 GB 18030 文本", "it is neither UTF-8 nor GB 18030 text")
TOO_LARGE = Text("超过读取上限 {limit} 字节", "it is beyond the reading limit of {limit} bytes")
DAMAGED = Text("文件已损坏", "the file is damaged")


class Visible(html.parser.HTMLParser):
    """Collects the text of a page that is shown; what is hidden by an attribute is left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin an element."""
        if self._hidden:
            self._hidden += [tag] if tag == self._hidden[0] else []
        elif tag in HIDDEN or _hides(dict(attrs)):
            self._hidden += [tag] if tag not in ("br", "hr", "img", "input", "meta", "link") else []
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End an element."""
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        elif not self._hidden and tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Take text."""
        if not self._hidden:
            self.parts.append(data)


def _hides(attributes: dict[str, str | None]) -> bool:
    style = re.sub(r"\s", "", attributes.get("style") or "").casefold()
    return "hidden" in attributes or any(
        sign in style for sign in ("display:none", "visibility:hidden", "font-size:0", "opacity:0;")
    )


def visible_text(page: str) -> str:
    """Return the text of an HTML page that is shown, a line for each block."""
    parser = Visible()
    parser.feed(page)
    parser.close()
    return "".join(parser.parts)


def read_text(path: Path) -> str:
    """Return the text of a document; raises `ExplicitLabelError` when it cannot be had."""
    try:
        if path.suffix.lower() in OFFICE:
            return _office(path)
        text = decoded(path)
    except OSError as error:
        raise ExplicitLabelError(path.name, CANNOT_READ, why=why(error)) from error
    if path.suffix.lower() in PAGES:
        return visible_text(text)
    return _strings(text) if path.suffix.lower() == ".json" else text


def decoded(path: Path) -> str:
    """Return a file as UTF-8, else GB 18030 text."""
    limit = int(own()["check"]["largest_text_bytes"])
    if path.stat().st_size > limit:
        raise ExplicitLabelError(path.name, TOO_LARGE, limit=limit)
    data = path.read_bytes()
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ExplicitLabelError(path.name, NOT_TEXT)


def _office(path: Path) -> str:
    """Return the paragraphs of the document or of the slides, in their order."""
    limit = int(own()["check"]["largest_text_bytes"])
    pattern = OFFICE[path.suffix.lower()]
    parts = []
    try:
        with zipfile.ZipFile(path) as archive:
            names = sorted(filter(pattern.match, archive.namelist()), key=lambda n: (len(n), n))
            for name in names:
                if archive.getinfo(name).file_size > limit:
                    raise ExplicitLabelError(path.name, TOO_LARGE, limit=limit)
                parts.append(archive.read(name).decode("utf-8", "replace"))
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError) as error:
        raise ExplicitLabelError(path.name, DAMAGED) from error
    import html

    text = TAGS.sub("", PARAGRAPHS.sub("\n", "\n".join(parts)))
    return html.unescape(text)


def _strings(text: str) -> str:
    """Return the strings of a JSON document, a line each, as a client would show them."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return text
    lines: list[str] = []
    todo = [found]
    while todo:
        node = todo.pop()
        if isinstance(node, str):
            lines.append(node)
        elif isinstance(node, dict):
            todo += reversed(node.values())
        elif isinstance(node, list):
            todo += reversed(node)
    return "\n".join(lines)

"""Visible text of a saved page: tags, scripts and styles are left out."""

from html.parser import HTMLParser

HIDDEN = frozenset({"script", "style", "template", "head", "noscript"})
BLOCKS = frozenset(
    {"p", "div", "br", "li", "tr", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"section", "article", "header", "footer", "body"}
)


class _Visible(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HIDDEN:
            self._hidden.append(tag)
        elif tag in BLOCKS:
            # Pages with an unclosed head are common; the body is always shown.
            if tag == "body":
                self._hidden.clear()
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        elif tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def html_text(source: str) -> str:
    """Return the text that a reader of the page sees, block elements on lines of their own."""
    parser = _Visible()
    parser.feed(source)
    parser.close()
    return "".join(parser.parts)

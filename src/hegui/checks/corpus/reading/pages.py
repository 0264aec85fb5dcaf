"""The text of a web page: what a reader sees, block elements on lines of their own."""

import re

META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
HEAD = 2048
"""Bytes in which a page names its character set (HTML Standard: within the first 1024)."""
HIDDEN = ["script", "style", "template", "noscript", "head", "iframe", "svg"]
BLOCKS = (
    "p,div,br,li,tr,td,th,dt,dd,h1,h2,h3,h4,h5,h6,section,article,header,footer,pre,blockquote,"
    "option,figcaption,caption"
)
BLANK = re.compile(r"[ \t\r\f\v\u00a0]+")
LINES = re.compile(r" ?\n[ \n]*")
WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252"}
"""Names of character sets that pages use for wider ones (Encoding Standard)."""
GUESSES = ("utf-8", "gb18030")
"""Tried in turn where a page does not name its character set."""


def decoded(data: bytes, charset: str, html: bool) -> str | None:
    """Return content as text: by the header, by what the page says, else by trial; None if none fits."""
    found = META.search(data[:HEAD]) if html else None
    named = [charset, found[1].decode("ascii").lower() if found else ""]
    for name in (*filter(None, named), *GUESSES):
        try:
            return data.decode(WIDER.get(name, name)).removeprefix("\ufeff")
        except (UnicodeDecodeError, LookupError):
            continue
    return None


def page_text(html: str) -> str:
    """Return the text of a page."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(html)
    page.strip_tags(HIDDEN)
    for node in page.css(BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    body = page.body or page.root
    text = body.text(deep=True, separator="") if body else ""
    return LINES.sub("\n", BLANK.sub(" ", text)).strip()

"""Splitting the text of a law into its articles, at 第…条."""

import re
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


class Numbering(NamedTuple):
    """How articles are numbered: digits, units, and what begins an article or a chapter."""

    digits: dict[str, int]
    units: dict[str, int]
    article: re.Pattern[str]
    part: re.Pattern[str]
    inserted: str


@lru_cache(maxsize=1)
def numbering() -> Numbering:
    """Return how articles are numbered, read once."""
    path = files("hegui.server.obligations").joinpath("data/articles.yaml")
    words: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    number = words["number"]
    return Numbering(
        words["digits"],
        words["units"],
        re.compile(words["article"].replace("{number}", number)),
        re.compile(words["part"].replace("{number}", number)),
        words["inserted"],
    )


class Article(NamedTuple):
    """One article: its number, 之几 as `suffix` (0 for none), the chapter it stands in, its text."""

    number: int
    suffix: int
    heading: str
    text: str


def chinese_number(text: str) -> int:
    """Return the number that Chinese or Arabic digits write, such as 一百零三."""
    if text.isdecimal():
        return int(text)
    digits, units = numbering().digits, numbering().units
    total = current = 0
    for word in text:
        if word in units:
            total += (current or 1) * units[word]
            current = 0
        elif word in digits:
            current = current * 10 + digits[word]
    return total + current


def split_articles(text: str) -> list[Article]:
    """Return the articles of a text in order.

    A line begins an article when it starts with 第…条 and a space, and the number goes on from the
    last one; other lines that start so are references and belong to the article they stand in.
    """
    lines = [_clean(line) for line in COMMENT.sub("", text).splitlines()]
    return _split(lines, spaced=True) or _split(lines, spaced=False)


def _clean(line: str) -> str:
    """Return a line without Markdown marks and invisible characters."""
    return INVISIBLE.sub("", line).replace("**", "").strip().lstrip("#> ").strip()


def _split(lines: list[str], *, spaced: bool) -> list[Article]:
    found: list[Article] = []
    heading = ""
    body: list[str] = []
    for line in lines:
        head = _head(line, found, spaced=spaced)
        if head is not None:
            _close(found, body)
            number, suffix, rest = head
            found.append(Article(number, suffix, heading, ""))
            body = [rest] if rest else []
        elif numbering().part.match(line):
            heading = line[:200]
        elif line and found:
            body.append(line)
    _close(found, body)
    return [article for article in found if article.text]


def _close(found: list[Article], body: list[str]) -> None:
    if found:
        found[-1] = found[-1]._replace(text="\n".join(body))


def _head(line: str, found: list[Article], *, spaced: bool) -> tuple[int, int, str] | None:
    """Return number, suffix and the rest of a line that begins an article."""
    match = numbering().article.match(line)
    if match is None:
        return None
    rest = match["rest"]
    if spaced and rest and not rest[0].isspace():
        return None
    place = (chinese_number(match[1]), chinese_number(match[2]) if match[2] else 0)
    last = (found[-1].number, found[-1].suffix) if found else (0, 0)
    follows = place in ((last[0] + 1, 0), (last[0], last[1] + 1))
    if place <= last or not (spaced or follows) or place[0] > 3000:
        return None
    return (*place, rest.strip())

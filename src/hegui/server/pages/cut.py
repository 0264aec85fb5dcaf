"""Short lists without pages: cut at a bound, and the reader is told (`pages/cut.html`)."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from hegui.server.pages.language import say

T = TypeVar("T")


class Cut(list[T], Generic[T]):
    """The first rows of a list; `more` tells that there are others, `most` where it was cut."""

    def __init__(self, rows: Iterable[T], most: int) -> None:
        found = list(islice(rows, most + 1))
        super().__init__(found[:most])
        self.more = len(found) > most
        self.most = most

    def shown(self, show: Callable[[T], Any]) -> "Cut[Any]":
        """Return the same rows made ready for a page."""
        made: Cut[Any] = Cut(map(show, self), self.most)
        made.more = self.more
        return made


def cut(rows: QuerySet[Any], most: int) -> Cut[Any]:
    """Return the first rows (one query), and whether there are more."""
    return Cut(rows[: most + 1], most)


def titled(title: str, choices: Cut[Any]) -> str:
    """Return the title of a filter, which says so where its choices were cut."""
    if not choices.more:
        return title
    return say("{title}（只列前 {n} 项）", "{title} (the first {n})", title=title, n=choices.most)

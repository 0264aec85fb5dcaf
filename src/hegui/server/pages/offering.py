"""What a list of choices offers: the newest, what was asked for by name, and whether it is cut."""

import uuid
from typing import Any, NamedTuple

from django.db.models import QuerySet

from hegui.server.pages.language import say


class Offered(NamedTuple):
    """The records to choose from; `cut` tells that there are more."""

    rows: list[Any]
    most: int
    cut: bool

    def said(self, how: str) -> str:
        """Return that the list is cut, and how to come to the others; nothing when it is whole."""
        if not self.cut:
            return ""
        return (
            say("只列出最新的 {n} 项。", "Only the newest {n} are listed.", n=self.most) + " " + how
        )


def offered(rows: QuerySet[Any], most: int, asked: str = "") -> Offered:
    """Return the first rows, and the one whose id was asked for, wherever it stands."""
    found = list(rows[: most + 1])
    cut = len(found) > most
    found = found[:most]
    try:
        key = uuid.UUID(asked)
    except ValueError:
        return Offered(found, most, cut)
    if cut and all(row.pk != key for row in found):
        found.extend(rows.filter(pk=key)[:1])
    return Offered(found, most, cut)

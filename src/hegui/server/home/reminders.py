"""Reminding owners of reviews and of filings that run out: each day of each record once.

Tasks, requests and evidence are reminded of by their own apps.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from hegui.common.text import Text
from hegui.server.core.models import Organisation, User
from hegui.server.core.viewer import Viewer, system_viewer, viewer_for
from hegui.server.home.retention import administrators
from hegui.server.home.sources import SOURCES, Source
from hegui.server.improvement.services import notify
from hegui.server.inventory.words import due_within
from hegui.server.pages.language import speaking

REVIEWS_AHEAD = dt.timedelta(days=14)
"""Reviews are reminded of from this long before their day (our own default)."""
REMINDED = ("filings", "controls", "obligations")
SENTENCE = Text("{what}：{title}（{day}）", "{what}: {title} ({day})")


def remind_owners(organisation: Organisation, day: dt.date) -> int:
    """Tell the owner of each review or filing that is due soon or overdue; return how many were.

    Nobody is told twice of the same day of a record. Owners who left or may no longer see the
    record are passed over; a filing that nobody owns is told to the administrators.
    """
    machine, viewers = system_viewer(organisation), _Viewers(organisation)
    told = 0
    for source in (SOURCES[key] for key in REMINDED):
        ahead = due_within() if source.key == "filings" else REVIEWS_AHEAD
        rows = source.rows(machine).filter(due_day__lte=day + ahead).order_by("due_day", "pk")
        for row in rows.iterator(500):
            told += sum(_tell(organisation, source, row, user) for user in viewers.of(source, row))
    return told


class _Viewers:
    """The people of an organisation who may be told, each looked up once."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.known: dict[Any, Viewer] = {}
        self.spare: list[User] | None = None

    def of(self, source: Source, row: Any) -> Iterable[User]:
        """Return who is to be told of a row."""
        owner: User | None = source.owner(row)
        if owner is None:
            return self._administrators() if source.key == "filings" else ()
        return (owner,) if owner.is_active and self._sees(owner, source, row) else ()

    def _sees(self, owner: User, source: Source, row: Any) -> bool:
        if owner.pk not in self.known:
            self.known[owner.pk] = viewer_for(owner, self.organisation)
        record = row.subject if source.key == "filings" else row
        return self.known[owner.pk].may(source.permission, record)

    def _administrators(self) -> list[User]:
        if self.spare is None:
            self.spare = administrators(self.organisation)
        return self.spare


def _tell(organisation: Organisation, source: Source, row: Any, user: User) -> bool:
    href = source.href(system_viewer(organisation), row)
    key = f"due:{source.key}:{row.pk}:{row.due_day}"
    text = sentence(source, row)
    return notify(user, text, href, organisation=organisation, key=key) is not None


def sentence(source: Source, row: Any) -> Text:
    """Return what is due, in both languages."""
    what, day = source.said_of(row), str(row.due_day)
    with speaking("zh"):
        zh = SENTENCE.in_("zh", what=what.zh, title=source.title(row), day=day)
    with speaking("en"):
        en = SENTENCE.in_("en", what=what.en.capitalize(), title=source.title(row), day=day)
    return Text(zh, en)

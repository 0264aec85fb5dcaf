"""Journals of earlier tests, read for what they say of times and failures."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from hegui.checks.model.capability.measuring import Sent, chars_of, sent_of
from hegui.checks.model.errors import NoTimesError
from hegui.checks.model.journal.lines import placed_lines
from hegui.checks.model.journal.sealing import opened
from hegui.engine.sealing import Seal

CHINA = dt.timezone(dt.timedelta(hours=8))


def read_sent(path: Path, seal: Seal | None) -> Iterator[Sent]:
    """Yield the requests of a journal; every attempt is one.

    Raises `JournalDamagedError` for a broken chain, `JournalSealedError` for another key, and
    `NoTimesError` for a journal without any request over a network.
    """
    chars: dict[tuple[str, str], int] = {}
    found = False
    with path.open("rb") as file:
        for line, _, _ in placed_lines(file, path.name):
            if line.sealed and seal is None:
                raise NoTimesError(path=path.name)
            entry = opened(line, seal) if line.sealed and seal else line
            key = entry.about, entry.request
            if entry.body:
                chars[key] = chars_of(entry.body)
            if sent := sent_of(entry, chars.get(key, 0)):
                found = True
                yield sent
    if not found:
        raise NoTimesError(path=path.name)


def day_of(sent: Sent) -> dt.date:
    """Return the calendar day of a request in China."""
    return sent.ended.astimezone(CHINA).date()

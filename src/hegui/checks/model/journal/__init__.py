"""The journal of a run: every attempt, appended line by line, chained by hash."""

from hegui.checks.model.journal.file import NAME, Journal
from hegui.checks.model.journal.known import Known, KnownRequests
from hegui.checks.model.journal.lines import (
    FORMAT,
    START,
    Contents,
    Entry,
    Line,
    about_digest,
    chained,
    parsed_line,
    read_journal,
)

__all__ = [
    "FORMAT",
    "NAME",
    "START",
    "Contents",
    "Entry",
    "Journal",
    "Known",
    "KnownRequests",
    "Line",
    "about_digest",
    "chained",
    "parsed_line",
    "read_journal",
]

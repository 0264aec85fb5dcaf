"""Importing what is done about many obligations: all of it or nothing, one entry for each."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction

from hegui.server.core.viewer import Viewer
from hegui.server.obligations.services.entries import entry_change


class BulkChange(NamedTuple):
    """The changes of one obligation; `expected` is the version that they rest on."""

    obligation: str
    changes: Mapping[str, Any]
    expected: int


def entries_import(
    *,
    acting_user: Viewer,
    rows: Sequence[BulkChange],
    reason: str = "",
    effective_on: dt.date | None = None,
) -> int:
    """Change many entries in one transaction; return how many were changed."""
    with transaction.atomic():
        for row in rows:
            entry_change(
                acting_user=acting_user,
                obligation=row.obligation,
                changes=row.changes,
                expected=row.expected,
                effective_on=effective_on,
                reason=reason,
            )
    return len(rows)

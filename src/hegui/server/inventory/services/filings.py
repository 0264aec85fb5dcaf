"""Writing filings."""

import datetime as dt
from typing import Any

from hegui.server.core.errors import InvalidError
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import writing
from hegui.server.inventory.models import Filing, Subject
from hegui.server.inventory.rules import FILING_STATUSES, check_number, filing_kinds

CHANGE = "inventory.change"
ORDER = (("filed_on", "granted_on"), ("granted_on", "expires_on"), ("renewal_on", "expires_on"))
"""Pairs of dates: the first may not come after the second."""


def filing_create(*, acting_user: Viewer, **fields: Any) -> Filing:
    """Record a filing, about a subject or about the organisation itself."""
    filing = Filing(organisation=acting_user.organisation, **fields)
    may_change(acting_user, filing.subject)
    check_filing(filing)
    with writing(acting_user) as write:
        return write.create(filing, "inventory.filing.recorded")


def filing_change(
    *,
    acting_user: Viewer,
    filing: Filing,
    changes: dict[str, Any],
    expected: int | None = None,
    reason: str = "",
) -> Filing:
    """Change a filing."""
    may_change(acting_user, filing.subject)
    if "subject" in changes:
        may_change(acting_user, changes["subject"])
    names = ("subject", "procedure", "number", "status", *dict(ORDER), "expires_on")
    state = {name: getattr(filing, name) for name in names} | changes
    check_filing(Filing(organisation=filing.organisation, **state))
    with writing(acting_user) as write:
        return write.change(
            filing, "inventory.filing.changed", changes, expected=expected, reason=reason
        )


def filing_remove(*, acting_user: Viewer, filing: Filing, reason: str = "") -> None:
    """Delete a filing recorded by mistake."""
    may_change(acting_user, filing.subject)
    with writing(acting_user) as write:
        write.remove(filing, "inventory.filing.removed", reason=reason)


def may_change(viewer: Viewer, subject: Subject | None) -> None:
    """Require the right to change a subject, or the organisation's own filings."""
    viewer.require(CHANGE, subject or Subject(organisation=viewer.organisation))


def check_filing(filing: Filing) -> None:
    """Refuse an unknown kind or state, dates in the wrong order, a granted one without number."""
    if filing.procedure not in filing_kinds():
        raise InvalidError(
            field="procedure", what_zh="没有这种备案。", what_en="there is no such filing."
        )
    if filing.status not in FILING_STATUSES:
        raise InvalidError(field="status", what_zh="没有这种状态。", what_en="no such state.")
    check_number(filing.procedure, filing.number)
    for first, second in ORDER:
        early: dt.date | None = getattr(filing, first)
        late: dt.date | None = getattr(filing, second)
        if early and late and early > late:
            raise InvalidError(
                field=second,
                what_zh="日期先后不对。",
                what_en="the dates are in the wrong order.",
            )

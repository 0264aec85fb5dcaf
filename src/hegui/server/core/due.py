"""The day by which something is due: today or later, unless history is taken over."""

import datetime as dt

from hegui.common.dates import today
from hegui.server.core.errors import InvalidError


def check_due(
    day: dt.date | None, *, backdated: bool = False, before: dt.date | None = None
) -> None:
    """Raise `InvalidError` for a new due day that has passed in Asia/Shanghai.

    `before` is the day that stood there already and may stay; `backdated` says that the past is
    meant, as when records are taken over from elsewhere.
    """
    if day is None or backdated or day == before or day >= today():
        return
    raise InvalidError(
        field="due_on",
        what_zh=f"{day} 已经过去，请填今天（{today()}）或以后的日期。",
        what_en=f"{day} has passed; give today ({today()}) or a later day.",
    )

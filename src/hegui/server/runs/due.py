"""When a schedule is due next."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

from hegui.server.core.errors import InvalidError
from hegui.server.runs.errors import CronRefusedError
from hegui.server.runs.words import OFTEN


def next_time(cron: str, zone: str, after: dt.datetime) -> dt.datetime:
    """Return the first time after a moment, in UTC, that a schedule names in its own zone.

    `cron` is daily, weekly, monthly, or the five fields of crontab. Raises `CronRefusedError` for
    a time that cannot be read or never comes, `InvalidError` for an unknown zone.
    """
    from cronsim import CronSim, CronSimError

    if zone not in available_timezones():
        raise InvalidError(
            field="zone",
            what_zh="没有这个时区；例如 Asia/Shanghai。",
            what_en="there is no such time zone; write one like Asia/Shanghai.",
        )
    fields = OFTEN[cron][1] if cron in OFTEN else cron
    local = after.astimezone(ZoneInfo(zone))
    try:
        if len(fields.split()) != 5:
            raise CronSimError("five fields")
        found: dt.datetime = next(CronSim(fields, local))
    except (CronSimError, StopIteration, ValueError, OverflowError) as error:
        raise CronRefusedError(field="cron", cron=cron[:120]) from error
    return found.astimezone(dt.UTC)

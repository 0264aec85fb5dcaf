"""The period of an item as a picture: what it covers, how long it is valid, where today is."""

import datetime as dt
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hegui.common.dates import today
from hegui.server.evidence.models import Item
from hegui.server.evidence.selectors import document_date
from hegui.server.pages.charts import svg
from hegui.server.pages.language import say

WIDTH, HEIGHT, EDGE = 380, 92, 8


class Band(NamedTuple):
    """A stretch of time."""

    name: str
    label: str
    begin: dt.date
    end: dt.date


def period_bar(item: Item) -> SafeString:
    """Draw the covered period and the validity on one line of time, with a text alternative."""
    bands = _bands(item)
    if not bands:
        return SafeString("")
    now = today()
    days = [now, *(b.begin for b in bands), *(b.end for b in bands)]
    first, last = min(days), max(days)
    span = max((last - first).days, 1)

    def at(day: dt.date) -> float:
        return EDGE + (WIDTH - 2 * EDGE) * (day - first).days / span

    rows = format_html_join(
        "", "{}", ((_band(b, n, at(b.begin), at(b.end)),) for n, b in enumerate(bands))
    )
    mark = format_html(
        '<line class="period-today" x1="{0}" x2="{0}" y1="4" y2="68"/>'
        '<text class="period-label" x="{0}" y="82" text-anchor="{1}">{2}</text>',
        f"{at(now):.1f}",
        _anchor(at(now)),
        say("今天 {day}", "today {day}", day=now),
    )
    summary = say("；", "; ").join(f"{b.label} {b.begin} – {b.end}" for b in bands)
    body = format_html("{}{}", rows, mark)
    return svg(WIDTH, HEIGHT, say("期间与有效期", "Period and validity"), summary, body)


def _bands(item: Item) -> list[Band]:
    begin, end = item.period_from or item.period_to, item.period_to or item.period_from
    found = []
    if begin and end:
        found.append(Band("covered", say("覆盖期间", "covers"), begin, end))
    if item.valid_until:
        start = min(document_date(item), item.valid_until)
        found.append(Band("valid", say("有效期", "valid"), start, item.valid_until))
    return found


def _band(band: Band, row: int, left: float, right: float) -> SafeString:
    top = 6 + row * 32
    return format_html(
        '<rect class="period-{}" x="{}" y="{}" width="{}" height="12" rx="2"/>'
        '<text class="period-label" x="{}" y="{}" text-anchor="{}">{}</text>',
        band.name,
        f"{left:.1f}",
        top,
        f"{max(right - left, 4):.1f}",
        f"{left:.1f}" if left < WIDTH / 2 else f"{right:.1f}",
        top + 25,
        "start" if left < WIDTH / 2 else "end",
        f"{band.label} {band.begin} – {band.end}",
    )


def _anchor(x: float) -> str:
    return "start" if x < 80 else "end" if x > WIDTH - 80 else "middle"

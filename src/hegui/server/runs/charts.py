"""Pictures of runs: a rate with its interval against the limit, counts by risk as dots."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hegui.server.pages.charts import WIDTH, Chart, number, svg
from hegui.server.pages.language import say

LEFT, RIGHT, ROW = 200, 70, 26
MOST_ROWS = 40


class Rate(NamedTuple):
    """A share with its interval; everything in percent."""

    name: str
    share: float
    low: float
    high: float


def rate_chart(rates: Sequence[Rate], title: str, limit: float | None, limit_text: str) -> Chart:
    """Draw shares as points with an interval, and the limit as a line, on an axis that fits."""
    first, last = _axis(rates, limit)
    height = 40 + len(rates) * ROW

    def at(value: float) -> str:
        share = (min(max(value, first), last) - first) / (last - first)
        return number(LEFT + share * (WIDTH - LEFT - RIGHT))

    parts = [_edges(first, last, height)]
    if limit is not None:
        parts.append(_limit(at(limit), height, limit_text))
    parts += [_row(rate, 20 + line * ROW, at) for line, rate in enumerate(rates)]
    rows = tuple(
        (r.name, f"{r.share:.2f}%", f"{r.low:.2f}% – {r.high:.2f}%", limit_text) for r in rates
    )
    heads = (
        say("测量", "Measure"),
        say("比率", "Rate"),
        say("95% 区间", "95% interval"),
        say("限值", "Limit"),
    )
    summary = say("，", ", ").join(
        [*(f"{r.name} {r.share:.2f}%" for r in rates), *([limit_text] if limit_text else [])]
    )
    body = format_html_join("", "{}", ((part,) for part in parts))
    picture = svg(WIDTH, height, title, summary, body)
    return Chart(svg=picture, title=title, summary=summary, heads=heads, rows=rows)


def _axis(rates: Sequence[Rate], limit: float | None) -> tuple[float, float]:
    """Return the ends of an axis that shows all, in steps of five percent."""
    values = [v for r in rates for v in (r.low, r.high, r.share)]
    values += [] if limit is None else [limit]
    low, high = min(values, default=0.0), max(values, default=100.0)
    first = max(0.0, 5 * ((low - 2) // 5))
    last = min(100.0, 5 * ((high + 2) // 5 + 1))
    return first, max(last, first + 5)


def _edges(first: float, last: float, height: int) -> SafeString:
    return format_html(
        '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text class="muted" x="{0}" y="{3}">{4}%</text>'
        '<text class="muted" x="{1}" y="{3}" text-anchor="end">{5}%</text>',
        LEFT,
        WIDTH - RIGHT,
        height - 18,
        height - 3,
        f"{first:g}",
        f"{last:g}",
    )


def _limit(x: str, height: int, text: str) -> SafeString:
    return format_html(
        '<line class="limit" x1="{0}" x2="{0}" y1="4" y2="{1}"/>'
        '<text class="muted" x="{0}" y="{2}" text-anchor="middle">{3}</text>',
        x,
        height - 16,
        height - 3,
        text,
    )


def _row(rate: Rate, y: int, place: Callable[[float], str]) -> SafeString:
    return format_html(
        '<text x="0" y="{0}">{1}</text><line class="interval" x1="{2}" x2="{3}" y1="{4}" y2="{4}"/>'
        '<circle class="mark" cx="{5}" cy="{4}" r="4.5"/>'
        '<text class="muted" x="{6}" y="{0}" text-anchor="end">{7}</text>',
        y + 4,
        short(rate.name),
        place(rate.low),
        place(rate.high),
        y,
        place(rate.share),
        WIDTH,
        f"{rate.share:.1f}%",
    )


def count_chart(counts: Sequence[tuple[str, float]], title: str) -> Chart:
    """Draw counts as sorted dots on lines that begin at nothing."""
    ordered = sorted(counts, key=lambda row: (-row[1], row[0]))
    shown = ordered[:MOST_ROWS]
    most = max((value for _, value in shown), default=0) or 1
    parts = []
    for line, (name, value) in enumerate(shown):
        x = LEFT + value / most * (WIDTH - LEFT - RIGHT)
        parts.append(_dot(name, value, 14 + line * 22, x))
    rows = tuple((name, f"{value:g}") for name, value in ordered)
    summary = say(
        "{n} 项，最多 {most}", "{n} items, at most {most}", n=len(ordered), most=f"{most:g}"
    )
    body = format_html_join("", "{}", ((part,) for part in parts))
    picture = svg(WIDTH, 10 + len(shown) * 22, title, summary, body)
    heads = (say("项目", "Item"), say("计数", "Count"))
    return Chart(svg=picture, title=title, summary=summary, heads=heads, rows=rows)


def _dot(name: str, value: float, y: int, x: float) -> SafeString:
    return format_html(
        '<text x="0" y="{0}"><title>{1}</title>{2}</text>'
        '<line class="grid" x1="{3}" x2="{4}" y1="{5}" y2="{5}"/>'
        '<circle class="mark" cx="{4}" cy="{5}" r="4"/>'
        '<text class="muted" x="{6}" y="{0}" text-anchor="end">{7}</text>',
        y + 4,
        name,
        short(name),
        LEFT,
        number(x),
        y,
        WIDTH,
        f"{value:g}",
    )


def short(name: str) -> str:
    """Return a name that fits beside a picture."""
    width = 0.0
    for at, sign in enumerate(name):
        width += 2 if ord(sign) > 0x2E80 else 1
        if width > 26:
            return name[:at] + "…"
    return name

"""Charts drawn on the server as SVG: coloured by class, with a title and a text alternative.

The page shows the same numbers as a table behind a disclosure (`pages/chart.html`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hegui.server.pages.language import language, say
from hegui.server.pages.words import VERDICTS

WIDTH = 640


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture, what it says in words, and its numbers as a table."""

    svg: SafeString
    title: str
    summary: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str = ""


class Point(NamedTuple):
    """A value on a day, with an event that explains a step."""

    day: str
    value: float
    event: str = ""


def svg(width: int, height: int, title: str, summary: str, body: SafeString) -> SafeString:
    """Return an SVG picture that says in words what it shows."""
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" width="{}" height="{}" role="img" '
        'aria-label="{}"><title>{}</title>{}</svg>',
        width,
        height,
        width,
        height,
        f"{title}{say('：', ': ')}{summary}",
        title,
        body,
    )


def number(value: float) -> str:
    """Return a coordinate without a tail of zeros."""
    return f"{value:.1f}".rstrip("0").rstrip(".")


def verdict_bar(counts: Mapping[str, int], title: str) -> Chart:
    """Draw the five verdicts as one bar, each part with its number where there is room."""
    total = sum(counts.get(word, 0) for word in VERDICTS)
    rows = tuple((say(w.zh, w.en), str(counts.get(word, 0))) for word, w in VERDICTS.items())
    summary = say("，", ", ").join(f"{name} {count}" for name, count in rows)
    parts, left = [], 0.0
    for word in VERDICTS:
        width = WIDTH * counts.get(word, 0) / total if total else 0.0
        if width:
            parts.append(_bar_part(word, left, width, counts.get(word, 0)))
        left += width
    body = format_html_join("", "{}", ((part,) for part in parts))
    heads = (say("结论", "Verdict"), say("条款数", "Clauses"))
    return Chart(
        svg=svg(WIDTH, 28, title, summary, body),
        title=title,
        summary=summary,
        heads=heads,
        rows=rows,
    )


def _bar_part(word: str, left: float, width: float, count: int) -> SafeString:
    shape = format_html(
        '<rect class="v-{}" x="{}" y="0" width="{}" height="28"/>',
        word,
        number(left),
        number(max(width - 1.5, 0.5)),
    )
    if width < 8 * len(str(count)) + 6:
        return shape
    text = format_html(
        '<text class="on-mark" x="{}" y="19" text-anchor="middle">{}</text>',
        number(left + width / 2),
        count,
    )
    return format_html("{}{}", shape, text)


def heat_map(rows: Sequence[tuple[str, Mapping[str, int]]], title: str, *, row_head: str) -> Chart:
    """Draw counts of verdicts by layer: one row each, shaded by share, numbers inside."""
    words = list(VERDICTS)
    left, cell, high = 190, 88 if language() == "zh" else 106, 30
    parts = [_heat_heads(words, left, cell)]
    for line, (name, counts) in enumerate(rows):
        y = 26 + line * high
        total = sum(counts.get(word, 0) for word in words) or 1
        parts.append(format_html('<text x="0" y="{}">{}</text>', y + 19, shortened(name)))
        for column, word in enumerate(words):
            count = counts.get(word, 0)
            parts.append(
                _heat_cell(left + column * cell, y, cell, high, word, count, count / total)
            )
    body = format_html_join("", "{}", ((part,) for part in parts))
    table = tuple((name, *(str(counts.get(word, 0)) for word in words)) for name, counts in rows)
    heads = (row_head, *(say(VERDICTS[w].zh, VERDICTS[w].en) for w in words))
    summary = _worst(rows)
    height = 30 + len(rows) * high
    picture = svg(left + cell * len(words), height, title, summary, body)
    return Chart(svg=picture, title=title, summary=summary, heads=heads, rows=table)


def _worst(rows: Sequence[tuple[str, Mapping[str, int]]]) -> str:
    """Return in words what the picture shows: how many rows, and where most does not conform."""
    told = say("{n} 行", "{n} rows", n=len(rows))
    name, counts = max(rows, key=lambda row: row[1].get("does_not_conform", 0), default=("", {}))
    if not counts.get("does_not_conform"):
        return told + say("，没有不符合", ", nothing that does not conform")
    return told + say(
        "，不符合最多的是{name}（{n} 项）",
        ", most that does not conform: {name} ({n})",
        name=name,
        n=counts["does_not_conform"],
    )


def shortened(name: str, room: int = 28) -> str:
    """Return a label cut to what fits beside a chart; a Chinese character takes two places."""
    taken = 0
    for place, letter in enumerate(name):
        taken += 2 if letter > "\u2e7f" else 1
        if taken > room:
            return name[: place - 1].rstrip() + "…"
    return name


def _heat_heads(words: Sequence[str], left: int, cell: int) -> SafeString:
    return format_html_join(
        "",
        '<text class="muted" x="{}" y="16" text-anchor="middle">{}</text>',
        (
            (left + column * cell + cell // 2, say(VERDICTS[word].zh, VERDICTS[word].en))
            for column, word in enumerate(words)
        ),
    )


def _heat_cell(
    x: int, y: int, width: int, height: int, word: str, count: int, share: float
) -> SafeString:
    opacity = number(round(0.12 + 0.5 * share, 1)) if count else "0"
    return format_html(
        '<rect class="h0" x="{0}" y="{1}" width="{2}" height="{3}"/>'
        '<rect class="v-{4}" fill-opacity="{5}" x="{0}" y="{1}" width="{2}" height="{3}"/>'
        '<text class="cell-text" x="{6}" y="{7}" text-anchor="middle">{8}</text>',
        x,
        y,
        width - 2,
        height - 2,
        word,
        opacity,
        x + width // 2,
        y + 19,
        count or "·",
    )


def trend(points: Sequence[Point], title: str, unit: str) -> Chart:
    """Draw a figure over time as a line with its events; the axis runs from 0 to 100."""
    height, left, right, top, bottom = 200, 40, 20, 14, 34
    step = (WIDTH - left - right) / max(len(points) - 1, 1)
    places = [
        (left + i * step, top + (height - top - bottom) * (1 - p.value / 100))
        for i, p in enumerate(points)
    ]
    line = " ".join(f"{number(x)},{number(y)}" for x, y in places)
    parts = [
        _grid(height, left, right, top, bottom),
        format_html('<polyline class="curve" points="{}"/>', line),
    ]
    for (x, y), point in zip(places, points, strict=True):
        parts.append(
            format_html('<circle class="mark" cx="{}" cy="{}" r="4"/>', number(x), number(y))
        )
        if point.event:
            parts.append(
                format_html(
                    '<line class="limit" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
                    number(x),
                    top,
                    height - bottom,
                )
            )
    for i in sorted({0, len(points) - 1}) if points else []:
        anchor = "start" if i == 0 else "end"
        parts.append(
            format_html(
                '<text class="muted" x="{}" y="{}" text-anchor="{}">{}</text>',
                number(places[i][0]),
                height - 12,
                anchor,
                points[i].day,
            )
        )
    rows = tuple((p.day, f"{p.value:g}", p.event) for p in points)
    told = _course(points, unit)
    body = format_html_join("", "{}", ((part,) for part in parts))
    heads = (say("日期", "Date"), say("数值", "Value") + f" ({unit})", say("事件", "Event"))
    return Chart(
        svg=svg(WIDTH, height, title, told, body), title=title, summary=told, heads=heads, rows=rows
    )


def _course(points: Sequence[Point], unit: str) -> str:
    """Return in words where a line begins and ends."""
    if not points:
        return say("还没有数据", "no data yet")
    first, last = points[0], points[-1]
    return say(
        "{n} 次，从 {day} 的 {value}{unit} 到 {until} 的 {end}{unit}",
        "{n} points, from {value}{unit} on {day} to {end}{unit} on {until}",
        n=len(points),
        day=first.day,
        value=f"{first.value:g}",
        until=last.day,
        end=f"{last.value:g}",
        unit=unit,
    )


def _grid(height: int, left: int, right: int, top: int, bottom: int) -> SafeString:
    return format_html_join(
        "",
        '<line class="grid" x1="{0}" x2="{1}" y1="{2}" y2="{2}"/>'
        '<text class="muted" x="{3}" y="{4}" text-anchor="end">{5}</text>',
        (
            (left, WIDTH - right, number(y), left - 6, number(y + 4), value)
            for value in (0, 50, 100)
            for y in [top + (height - top - bottom) * (1 - value / 100)]
        ),
    )


def dots(
    rows: Sequence[tuple[str, float, float, float]], title: str, *, limit: float, unit: str = "%"
) -> Chart:
    """Draw rates as points with an interval against a limit line: (name, rate, low, high)."""
    left, high = 190, 26
    scale = (WIDTH - left - 60) / 100
    height = 30 + len(rows) * high
    parts = [
        format_html(
            '<line class="limit" x1="{0}" x2="{0}" y1="6" y2="{1}"/>',
            number(left + limit * scale),
            height - 16,
        ),
        format_html(
            '<text class="muted" x="{}" y="{}" text-anchor="middle">{} {}{}</text>',
            number(left + limit * scale),
            height - 3,
            say("限值", "limit"),
            f"{limit:g}",
            unit,
        ),
    ]
    for line, (name, rate, low, up) in enumerate(rows):
        y = 18 + line * high
        parts.append(_dot_row(name, y, left, scale, (rate, low, up), unit))
    body = format_html_join("", "{}", ((part,) for part in parts))
    table = tuple((n, f"{r:.2f}", f"{lo:.2f} – {up:.2f}") for n, r, lo, up in rows)
    heads = (say("项目", "Item"), say("比率", "Rate") + f" {unit}", say("区间", "Interval"))
    summary = say(
        "{n} 项，限值 {limit}{unit}",
        "{n} items, limit {limit}{unit}",
        n=len(rows),
        limit=f"{limit:g}",
        unit=unit,
    )
    return Chart(
        svg=svg(WIDTH, height, title, summary, body),
        title=title,
        summary=summary,
        heads=heads,
        rows=table,
    )


def _dot_row(
    name: str, y: int, left: int, scale: float, values: tuple[float, float, float], unit: str
) -> SafeString:
    rate, low, up = values
    return format_html(
        '<text x="0" y="{0}">{1}</text><line class="interval" x1="{2}" x2="{3}" y1="{4}" y2="{4}"/>'
        '<circle class="mark" cx="{5}" cy="{4}" r="4.5"/>'
        '<text class="muted" x="{6}" y="{0}" text-anchor="end">{7}</text>',
        y + 4,
        shortened(name),
        number(left + low * scale),
        number(left + up * scale),
        y,
        number(left + rate * scale),
        WIDTH,
        f"{rate:.1f}{unit}",
    )

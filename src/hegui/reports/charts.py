"""Charts as SVG: drawn by small functions from numbers, no clock, no randomness.

Colours are CSS classes, so that light, dark and print follow the page; every chart has a title,
a text alternative and its data beside it in the page.
"""

from collections.abc import Sequence
from html import escape

from hegui.reports.context import RateView, ScoreView, Word

WIDTH = 720


def svg(height: int, title: str, body: str, width: int = WIDTH, kind: str = "") -> str:
    """Return a drawing with its title as text alternative; `body` is markup already.

    `kind` is a further class, by which a page chooses between drawings of one thing.
    """
    return (
        f'<svg class="{f"chart {kind}".strip()}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{escape(title)}"><title>{escape(title)}</title>{body}</svg>'
    )


def stacked_bar(counts: Sequence[tuple[Word, int]], title: str) -> str:
    """Return one bar split by verdict; each part wide enough carries its number."""
    total = sum(count for _, count in counts) or 1
    parts, x = [], 0.0
    for word, count in counts:
        width = WIDTH * count / total
        if count:
            parts.append(_part(word, count, x, width))
        x += width
    return svg(44, title, "".join(parts))


def _part(word: Word, count: int, x: float, width: float) -> str:
    label = f"{word.label} {count}"
    number = (
        f'<text class="on-{word.code}" x="{x + width / 2:.1f}" y="28">{count}</text>'
        if width > 24
        else ""
    )
    return (
        f'<g class="v-{word.code}"><title>{escape(label)}</title>'
        f'<rect x="{x:.1f}" y="4" width="{max(width - 1.5, 1):.1f}" height="36"/>{number}</g>'
    )


def score_bars(scores: Sequence[ScoreView], title: str) -> str:
    """Return one row per layer: points as a bar, the determined share as a tick."""
    rows = []
    for index, score in enumerate(scores):
        y, scale = 8 + index * 28, (WIDTH - 260) / 100
        tick = 200 + score.determined * scale
        rows.append(
            f'<text class="label" x="190" y="{y + 14}">{escape(score.label)}</text>'
            f'<rect class="track" x="200" y="{y}" width="{100 * scale:.1f}" height="18"/>'
            f'<rect class="bar" x="200" y="{y}" width="{score.percent * scale:.1f}" height="18"/>'
            f'<line class="tick" x1="{tick:.1f}" x2="{tick:.1f}" y1="{y - 2}" y2="{y + 20}"/>'
            f'<text class="number" x="{WIDTH - 50}" y="{y + 14}">{score.percent:.0f}%</text>'
        )
    return svg(8 + len(scores) * 28, title, "".join(rows))


def rate_plot(rate: RateView) -> str:
    """Return a point with its 95 % interval against the limit as a line."""
    left, span = 8, WIDTH - 16

    def at(share: float) -> str:
        return f"{left + span * min(max(share, 0.0), 1.0):.1f}"

    limit = ""
    if rate.limit is not None:
        limit = f'<line class="limit" x1="{at(rate.limit)}" x2="{at(rate.limit)}" y1="2" y2="34"/>'
    body = (
        f'<line class="axis" x1="{left}" x2="{left + span}" y1="18" y2="18"/>{limit}'
        f'<line class="interval" x1="{at(rate.low)}" x2="{at(rate.high)}" y1="18" y2="18"/>'
        f'<circle class="point" cx="{at(rate.share)}" cy="18" r="5"/>'
        f'<text class="edge" x="{left}" y="34">0%</text>'
        f'<text class="edge end" x="{left + span}" y="34">100%</text>'
    )
    return svg(38, f"{rate.label}: {rate.share_text} {rate.limit_text} {rate.bound_text}", body)

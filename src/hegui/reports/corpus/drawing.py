"""The charts of a corpus report as SVG; colours are the page's classes."""

from html import escape

from hegui.reports.charts import WIDTH, svg
from hegui.reports.corpus.context import Answer, Chart

ROW, LEFT, RIGHT = 28, 240, 170
NARROW, NARROW_ROW = 350, 42
"""Width of a drawing for narrow screens, about that of the screen, and the height of its rows."""
LETTERS = 32
"""Half widths of a label that fit; a longer one is cut, the whole is in the table beside."""


def bars(chart: Chart) -> str:
    """Return one bar a row with its label and number; unit and title stand beside in the page.

    The page shows one of two drawings: the second is for narrow screens, where the first would be
    too small to read.
    """
    return _wide(chart) + _narrow(chart)


def _narrow(chart: Chart) -> str:
    """Return bars with their labels above them."""
    rows = []
    for at, bar in enumerate(chart.bars):
        y = at * NARROW_ROW
        rows.append(
            f"<g><title>{escape(bar.label)} {escape(bar.text)}</title>"
            f'<text class="value plain" x="0" y="{y + 15}">{escape(cut(bar.label))}  '
            f"{escape(bar.text)}</text>"
            f'<rect class="bar" x="0" y="{y + 21}" width="{max(bar.share * NARROW, 1):.1f}" '
            'height="12"/></g>'
        )
    title = f"{chart.title}: {chart.alternative}"
    return svg(len(chart.bars) * NARROW_ROW, title, "".join(rows), NARROW, "narrow")


def _wide(chart: Chart) -> str:
    """Return bars with their labels beside them."""
    span = WIDTH - LEFT - RIGHT
    rows = []
    for at, bar in enumerate(chart.bars):
        y = 4 + at * ROW
        rows.append(
            f"<g><title>{escape(bar.label)} {escape(bar.text)}</title>"
            f'<text class="label plain" x="{LEFT - 10}" y="{y + 15}">{escape(cut(bar.label))}</text>'
            f'<rect class="bar" x="{LEFT}" y="{y}" width="{max(bar.share * span, 1):.1f}" height="20"/>'
            f'<text class="value plain" x="{LEFT + max(bar.share * span, 1) + 8:.1f}" y="{y + 15}">'
            f"{escape(bar.text)}</text></g>"
        )
    title = f"{chart.title}: {chart.alternative}"
    return svg(4 + len(chart.bars) * ROW, title, "".join(rows), kind="wide")


def cut(label: str) -> str:
    """Return a label no wider than its place."""
    width = 0
    kept: list[str] = []
    for sign in label:
        width += 2 if ord(sign) > 0x2E7F else 1
        if width > LETTERS:
            return "".join(kept) + "…"
        kept.append(sign)
    return label


def interval(answer: Answer) -> str:
    """Return a share with its 95 % interval on a line from 0 to 100 %, and the limit across."""
    left, span = 8, WIDTH - 16

    def at(share: float) -> str:
        return f"{left + span * min(max(share, 0.0), 1.0):.1f}"

    limit = ""
    if answer.limit is not None:
        x = at(answer.limit)
        limit = f'<line class="limit" x1="{x}" x2="{x}" y1="2" y2="34"/>'
    body = (
        f'<line class="axis" x1="{left}" x2="{left + span}" y1="18" y2="18"/>{limit}'
        f'<line class="interval" x1="{at(answer.low)}" x2="{at(answer.high)}" y1="18" y2="18"/>'
        f'<circle class="point" cx="{at(answer.share)}" cy="18" r="5"/>'
        f'<text class="edge" x="{left}" y="42">0%</text>'
        f'<text class="edge end" x="{left + span}" y="42">100%</text>'
    )
    return svg(46, f"{answer.label}: {answer.counts} {answer.limit_text} {answer.bound}", body)

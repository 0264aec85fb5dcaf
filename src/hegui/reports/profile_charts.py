"""Charts of a corpus profile: SVG files that stand alone, light or dark, on screen or paper."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from hegui.checks.corpus.profile.model import Profile, Shares
from hegui.checks.corpus.profile.rules import profile_rules
from hegui.common.files import write_atomic
from hegui.common.text import Lang, Text
from hegui.reports.charts import WIDTH

CHARTS = "charts"
MOST = 20
"""Bars of a chart; what is left is in the tables."""
ROW, HEAD, LEFT, RIGHT = 26, 40, 220, 120
STYLE = (
    "<style>svg{font:13px 'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;"
    "background:#fff;color:#1c2430}text{fill:currentColor}.head{font-weight:600;font-size:15px}"
    ".end{text-anchor:end}.mid{text-anchor:middle;font-size:11px}.bar{fill:#2f6f9f}"
    ".none{fill:#b7bec8}@media (prefers-color-scheme:dark){svg{background:#14181f;color:#e6e9ee}"
    ".bar{fill:#6fb1e0}.none{fill:#525b68}}@media print{svg{background:#fff;color:#000}}</style>"
)
TITLES = {
    "languages": Text("语种", "Languages"),
    "chinese": Text("简体与繁体（中文文档）", "Ways of writing (documents in Chinese)"),
    "sources": Text("来源", "Sources"),
    "types": Text("类型", "Types"),
    "months": Text("时间", "Time"),
    "synthetic": Text("合成（按声明）", "Synthetic (as declared)"),
    "lengths": Text("文档长度（字符）", "Length of documents (characters)"),
    "quality": Text("质量信号（限值为自定）", "Signs of poor quality (the limits are our own)"),
}
UNKNOWN, OTHER = Text("未知", "unknown"), Text("其他", "other")
WORDS = {
    "simplified": Text("简体", "simplified"),
    "traditional": Text("繁体", "traditional"),
    "mixed": Text("混用", "mixed"),
    "undetermined": Text("看不出", "undetermined"),
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "?": Text("日期无法辨认", "unreadable date"),
}

Row = tuple[str, int, bool]
"""Label, documents, and whether this is what is not known."""


def charts(profile: Profile, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield the name and the SVG of each chart that has something to show."""
    rows = {
        "languages": share_rows(profile.languages, lang),
        "chinese": share_rows(profile.chinese, lang),
        "sources": share_rows(profile.sources, lang),
        "types": share_rows(profile.types, lang),
        "months": month_rows(profile.months, lang),
        "synthetic": synthetic_rows(profile, lang),
        "lengths": [(f"{a:,} – {b - 1:,}", n, False) for a, b, n in profile.length.histogram],
        "quality": quality_rows(profile, lang),
    }
    for name, found in rows.items():
        if found:
            yield name, bars(TITLES[name].in_(lang), found, profile.docs)


def share_rows(shares: Shares, lang: Lang) -> list[Row]:
    """Return the most frequent values, the others together, and what is unknown."""
    rows: list[Row] = [(_word(s.value, lang), s.docs, False) for s in shares.values[:MOST]]
    rest = sum(share.docs for share in shares.values[MOST:]) + shares.other
    if rest:
        rows.append((OTHER.in_(lang), rest, False))
    if shares.absent:
        rows.append((UNKNOWN.in_(lang), shares.absent, True))
    return rows


def month_rows(shares: Shares, lang: Lang) -> list[Row]:
    """Return documents by month, or by year where there are too many months, in order of time."""
    known = {share.value: share.docs for share in shares.values if share.value != "?"}
    if len(known) > MOST:
        years: dict[str, int] = {}
        for month, docs in known.items():
            years[month[:4]] = years.get(month[:4], 0) + docs
        known = years
    rows: list[Row] = [(value, known[value], False) for value in sorted(known)]
    odd = sum(share.docs for share in shares.values if share.value == "?")
    unknown = [(_word("?", lang), odd, True), (UNKNOWN.in_(lang), shares.absent, True)]
    return rows + [row for row in unknown if row[1]]


def synthetic_rows(profile: Profile, lang: Lang) -> list[Row]:
    """Return what is declared about synthetic documents."""
    known = profile.synthetic
    rows: list[Row] = [(_word(name, lang), getattr(known, name), False) for name in ("yes", "no")]
    return [*rows, (UNKNOWN.in_(lang), known.unknown, True)]


def quality_rows(profile: Profile, lang: Lang) -> list[Row]:
    """Return the documents that reach the limit of each sign."""
    names = profile_rules().quality.signals
    return [(getattr(names[s.signal], lang), s.docs, False) for s in profile.quality]


def _word(value: str, lang: Lang) -> str:
    return WORDS[value].in_(lang) if value in WORDS else value


def bars(title: str, rows: Sequence[Row], total: int) -> str:
    """Return horizontal bars with documents and their share of `total`."""
    height = HEAD + ROW * len(rows) + 8
    scale = (WIDTH - LEFT - RIGHT) / (max(docs for _, docs, _ in rows) or 1)
    body = "".join(_bar(at, row, scale, total) for at, row in enumerate(rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-label="{escape(title)}">{STYLE}<title>{escape(title)}</title>'
        f'<text class="head" x="8" y="24">{escape(title)}</text>{body}</svg>\n'
    )


def _bar(at: int, row: Row, scale: float, total: int) -> str:
    label, docs, unknown = row
    y, width = HEAD + ROW * at, docs * scale
    shown = label if len(label) <= 28 else label[:27] + "…"
    share = f"{docs:,} ({docs / total:.1%})" if total else "0"
    return (
        f'<g><title>{escape(label)}: {share}</title><text class="end" x="{LEFT - 10}" '
        f'y="{y + 15}">{escape(shown)}</text><rect class="{"none" if unknown else "bar"}" '
        f'x="{LEFT}" y="{y}" width="{width:.1f}" height="{ROW - 6}"/>'
        f'<text x="{LEFT + width + 6:.1f}" y="{y + 15}">{share}</text></g>'
    )


def write_charts(folder: Path, profile: Profile, lang: Lang) -> list[Path]:
    """Write the charts and return their files; raises `OutputError`."""
    written = []
    for name, svg in charts(profile, lang):
        path = folder / CHARTS / f"{name}.svg"
        write_atomic(path, svg.encode())
        written.append(path)
    return written

"""What `hegui catalogue diff` prints."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from hegui.catalogue import query
from hegui.catalogue.model import Catalogue
from hegui.catalogue.query import Change
from hegui.cli.output import heading
from hegui.cli.table import Column, prose, table
from hegui.common.text import Lang, Text

HEAD = Text(
    "{start} 至 {end}：{begins} 行开始生效，{amends} 行的修订文本开始生效（旧文本未收录），"
    "{ends} 行停止生效，涉及 {clauses} 个条款。",
    "{start} to {end}: {begins} rows take effect, {amends} rows take effect as amended (the earlier "
    "text is not held), {ends} rows end, touching {clauses} clauses.",
)
WHAT = {
    "begins": Text("＋ 生效", "+ begins"),
    "amends": Text("～ 修订文本生效", "~ amended text takes effect"),
    "ends": Text("－ 失效", "- ends"),
}
HEADS = {
    "zh": ("", "编号", "日期", "名称", "涉及条款"),
    "en": ("", "id", "day", "title", "clauses"),
}


class Comparison(NamedTuple):
    """The rows that differ between two days, and the clauses that carry them."""

    catalogue: Catalogue
    start: dt.date
    end: dt.date
    changes: list[Change]
    clauses: dict[tuple[str, str], tuple[str, ...]]


def compare(catalogue: Catalogue, start: dt.date, end: dt.date) -> Comparison:
    """Return what begins, ends or is amended between two days."""
    found = query.changes(catalogue, start, end)
    carriers: dict[tuple[str, str], list[str]] = {}
    for criterion in catalogue.criteria.values():
        for kind in ("obligations", "requirements"):
            for name in getattr(criterion, kind):
                carriers.setdefault((kind, name), []).append(criterion.id)
    clauses = {
        (change.kind, change.row.id): tuple(carriers.get((change.kind, change.row.id), ()))
        for change in found
    }
    return Comparison(catalogue, start, end, found, clauses)


def day_of(change: Change) -> dt.date | None:
    """Return the day on which the row begins (amended or not) or ends."""
    day: dt.date | None = (
        change.row.effective_to if change.what == "ends" else change.row.effective_from
    )
    return day


def as_data(report: Comparison) -> dict[str, Any]:
    """Return the comparison ready for JSON."""
    return {
        "from": report.start,
        "to": report.end,
        "changes": [
            {
                "what": change.what,
                "kind": change.kind,
                "id": change.row.id,
                "day": day_of(change),
                "zh": query.title(change.row).zh,
                "en": query.title(change.row).en,
                "clauses": report.clauses[change.kind, change.row.id],
            }
            for change in report.changes
        ],
    }


def as_text(report: Comparison, lang: Lang) -> Iterator[str]:
    """Yield the comparison for people, by kind."""
    counted = Counter(change.what for change in report.changes)
    touched = {name for names in report.clauses.values() for name in names}
    yield prose(
        HEAD.in_(
            lang,
            start=report.start,
            end=report.end,
            **{what: counted[what] for what in WHAT},
            clauses=len(touched),
        )
    )
    heads = HEADS[lang]
    columns = [
        *map(Column, heads[:3]),
        Column(heads[3], wrap=True, least=24),
        Column(heads[4], wrap=True, most=30),
    ]
    for kind in query.ROW_KINDS:
        rows = [change for change in report.changes if change.kind == kind]
        if rows:
            label = report.catalogue.labels["row_kind"][kind]
            yield ""
            yield heading(label.zh if lang == "zh" else label.en)
            yield table(columns, [_cells(report, change, lang) for change in rows])


def _cells(report: Comparison, change: Change, lang: Lang) -> tuple[str, ...]:
    return (
        WHAT[change.what].in_(lang),
        change.row.id,
        str(day_of(change) or ""),
        query.title(change.row).in_(lang),
        ", ".join(report.clauses[change.kind, change.row.id]),
    )

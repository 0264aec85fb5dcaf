"""What `hegui catalogue stats` prints."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from hegui.catalogue import query
from hegui.catalogue.model import Catalogue
from hegui.cli.table import Column, table
from hegui.common.text import Lang, Text

HEAD = Text(
    "规则目录 {version}（{digest}…），以 {day} 为准", "Catalogue {version} ({digest}…) on {day}"
)
HEADS = {
    "zh": ("类别", "", "行数", "生效中", "核实程度"),
    "en": ("kind", "", "rows", "in effect", "grades"),
}


def as_data(catalogue: Catalogue) -> dict[str, Any]:
    """Return the counts ready for JSON."""
    return {
        "version": catalogue.version,
        "digest": catalogue.digest,
        "as_of": catalogue.as_of,
        "kinds": {
            kind: {
                "rows": len(query.table(catalogue, kind)),
                "in_effect": in_effect(catalogue, kind),
                "grades": dict(grades(catalogue, kind)),
            }
            for kind in query.ROW_KINDS
        },
    }


def in_effect(catalogue: Catalogue, kind: str) -> int:
    """Return how many rows of a kind are in effect on the catalogue's day."""
    rows = query.table(catalogue, kind).values()
    return sum(row.in_effect(catalogue.as_of) for row in rows if hasattr(row, "in_effect"))


def grades(catalogue: Catalogue, kind: str) -> list[tuple[str, int]]:
    """Return (grade, rows), the best grade first."""
    rows = query.table(catalogue, kind).values()
    counted = Counter(row.grade for row in rows if hasattr(row, "grade"))
    return sorted(counted.items(), key=lambda item: (catalogue.grades[item[0]].rank, item[0]))


def as_text(catalogue: Catalogue, lang: Lang) -> Iterator[str]:
    """Yield the counts for people."""
    yield HEAD.in_(
        lang, version=catalogue.version, digest=catalogue.digest[:12], day=catalogue.as_of
    )
    heads = HEADS[lang]
    columns = [
        Column(heads[0]),
        Column(heads[1]),
        Column(heads[2], "right"),
        Column(heads[3], "right"),
        Column(heads[4], wrap=True),
    ]
    yield table(columns, [_cells(catalogue, kind, lang) for kind in query.ROW_KINDS])


def _cells(catalogue: Catalogue, kind: str, lang: Lang) -> tuple[str, ...]:
    label = catalogue.labels["row_kind"][kind]
    known = grades(catalogue, kind)
    words = [(catalogue.grades[name], count) for name, count in known]
    shown = [f"{grade.zh if lang == 'zh' else grade.en} {count}" for grade, count in words]
    return (
        kind,
        label.zh if lang == "zh" else label.en,
        str(len(query.table(catalogue, kind))),
        str(in_effect(catalogue, kind)) if known else "",
        "；".join(shown) if lang == "zh" else "; ".join(shown),
    )

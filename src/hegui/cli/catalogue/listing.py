"""What `hegui catalogue list` and `search` print."""

from typing import Any

from hegui.catalogue import query
from hegui.catalogue.model import Catalogue
from hegui.catalogue.query import Found
from hegui.cli.table import Column, table
from hegui.common.errors import WrongUseError
from hegui.common.text import Lang, Text

HEADS = {"zh": ("类别", "编号", "名称", "核实程度"), "en": ("kind", "id", "title", "grade")}
NOTHING = Text("没有找到。", "Nothing was found.")


class UnknownKindError(WrongUseError):
    """There is no such kind of rows."""

    code = "unknown_kind"
    text = Text(
        "没有“{kind}”这一类；可用：{kinds}。", "There is no kind “{kind}”; known are: {kinds}."
    )


def rows_of(catalogue: Catalogue, kind: str | None) -> list[Found]:
    """Return the rows of a kind in order; without a kind, of the names of the kinds."""
    if kind is None:
        return [Found("row_kind", row) for row in catalogue.labels["row_kind"].values()]
    if kind == "labels":
        groups = catalogue.labels.items()
        return [Found(group, row) for group, labels in groups for row in labels.values()]
    if kind not in query.ROW_KINDS:
        raise UnknownKindError(kind=kind, kinds=", ".join((*query.ROW_KINDS, "labels")))
    return [Found(kind, row) for row in query.table(catalogue, kind).values()]


def as_data(catalogue: Catalogue, rows: list[Found]) -> dict[str, Any]:
    """Return the rows ready for JSON."""
    return {
        "as_of": catalogue.as_of,
        "count": len(rows),
        "rows": [
            {
                "kind": kind,
                "id": row.id,
                "zh": query.title(row).zh,
                "en": query.title(row).en,
                "grade": getattr(row, "grade", ""),
            }
            for kind, row in rows
        ],
    }


def as_text(catalogue: Catalogue, rows: list[Found], lang: Lang) -> str:
    """Return the rows as a table; the kind is shown when there is more than one."""
    if not rows:
        return NOTHING.in_(lang)
    heads = HEADS[lang]
    columns = [
        Column(heads[0], wrap=True, least=10, most=16),
        Column(heads[1], wrap=True, least=12, most=36),
        Column(heads[2], wrap=True, least=24),
        Column(heads[3], wrap=True, least=12, most=24),
    ]
    cells = [_cells(catalogue, found, lang) for found in rows]
    kept = [n for n in range(4) if any(cell[n] for cell in cells)]
    if len({found.kind for found in rows}) == 1:
        kept.remove(0)
    return table([columns[n] for n in kept], [[cell[n] for n in kept] for cell in cells])


def _cells(catalogue: Catalogue, found: Found, lang: Lang) -> tuple[str, ...]:
    kind = catalogue.labels["row_kind"].get(found.kind)
    grade = catalogue.grades.get(getattr(found.row, "grade", ""))
    chinese = lang == "zh"
    return (
        (kind.zh if chinese else kind.en) if kind else found.kind,
        found.row.id,
        query.title(found.row).in_(lang),
        (grade.zh if chinese else grade.en) if grade else "",
    )

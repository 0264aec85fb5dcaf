"""Empty tables to fill in: heads in both languages, and a sheet that explains every column."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hegui.common.struct import Record
from hegui.engine.rows.writing import WIDE, Sheet

GUIDE = "说明 guide"
GUIDE_HEAD = ("列 column", "说明", "meaning", "例 example")


class ColumnHelp(Record, frozen=True, kw_only=True):
    """What a column holds, in both languages, with an example that is read as it stands."""

    zh: str
    en: str
    example: str = ""


class Template(NamedTuple):
    """One table to fill in: the name of its sheet, its columns with other names, and their help."""

    sheet: str
    columns: Mapping[str, Sequence[str]]
    help: Mapping[str, ColumnHelp]


def template_sheets(templates: Sequence[Template]) -> list[Sheet]:
    """Return the empty tables and, behind them, the guide."""
    tables = [Sheet(one.sheet, heads(one.columns), ()) for one in templates]
    rows = [
        (name, told.zh, told.en, told.example)
        for one in templates
        for name, told in ((both(name, one.columns[name]), one.help[name]) for name in one.columns)
    ]
    return [*tables, Sheet(GUIDE, GUIDE_HEAD, rows, {0: 28, 1: WIDE, 2: WIDE, 3: WIDE})]


def heads(columns: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the heads of a table in both languages; reading takes them apart again."""
    return [both(name, others) for name, others in columns.items()]


def both(name: str, others: Sequence[str]) -> str:
    """Return `中文 name`."""
    return f"{others[0]} {name}" if others else name

"""Heads of columns: canonical names, their other names, and heads that hold both languages."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from hegui.engine.tables import fail

PARTS = re.compile(r"[\s/|()（）：:]+")
"""What stands between the two languages of a head such as `编号 id` or `id（编号）`."""


def names_of(columns: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return every accepted spelling of a column with its canonical name."""
    names: dict[str, str] = {}
    for name, others in columns.items():
        names |= dict.fromkeys((name, *others), name)
    return names


def head(path: Path, cells: Sequence[object], names: Mapping[str, str]) -> list[str]:
    """Return the columns of a head; canonical where known, else as written.

    Raises `TableError` for a column that appears twice or has values without a name.
    """
    found = [column(str(cell or "").strip(), names) for cell in cells]
    while found and not found[-1]:
        found.pop()
    if not any(found):
        raise fail(path, 1, "没有表头", "there is no header")
    named = [name for name in found if name]
    doubled = sorted({name for name in named if named.count(name) > 1})
    if doubled:
        raise fail(path, 1, f"列名重复：{doubled[0]}", f"the column “{doubled[0]}” appears twice")
    return found


def column(written: str, names: Mapping[str, str]) -> str:
    """Return the canonical name of a head, or the head itself."""
    if written in names:
        return names[written]
    known = {names[part] for part in PARTS.split(written) if part in names}
    return known.pop() if len(known) == 1 else written

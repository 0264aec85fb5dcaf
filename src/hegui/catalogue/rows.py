"""From files to raw rows: defaults, several layers, removal, and inherited dates."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from hegui.catalogue.files import Lines, Source, parse
from hegui.catalogue.kinds import DATES_FROM, KINDS
from hegui.catalogue.problems import CatalogueError, Place, Problem
from hegui.common.text import Text

PARTS = re.compile(r"[^.\[\]]+")
RawRows = dict[tuple[str, str], "RawRow"]


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as written, with its defaults filled in. Labels have `group/id` as their id."""

    kind: str
    id: str
    data: dict[str, Any]
    place: Place
    lines: dict[str, int]

    def line(self, name: str) -> int:
        """Return the line of a field (dots and brackets reach inside), else of the row."""
        head, *parts = PARTS.findall(name) or [""]
        value = self.data.get(head)
        at = self.lines.get(head, self.place.line)
        for part in parts:
            inner = _inside(value, part)
            if inner is None:
                break
            value, at = inner
        return at

    def problem(self, code: str, text: Text, name: str = "") -> Problem:
        """Return a problem of this row, pointing at the field's line where it is known."""
        return Problem(code, text, self.place.file, self.line(name), self.kind, self.id, name)


def _inside(value: Any, part: str) -> tuple[Any, int] | None:
    """Return the value and line of a key in a mapping, or of an item in a list by id or number."""
    if isinstance(value, Lines) and part in value:
        return value[part], value.lines[part]
    if isinstance(value, list):
        for number, item in enumerate(value):
            if isinstance(item, Lines) and part in (item.get("id"), str(number)):
                return item, item.line
    return None


@dataclass(slots=True)
class RawCatalogue:
    """All raw rows of all layers, later layers replacing earlier rows with the same id."""

    version: str = ""
    rows: RawRows = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    layers: int = 0


def collect(layers: Iterable[list[Source]], base: RawCatalogue | None = None) -> RawCatalogue:
    """Parse all layers and merge them, over `base` when it is given.

    Problems are gathered, not raised one by one.
    """
    raw = (
        RawCatalogue(base.version, dict(base.rows), layers=base.layers) if base else RawCatalogue()
    )
    for sources in layers:
        raw.layers += 1
        _add_layer(raw, sources)
    inherit_dates(raw.rows)
    return raw


def _add_layer(raw: RawCatalogue, sources: list[Source]) -> None:
    layer: RawRows = {}
    removals: list[tuple[str, Lines]] = []
    for source in sources:
        try:
            content = parse(source)
        except CatalogueError as error:
            raw.problems.extend(error.problems)
            continue
        removals.append((source.shown, _by_kind(raw, content, "remove", source.shown)))
        raw.version = _version(raw, content, source.shown)
        for row in _rows(raw, content, source.shown):
            _add_row(raw, layer, row)
    for name, wanted in removals:
        _remove(raw, wanted, name)
    raw.rows.update(layer)


def _version(raw: RawCatalogue, content: Lines, name: str) -> str:
    head = content.get("catalogue")
    if head is None:
        return raw.version
    if isinstance(head, Lines) and isinstance(head.get("version"), str):
        return str(head["version"])
    text = Text("catalogue 需要写明 version。", "catalogue needs a version.")
    raw.problems.append(Problem("no_version", text, name, content.lines["catalogue"]))
    return raw.version


def _add_row(raw: RawCatalogue, layer: RawRows, row: RawRow) -> None:
    key = (row.kind, row.id)
    if key in layer:
        other = layer[key].place
        text = Text(
            f"编号重复，已在 {other.file}:{other.line} 出现。",
            f"The id is used twice; it is already at {other.file}:{other.line}.",
        )
        raw.problems.append(row.problem("duplicate_id", text, "id"))
        return
    layer[key] = row


def _rows(raw: RawCatalogue, content: Lines, name: str) -> Iterator[RawRow]:
    """Yield the rows of one file."""
    defaults = _by_kind(raw, content, "defaults", name)
    for kind, value in content.items():
        if kind in ("defaults", "remove", "catalogue"):
            continue
        line = content.lines[kind]
        if kind not in KINDS:
            raw.problems.append(_unknown_kind(kind, name, line))
        elif kind == "labels":
            yield from _label_rows(raw, value, name, line)
        else:
            yield from _list_rows(raw, kind, value, defaults.get(kind, {}), name, line)


def _by_kind(raw: RawCatalogue, content: Lines, key: str, name: str) -> Lines:
    """Return the mapping from kinds under `defaults` or `remove`, without unknown kinds."""
    value = content.get(key, Lines())
    if not isinstance(value, Lines):
        text = Text(f"{key} 应按类别写成键值对。", f"{key} must be a mapping from kinds.")
        raw.problems.append(Problem("not_a_mapping", text, name, content.lines[key]))
        return Lines()
    for kind in value.keys() - KINDS.keys():
        raw.problems.append(_unknown_kind(kind, name, value.lines[kind]))
    return value


def _label_rows(raw: RawCatalogue, value: Any, name: str, line: int) -> Iterator[RawRow]:
    if not isinstance(value, Lines):
        text = Text("labels 应按组写成键值对。", "labels must be a mapping from group to list.")
        raw.problems.append(Problem("not_a_mapping", text, name, line, "labels"))
        return
    for group, labels in value.items():
        yield from _list_rows(raw, "labels", labels, {}, name, value.lines[group], group)


def _list_rows(
    raw: RawCatalogue,
    kind: str,
    value: Any,
    defaults: Any,
    name: str,
    line: int,
    group: str = "",
) -> Iterator[RawRow]:
    if not isinstance(value, list):
        text = Text(f"“{kind}”应是一个列表。", f"“{kind}” must be a list.")
        raw.problems.append(Problem("not_a_list", text, name, line, kind))
        return
    for item in value:
        if not isinstance(item, Lines) or not isinstance(item.get("id"), str) or not item["id"]:
            at = item.line if isinstance(item, Lines) else line
            text = Text("这一行没有编号（id）。", "This row has no id.")
            raw.problems.append(Problem("no_id", text, name, at, kind))
            continue
        row_id = f"{group}/{item['id']}" if group else item["id"]
        data = {**(defaults if isinstance(defaults, dict) else {}), **item}
        yield RawRow(kind, row_id, data, Place(name, item.line), item.lines)


def _unknown_kind(kind: str, name: str, line: int) -> Problem:
    known = ", ".join(KINDS)
    text = Text(
        f"不认识“{kind}”；可用的有：{known}。",
        f"“{kind}” is not a kind of row; known are: {known}.",
    )
    return Problem("unknown_kind", text, name, line, kind)


def _remove(raw: RawCatalogue, wanted: Lines, name: str) -> None:
    """Take rows of earlier layers out: a list of ids per kind, or `all`."""
    for kind, ids in wanted.items():
        if ids == "all":
            for key in [key for key in raw.rows if key[0] == kind]:
                del raw.rows[key]
            continue
        for row_id in ids if isinstance(ids, list) else [ids]:
            if raw.rows.pop((kind, str(row_id)), None) is None:
                text = Text(
                    f"要去掉的“{kind}”里没有“{row_id}”。",
                    f"There is no “{row_id}” among the {kind} to remove.",
                )
                raw.problems.append(
                    Problem("remove_unknown", text, name, wanted.lines[kind], kind, str(row_id))
                )


def inherit_dates(rows: RawRows) -> None:
    """Give rows the dates of effect of their instrument, rule set or framework unless own."""
    for (kind, _), row in rows.items():
        if kind not in DATES_FROM:
            continue
        name, parent_kind = DATES_FROM[kind]
        parent = rows.get((parent_kind, str(row.data.get(name, ""))))
        for date in ("effective_from", "effective_to"):
            if parent is not None and date not in row.data and date in parent.data:
                row.data[date] = parent.data[date]

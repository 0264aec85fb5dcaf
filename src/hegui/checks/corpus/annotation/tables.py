"""Reading the four tables. Every bad row is named, and then nothing of the table counts."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from hegui.checks.corpus.annotation.rules import annotation_rules, spellings
from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems, Unique
from hegui.engine.rows import stream_rows
from hegui.engine.tables import Row, TableError


class BadAnnotationError(TableError):
    """An annotation table has rows that cannot be used; names the first and counts the others."""

    code = "bad_annotation_table"
    text = TableError.text._replace(
        zh="标注数据表“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Annotation table “{path}”, line {line}: {what_en} (problems in all: {problems}).",
    )


class Qualified(Record, frozen=True, kw_only=True):
    """One training and examination of a person, with what came after."""

    person: str
    line: int
    trained_on: dt.date | None = None
    examined_on: dt.date | None = None
    passed: bool | None = None
    valid_until: dt.date | None = None
    suspended_from: dt.date | None = None
    suspended_until: dt.date | None = None
    withdrawn_on: dt.date | None = None


class RuleVersion(Record, frozen=True, kw_only=True):
    """One version of annotation rules."""

    version: str
    line: int
    kind: str
    effective: dt.date | None
    until: dt.date | None = None
    risks: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()

    def in_force(self, day: dt.date) -> bool:
        """Tell whether the rules hold on a day; its last day still counts."""
        begun = self.effective is not None and self.effective <= day
        return begun and (self.until is None or day <= self.until)


class BatchEntry(Record, frozen=True, kw_only=True):
    """One batch: its sample and what was done with it."""

    batch: str
    line: int
    kind: str
    size: int | None
    sampled: int
    correct: int | None
    illegal: int | None
    outcome: str = ""
    redone_as: str = ""


class Item(NamedTuple):
    """One annotated item; `day` is None when the export does not say when."""

    line: int
    task: str
    batch: str
    kind: str
    annotators: tuple[str, ...]
    reviewers: tuple[str, ...]
    day: dt.date | None
    reviewed: dt.date | None
    result: str
    rules: str


def read_people(path: Path) -> tuple[Qualified, ...]:
    """Read the training and examination records."""
    return tuple(_read(path, "people", _person))


def read_rules(path: Path, risks: Collection[str]) -> tuple[RuleVersion, ...]:
    """Read the versions of rules; risks must be codes of the catalogue."""
    ids = Unique()
    return tuple(_read(path, "rules", lambda cells: _rule(cells, ids, risks)))


def read_batches(path: Path) -> tuple[BatchEntry, ...]:
    """Read the batches."""
    ids = Unique()
    return tuple(_read(path, "batches", lambda cells: _batch(cells, ids)))


def _read(path: Path, table: str, make: Any) -> Iterator[Any]:
    rule, problems = annotation_rules().tables[table], Problems(path)
    rows = stream_rows(
        path, table, problems.add, columns=rule.columns, sheets=sheets_of(path, table)
    )
    found = 0
    for entry in problems.stream(rows, rule.columns, make):
        found += 1
        yield entry
    if not found and not problems.count:
        problems.add(0, "表是空的", "the table is empty")
    problems.raise_as(BadAnnotationError)


def sheets_of(path: Path, table: str) -> tuple[str, ...]:
    """Return the names of the table's sheet, none for a workbook of one sheet."""
    if path.suffix.lower() != ".xlsx":
        return ()
    from hegui.engine.rows.sheets import sheet_names

    return annotation_rules().tables[table].sheets if len(sheet_names(path)) > 1 else ()


DAYS = (
    "trained_on",
    "examined_on",
    "valid_until",
    "suspended_from",
    "suspended_until",
    "withdrawn_on",
)


def _person(cells: Cells) -> Qualified:
    days = {name: cells.day(name) for name in DAYS}
    return Qualified(
        person=cells.required("person"), line=cells.line, passed=cells.flag("passed"), **days
    )


def _rule(cells: Cells, ids: Unique, risks: Collection[str]) -> RuleVersion:
    words = annotation_rules()
    cells.required("kind")
    return RuleVersion(
        version=ids.claim(cells, cells.required("version")),
        line=cells.line,
        kind=cells.word("kind", words.kinds),
        effective=cells.day("effective"),
        until=cells.day("until"),
        risks=cells.codes("risks", risks),
        covers=cells.words("covers", words.covers),
    )


def _batch(cells: Cells, ids: Unique) -> BatchEntry:
    words = annotation_rules()
    sampled, correct = cells.count("sampled") or 0, cells.count("correct")
    illegal, size = cells.count("illegal"), cells.count("size")
    for name, value in (("correct", correct), ("illegal", illegal)):
        if value is not None and value > sampled:
            raise cells.fail(f"{name} 大于 sampled", f"{name} is greater than sampled")
    if size is not None and sampled > size:
        raise cells.fail("sampled 大于 size", "sampled is greater than size")
    cells.required("kind")
    cells.day("sampled_on")
    return BatchEntry(
        batch=ids.claim(cells, cells.required("batch")),
        line=cells.line,
        kind=cells.word("kind", words.kinds),
        size=size,
        sampled=sampled,
        correct=correct,
        illegal=illegal,
        outcome=cells.word("outcome", words.outcomes),
        redone_as=cells.string("redone_as"),
    )


def read_items(path: Path) -> Iterator[Item]:
    """Yield the items; raises `BadAnnotationError` at the end if any row was bad.

    Exports of platforms have many columns: those that the format does not know are left alone.
    Whoever acts on an item before the end acts on a table that may yet be refused.
    """
    columns, problems = annotation_rules().tables["items"].columns, Problems(path)
    ids: set[str] = set()
    rows = stream_rows(
        path, "items", problems.add, columns=columns, sheets=sheets_of(path, "items")
    )
    for row in rows:
        if item := _item(row, ids, problems):
            yield item
    if not ids and not problems.count:
        problems.add(0, "没有条目", "there are no items")
    problems.raise_as(BadAnnotationError)


def _item(row: Row, ids: set[str], problems: Problems) -> Item | None:
    """Return the item, None for a bad row. Plain look-ups: there may be millions."""
    values, line = row.values, row.line
    found = _text(values, "item")
    task, kind = _text(values, "task"), spellings("kinds").get(_text(values, "kind"), "")
    annotators = _people(values.get("annotator"))
    missing = _missing(found, task, kind, annotators)
    if missing:
        problems.add(line, f"“{missing}”缺失或不认识", f"“{missing}” is missing or not known")
        return None
    if found in ids:
        problems.add(line, f"条目“{found[:100]}”重复", f"the item “{found[:100]}” appears twice")
        return None
    ids.add(found)
    result = _text(values, "result")
    try:
        day, reviewed = _day(values.get("annotated_on")), _day(values.get("reviewed_on"))
        word = spellings("results")[result] if result else ""
    except (ValueError, KeyError):
        problems.add(
            line,
            "日期应写成 YYYY-MM-DD，结论应是通过或退回",
            "write days as YYYY-MM-DD, and the result as approved or returned",
        )
        return None
    people = _people(values.get("reviewer"))
    batch, rules = _text(values, "batch"), _text(values, "rules")
    return Item(line, task, batch, kind, annotators, people, day, reviewed, word, rules)


def _missing(item: str, task: str, kind: str, annotators: tuple[str, ...]) -> str:
    if item and task and kind and annotators:
        return ""
    return "item" if not item else "task" if not task else "kind" if not kind else "annotator"


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return value.strip() if isinstance(value, str) else "" if value is None else str(value)


def _people(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(str(one).strip() for one in value if str(one).strip())
    return () if value is None else _split(str(value))


@lru_cache(maxsize=100_000)
def _split(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in value.split("|") if part.strip()))


def _day(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    return _parsed_day(str(value))


@lru_cache(maxsize=100_000)
def _parsed_day(value: str) -> dt.date | None:
    text = value.strip()
    # Platforms export a time as well; the day is what it begins with.
    return dt.date.fromisoformat(text[:10]) if text else None

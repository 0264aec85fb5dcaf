"""Reviewed files as people hand them back: workbook, JSON lines or CSV, every bad row named."""

import datetime as dt
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from hegui.checks.corpus.samples.model import Item
from hegui.checks.corpus.samples.problems import PROBLEMS, Problem
from hegui.checks.corpus.samples.review_set import SHEET
from hegui.checks.corpus.samples.rules import sample_rules
from hegui.engine.tables import MAX_BYTES, SUFFIXES, Row, TableError, fail, read_table
from hegui.engine.terms import folded

UNPACKED = 2 << 30
"""Bytes that a workbook may unpack to."""
NEEDED = ("item", "verdict", "text_sha256")


class Answer(NamedTuple):
    """What one reviewer says of one item; `verdict` is pass, fail or empty."""

    item: str
    verdict: str
    risk: str
    reviewer: str
    date: str


class Reviewed(NamedTuple):
    """A reviewed file: usable answers by item, and what is wrong in it."""

    answers: dict[str, Answer]
    problems: list[Problem]


@cache
def _names() -> dict[str, str]:
    """Return the canonical name of every accepted head of a column."""
    found = {}
    for name, others in sample_rules().review.columns.items():
        for other in (name, *others, *(f"{one} {name}" for one in others)):
            found[other.lower()] = name
    return found


@cache
def _verdicts() -> dict[str, str]:
    words = sample_rules().review.verdicts
    return {folded(other): name for name, others in words.items() for other in (name, *others)}


def read_reviewed(
    path: Path, items: Mapping[str, Item], risks: Collection[str], *, complete: bool = True
) -> Reviewed:
    """Read a reviewed file and compare it with what was drawn.

    Answers in bad rows are not used: their items count as not reviewed. With `complete` every drawn
    item must have a row. Raises `TableError` for a file that cannot be read at all.
    """
    rows = list(_rows(path))
    reading = _Reading(path, items, frozenset(risks))
    for row in rows:
        reading.take(row)
    if complete:
        reading.missing()
    return Reviewed(reading.usable(), reading.problems)


class _Reading:
    """The rows of one file on their way."""

    def __init__(self, path: Path, items: Mapping[str, Item], risks: frozenset[str]) -> None:
        self.problems: list[Problem] = []
        self._path, self._items, self._risks = path, items, risks
        self._answers: dict[str, Answer] = {}
        self._lines: dict[str, int] = {}
        self._bad: set[str] = set()

    def take(self, row: Row) -> None:
        """Take one row: an answer, or a problem."""
        cells = {name: _text(value) for name, value in row.values.items()}
        name = cells.get("item", "")
        if name not in self._items:
            self._say("foreign", name, row.line)
            return
        if name in self._lines:
            self._say("doubled", name, row.line, other=self._lines[name])
            self._bad.add(name)
            return
        self._lines[name] = row.line
        if cells.get("text_sha256", "") != self._items[name].text_sha256:
            self._say("changed", name, row.line)
            self._bad.add(name)
        verdict = self._verdict(cells.get("verdict", ""), name, row.line)
        risk, day = self._risk(cells, name, row.line), self._day(cells, name, row.line)
        self._answers[name] = Answer(name, verdict, risk, cells.get("reviewer", ""), day)

    def _verdict(self, word: str, name: str, line: int) -> str:
        spelt = folded(word.strip())  # width and case do not count
        if spelt and spelt not in _verdicts():
            self._say("verdict", name, line, word=word)
            self._bad.add(name)
        return _verdicts().get(spelt, "")

    def _risk(self, cells: Mapping[str, str], name: str, line: int) -> str:
        code = cells.get("risk", "")
        if code and self._risks and code not in self._risks:
            self._say("risk", name, line, word=code)
            return ""
        return code

    def _day(self, cells: Mapping[str, str], name: str, line: int) -> str:
        day = cells.get("date", "")
        try:
            return dt.date.fromisoformat(day.replace("/", "-")[:10]).isoformat() if day else ""
        except ValueError:
            self._say("date", name, line, word=day)
            return ""

    def _say(self, kind: str, item: str, line: int, **data: object) -> None:
        told = PROBLEMS[kind].filled(item=item[:80], **{k: str(v)[:40] for k, v in data.items()})
        self.problems.append(
            Problem(
                kind=kind, file=self._path.name, line=line, item=item[:200], zh=told.zh, en=told.en
            )
        )

    def missing(self) -> None:
        """Name every drawn item without a row."""
        for name in sorted(self._items.keys() - self._lines.keys()):
            self._say("missing", name, 0)

    def usable(self) -> dict[str, Answer]:
        """Return the answers of good rows that hold a verdict."""
        found = self._answers.items()
        return {name: one for name, one in found if one.verdict and name not in self._bad}


def _rows(path: Path) -> Iterator[Row]:
    if path.suffix.lower() == ".xlsx":
        yield from _workbook(path)
        return
    if path.suffix.lower() not in SUFFIXES:
        known = " ".join((".xlsx", *SUFFIXES))
        raise fail(path, 0, f"不支持的格式，可用 {known}", f"unknown format; use one of {known}")
    rows = [Row(r.line, _named(r.values.items())) for r in read_table(path, "items").rows]
    if not any("item" in row.values for row in rows):  # empty cells of a CSV have no name here
        raise _no_column(path, "item")
    yield from rows


def _named(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the values under canonical names; columns of the reviewers' own are left aside."""
    found = {}
    for head, value in pairs:
        name = _names().get(head.strip().lower())
        if name is not None:
            found[name] = value
    return found


def _workbook(path: Path) -> Iterator[Row]:
    import openpyxl

    _check_size(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # a broken workbook raises whatever its reader met
        raise fail(path, 0, "不是能读的工作簿", "not a workbook that can be read") from error
    try:
        sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
        cells = sheet.iter_rows(values_only=True)
        heads = [_text(value) for value in next(cells, ())]
        _check_heads(path, heads)
        for line, values in enumerate(cells, start=2):
            if any(_text(value) for value in values):
                yield Row(line, _named(zip(heads, values, strict=False)))
    finally:
        book.close()


def _check_size(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as file:
            size = sum(one.file_size for one in file.infolist())
        if path.stat().st_size > MAX_BYTES or size > UNPACKED:
            raise fail(path, 0, "文件过大", "the file is too large")
    except OSError as error:
        told = error.strerror or type(error).__name__
        raise fail(
            path, 0, f"无法读取（{told}），请检查路径", f"cannot be read ({told}); check the path"
        ) from error
    except zipfile.BadZipFile as error:
        raise fail(path, 0, "不是能读的工作簿", "not a workbook that can be read") from error


def _check_heads(path: Path, heads: Iterable[str]) -> None:
    named = {_names().get(head.lower(), "") for head in heads}
    for name in NEEDED:
        if name not in named:
            raise _no_column(path, name)


def _no_column(path: Path, name: str) -> TableError:
    return fail(path, 1, f"缺少列“{name}”", f"the column “{name}” is missing")


def _text(value: Any) -> str:
    """Return a cell as text; days without their time."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()

"""Fields of a table's row, read under their canonical names, with the line in every error."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from hegui.engine.rows.headers import names_of
from hegui.engine.tables import BadRow, Row, TableError, fail

T = TypeVar("T")
Names = Mapping[str, Collection[str]]
"""Canonical names with the other names that are accepted for each."""

YES, NO = ("true", "yes", "是", "1"), ("false", "no", "否", "0")


class Cells:
    """The values of one row; columns that the format does not know are refused."""

    def __init__(self, path: Path | str, row: Row, columns: Names) -> None:
        self.path = path
        self.line = row.line
        names = _names(columns)
        if not row.values.keys() <= names.keys():
            unknown = sorted(name for name in row.values if name not in names)
            known = ", ".join(columns)
            raise self.fail(
                f"不认识的列“{unknown[0]}”，可用 {known}",
                f"unknown column “{unknown[0]}”; use {known}",
            )
        self._values = {names[name]: value for name, value in row.values.items()}

    def fail(self, zh: str, en: str) -> TableError:
        """Return the error that says what is wrong in this row."""
        return fail(self.path, self.line, zh, en)

    def value(self, name: str) -> Any:
        """Return the value as read, or None."""
        return self._values.get(name)

    def given(self) -> tuple[str, ...]:
        """Return the canonical names of the columns that are filled."""
        return tuple(name for name, value in self._values.items() if value not in (None, "", []))

    def string(self, name: str) -> str:
        """Return the text, stripped; empty when absent. Numbers become text."""
        value = self._values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value.strip()
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.fail(f"“{name}”应是文字", f"“{name}” must be text")
        return str(value).strip()

    def required(self, name: str) -> str:
        """Return the text, which must be there."""
        found = self.string(name)
        if not found:
            raise self.fail(f"缺少“{name}”", f"“{name}” is missing")
        return found

    def required_list(self, name: str) -> tuple[str, ...]:
        """Return a list of texts that is not empty."""
        found = self.listed(name)
        if not found:
            raise self.fail(f"缺少“{name}”", f"“{name}” is missing")
        return found

    def listed(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, also from `a|b`, without repetitions."""
        value = self._values.get(name)
        if value is None:
            return ()
        parts = value.split("|") if isinstance(value, str) else value or []
        if not isinstance(parts, list) or not all(isinstance(part, str) for part in parts):
            raise self.fail(
                f"“{name}”应是文字或文字的列表", f"“{name}” must be text or a list of texts"
            )
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))

    def codes(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """Return a list of codes; with `known` others are refused."""
        found = self.listed(name)
        unknown = [code for code in found if known and code not in known]
        if unknown:
            raise self.fail(
                f"“{name}”：目录中没有“{unknown[0]}”",
                f"“{name}”: the catalogue has no “{unknown[0]}”",
            )
        return found

    def word(self, name: str, names: Names, default: str = "") -> str:
        """Return one of the canonical words, `default` when absent."""
        given = self.string(name)
        return self._word(name, given, names) if given else default

    def words(self, name: str, names: Names) -> tuple[str, ...]:
        """Return a list of canonical words."""
        return tuple(self._word(name, given, names) for given in self.listed(name))

    def _word(self, name: str, given: str, names: Names) -> str:
        for word, others in names.items():
            if given == word or given in others:
                return word
        known = ", ".join(names)
        raise self.fail(
            f"“{name}”的值“{given}”不在 {known} 之中",
            f"“{given}” is not a value of “{name}”; use one of {known}",
        )

    def flag(self, name: str) -> bool | None:
        """Return yes or no, None when absent."""
        value = self.value(name)
        if value is None or isinstance(value, bool):
            return value
        given = str(value).strip().lower()
        if given in YES or given in NO:
            return given in YES
        raise self.fail(f"“{name}”应是 true 或 false", f"“{name}” must be true or false")

    def count(self, name: str) -> int | None:
        """Return a whole number from 0, None when absent."""
        value = self.value(name)
        if value is None:
            return None
        given = str(value).strip()
        if isinstance(value, bool) or not (given.isascii() and given.isdecimal()):
            raise self.fail(f"“{name}”应是不小于 0 的整数", f"“{name}” must be a whole number")
        return int(given)

    def day(self, name: str) -> dt.date | None:
        """Return a calendar day, None when absent."""
        value = self.value(name)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        try:
            return dt.date.fromisoformat(str(value).strip())
        except ValueError as error:
            raise self.fail(
                f"“{name}”应写成 YYYY-MM-DD", f"write “{name}” as YYYY-MM-DD"
            ) from error


_known: dict[int, tuple[Names, dict[str, str]]] = {}


def _names(columns: Names) -> dict[str, str]:
    """Return the spellings of columns, made once for each table of columns (kept, so its id is)."""
    kept = _known.get(id(columns))
    if kept is None or kept[0] is not columns:
        kept = _known[id(columns)] = (columns, names_of(columns))
    return kept[1]


class Unique:
    """Refuses an id that an earlier row has."""

    def __init__(self) -> None:
        self._lines: dict[str, int] = {}

    def claim(self, cells: Cells, found: str) -> str:
        """Return the id, or raise when it was seen before."""
        before = self._lines.setdefault(found, cells.line)
        if before != cells.line:
            raise cells.fail(
                f"编号“{found}”与第 {before} 行重复",
                f"the id “{found}” is already used in line {before}",
            )
        return found


LISTED = 10_000
"""Bad rows of a table that are listed; all are counted."""


class Problems:
    """Collects what is wrong in a table, so that the error can name every bad row and count them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._found: list[BadRow] = []

    @property
    def found(self) -> tuple[BadRow, ...]:
        """Return the bad rows that are listed."""
        return tuple(self._found)

    def add(self, line: int, zh: str, en: str) -> None:
        """Note one problem."""
        self.count += 1
        if len(self._found) < LISTED:
            self._found.append(BadRow(line, zh, en))

    def read(self, rows: Iterable[Row], columns: Names, make: Callable[[Cells], T]) -> list[T]:
        """Return what `make` makes of the rows; rows that it refuses become problems."""
        return list(self.stream(rows, columns, make))

    def stream(
        self, rows: Iterable[Row], columns: Names, make: Callable[[Cells], T]
    ) -> Iterator[T]:
        """Yield what `make` makes of the rows; rows that it refuses become problems."""
        for row in rows:
            try:
                yield make(Cells(self.path, row, columns))
            except TableError as error:
                self.add(row.line, error.data["what_zh"], error.data["what_en"])

    def raise_as(self, kind: type[TableError]) -> None:
        """Raise the first problem with the count and the list of all, if there is one."""
        if not self._found:
            return
        line, zh, en = self._found[0]
        error = kind(path=str(self.path), line=line, what_zh=zh, what_en=en, problems=self.count)
        error.rows = tuple(self._found)
        raise error

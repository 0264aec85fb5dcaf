"""What a sheet holds, and what reading one yields."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from hegui.common.text import Text

MAX_ROWS = 20_000
MAX_CELL = 32_767
CUT = "…（已截断 cut off）"
ENOUGH_PROBLEMS = 200
Kind = Literal["text", "long", "date", "number", "choice", "yes_no"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `check` may say what is wrong with a value that fits otherwise."""

    name: str
    title: Text
    kind: Kind = "text"
    choices: Sequence[tuple[str, Text]] = field(default=(), kw_only=True)
    required: bool = field(default=False, kw_only=True)
    unique: bool = field(default=False, kw_only=True)
    max_length: int = field(default=0, kw_only=True)
    width: int = field(default=0, kw_only=True)
    check: Callable[[Any], Text | None] | None = field(default=None, kw_only=True)

    @property
    def limit(self) -> int:
        """Return how many characters are allowed."""
        return self.max_length or (20_000 if self.kind == "long" else 200)

    @property
    def heading(self) -> str:
        """Return the heading in both languages."""
        return f"{self.title.zh} / {self.title.en}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its title (31 characters at most in Excel) and its columns."""

    title: Text
    columns: Sequence[Column]
    max_rows: int = MAX_ROWS


class Problem(NamedTuple):
    """One thing that is wrong in a file: the sheet, the row (0 for the whole), the column, why."""

    sheet: str
    row: int
    column: str
    what: Text

    @property
    def where(self) -> Text:
        """Return the place in words."""
        if not self.row:
            return Text(f"工作表“{self.sheet}”", f"Sheet “{self.sheet}”")
        zh = f"工作表“{self.sheet}”第 {self.row} 行"
        en = f"Sheet “{self.sheet}”, row {self.row}"
        return (
            Text(f"{zh} {self.column} 列", f"{en}, column {self.column}")
            if self.column
            else Text(zh, en)
        )


class SheetRow(NamedTuple):
    """One row: its number in the file and its values; columns that the file lacks are absent."""

    number: int
    values: dict[str, Any]


@dataclass(slots=True)
class Reading:
    """What a sheet held. With problems nothing may be imported.

    `ignored` are headings that mean nothing here; `problem_count` counts beyond the first 200.
    """

    sheet: str
    rows: list[SheetRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    problem_count: int = 0

    def refuse(self, row: int, column: str, what: Text) -> None:
        """Name something that is wrong; beyond the first 200 it is only counted."""
        self.problem_count += 1
        if len(self.problems) < ENOUGH_PROBLEMS:
            self.problems.append(Problem(self.sheet, row, column, what))

    def refuse_cell(self, row: SheetRow, column: Column, what: Text) -> None:
        """Name a cell that does not fit what is already known, such as an unknown owner."""
        self.refuse(row.number, column.heading, what)

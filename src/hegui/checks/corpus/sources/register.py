"""Source registers: where training data comes from, as people record it.

A register is JSONL, JSON, CSV or YAML, one source a row; see
`docs/reference/source-register-format.md`.
"""

import datetime as dt
from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems, Unique
from hegui.engine.tables import TableError, read_table


class KindRule(Record, frozen=True, kw_only=True):
    """A kind of source: its other names, and the columns that hold its lawful basis."""

    names: tuple[str, ...]
    basis: tuple[str, ...]
    requirement: str


class SourceRules(Record, frozen=True, kw_only=True):
    """The words of the format; see the comments in `rules.yaml`."""

    schema: str
    limits: dict[str, str]
    columns: dict[str, tuple[str, ...]]
    types: dict[str, tuple[str, ...]]
    complete: tuple[str, ...]
    kinds: dict[str, KindRule]


class Assessed(Record, frozen=True, kw_only=True):
    """A sample of a source that people looked at: n items, k of them illegal or unhealthy."""

    n: int
    k: int
    on: dt.date


class SourceEntry(Record, frozen=True, kw_only=True):
    """One registered source. `given` names the columns that are filled; `file` is the register."""

    id: str
    line: int
    file: str = ""
    kind: str
    names: tuple[str, ...]
    used: bool
    types: tuple[str, ...]
    languages: tuple[str, ...]
    foreign: bool | None
    acquired: dt.date | None
    files: tuple[str, ...]
    basis: dict[str, str]
    given: tuple[str, ...]
    before: Assessed | None = None
    after: Assessed | None = None


class BadRegisterError(TableError):
    """A source register has rows that cannot be used; names the first and counts the others."""

    code = "bad_source_register"
    text = TableError.text._replace(
        zh="来源登记表“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Source register “{path}”, line {line}: {what_en} ({problems} problems in all).",
    )


@cache
def source_rules() -> SourceRules:
    """Return the words and rules of source registers."""
    data = Path(__file__).with_name("rules.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=SourceRules)


def read_register(path: Path, name: str = "") -> tuple[SourceEntry, ...]:
    """Read a register, called `name` in places; raises `BadRegisterError` or `TableError`."""
    table = read_table(path, "sources")
    problems, ids = Problems(path), Unique()
    entries = problems.read(
        table.rows, source_rules().columns, lambda cells: _entry(cells, ids, name)
    )
    if not table.rows:
        problems.add(0, "没有来源", "there are no sources")
    problems.raise_as(BadRegisterError)
    return tuple(entries)


def _entry(cells: Cells, ids: Unique, name: str) -> SourceEntry:
    rules = source_rules()
    found = ids.claim(cells, cells.required("id"))
    kinds = {kind: rule.names for kind, rule in rules.kinds.items()}
    cells.required("kind")
    kind = cells.word("kind", kinds)
    columns = [name for name in rules.columns if cells.value(name) not in (None, "", [])]
    return SourceEntry(
        id=found,
        line=cells.line,
        file=name,
        kind=kind,
        names=tuple(dict.fromkeys((found, *cells.listed("names")))),
        used=cells.flag("used") is not False,
        types=cells.words("types", rules.types),
        languages=cells.listed("languages"),
        foreign=cells.flag("foreign"),
        acquired=cells.day("acquired"),
        files=cells.listed("files"),
        basis={name: cells.string(name) for name in rules.kinds[kind].basis},
        given=tuple(columns),
        before=_assessed(cells, "before"),
        after=_assessed(cells, "after"),
    )


def _assessed(cells: Cells, when: str) -> Assessed | None:
    """Return the assessment, None when a part of it is missing."""
    n, k = cells.count(f"{when}_n"), cells.count(f"{when}_k")
    on = cells.day(f"{when}_on")
    if n is not None and k is not None and k > n:
        raise cells.fail(f"{when}_k 大于 {when}_n", f"{when}_k is greater than {when}_n")
    if not n or k is None or on is None:
        return None
    return Assessed(n=n, k=k, on=on)

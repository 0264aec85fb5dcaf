"""Source registers: where training data comes from, as people record it.

A register is XLSX, CSV, JSONL, JSON, YAML or Parquet, one source a row; see
`docs/reference/source-register-format.md`. Rows are read one at a time, so that a register of a
million web sites is no trouble; one bad row refuses the whole register, and every bad row is named.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from sys import intern

from hegui.checks.corpus.sources.rules import source_rules
from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems, Unique
from hegui.engine.rows import stream_rows
from hegui.engine.tables import TableError

UNKNOWN = "unknown"


class Assessed(Record, frozen=True, kw_only=True):
    """A sample of a source that people looked at: n items, k of them illegal or unhealthy."""

    n: int
    k: int
    on: dt.date


class SourceEntry(Record, frozen=True, kw_only=True):
    """One registered source. `given` names the columns that are filled; `file` is the register.

    `opt_outs` says for each kind of wish of others (`robots`, `terms`, `reservation`,
    `withdrawals`) whether it is honoured; what nobody looked at is unknown.
    """

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
    licence: str = ""
    contract_until: dt.date | None = None
    training_permitted: bool | None = None
    opt_outs: tuple[str, ...] = ()
    before: Assessed | None = None
    after: Assessed | None = None


class BadRegisterError(TableError):
    """A source register has rows that cannot be used; names the first and counts the others."""

    code = "bad_source_register"
    text = TableError.text._replace(
        zh="来源登记表“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Source register “{path}”, line {line}: {what_en} (problems in all: {problems}).",
    )


def read_register(path: Path, name: str = "") -> tuple[SourceEntry, ...]:
    """Read a register, called `name` in places; raises `BadRegisterError` or `TableError`."""
    return tuple(iterate_register(path, name))


def iterate_register(path: Path, name: str = "") -> Iterator[SourceEntry]:
    """Yield the entries; raises `BadRegisterError` at the end if any row was bad.

    Whoever acts on an entry before the end acts on a register that may yet be refused.
    """
    rules, problems, ids = source_rules(), Problems(path), Unique()
    rows = stream_rows(path, "sources", problems.add, columns=rules.columns)
    found = 0
    for entry in problems.stream(rows, rules.columns, lambda cells: _entry(cells, ids, name)):
        found += 1
        yield entry
    if not found and not problems.count:
        problems.add(0, "没有来源", "there are no sources")
    problems.raise_as(BadRegisterError)


@cache
def _same(values: tuple[str, ...]) -> tuple[str, ...]:
    """Return one object for equal tuples: a million rows have few different ones."""
    return tuple(map(intern, values))


def _entry(cells: Cells, ids: Unique, name: str) -> SourceEntry:
    rules = source_rules()
    found = ids.claim(cells, cells.required("id"))
    kinds = {kind: rule.names for kind, rule in rules.kinds.items()}
    cells.required("kind")
    kind = intern(cells.word("kind", kinds))
    if _reversed(cells):
        raise cells.fail("period_from 晚于 period_to", "period_from is later than period_to")
    return SourceEntry(
        id=found,
        line=cells.line,
        file=name,
        kind=kind,
        names=tuple(dict.fromkeys((found, *cells.listed("names")))),
        used=cells.flag("used") is not False,
        types=_same(cells.words("types", rules.types)),
        languages=_same(cells.listed("languages")),
        foreign=cells.flag("foreign"),
        acquired=cells.day("acquired"),
        files=cells.listed("files"),
        basis={name: cells.string(name) for name in rules.kinds[kind].basis},
        given=_same(cells.given()),
        licence=intern(cells.string("licence")),
        contract_until=cells.day("contract_until"),
        training_permitted=cells.flag("training_permitted"),
        opt_outs=_same(tuple(cells.word(name, rules.answers, UNKNOWN) for name in rules.opt_outs)),
        before=_assessed(cells, "before"),
        after=_assessed(cells, "after"),
    )


def _reversed(cells: Cells) -> bool:
    first, last = cells.day("period_from"), cells.day("period_to")
    cells.day("rights_checked")
    return first is not None and last is not None and first > last


def _assessed(cells: Cells, when: str) -> Assessed | None:
    """Return the assessment, None when a part of it is missing."""
    n, k = cells.count(f"{when}_n"), cells.count(f"{when}_k")
    on = cells.day(f"{when}_on")
    if n is not None and k is not None and k > n:
        raise cells.fail(f"{when}_k 大于 {when}_n", f"{when}_k is greater than {when}_n")
    if not n or k is None or on is None:
        return None
    return Assessed(n=n, k=k, on=on)

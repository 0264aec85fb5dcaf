"""Keyword libraries: the format and its reader, used by the corpus checks and the model checks.

A library is JSONL, JSON, CSV, YAML or XLSX, one term a row; see
`docs/reference/keyword-library-format.md`.
"""

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.fields import Cells, Problems
from hegui.engine.rows import stream_rows
from hegui.engine.tables import Row, TableError, check_size, read_table

MAX_TERM = 200
"""Characters of a term; what is longer is a text, not a keyword."""
MAX_LIBRARY = 32 << 20
"""Bytes of a library; 100,000 terms with everything known of them take some 20 MB."""
PLAIN = (".txt", ".list", "")
"""Suffixes of plain lists, with one term a line."""
WORKBOOK = ".xlsx"
Mode = Literal["zero_width", "separator", "homophone", "split"]
"""A way of finding a term in other spellings that costs time, and false alarms."""
Severity = Literal["", "low", "medium", "high"]
SEVERITIES: tuple[Severity, ...] = ("", "low", "medium", "high")
"""From unset to worst."""


class Term(Record, frozen=True, kw_only=True):
    """One keyword with the risks it points to (`A.1.a`).

    `variants` are other forms that count as the same term; `modes` are the costly ways in which it
    is looked for; inside an `allow` phrase it does not count; with `context` words it counts only
    near one of them.
    """

    text: str
    risks: tuple[str, ...]
    line: int = 0
    severity: Severity = ""
    variants: tuple[str, ...] = ()
    modes: tuple[Mode, ...] = ()
    allow: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    source: str = ""
    added: dt.date | None = None
    reviewed: dt.date | None = None
    note: str = ""


class Keywords(Record, frozen=True, kw_only=True):
    """A keyword library as read: every row in file order."""

    terms: tuple[Term, ...]

    @property
    def distinct(self) -> tuple[Term, ...]:
        """Return the terms without repetitions; a repeated term carries all its risks."""
        return distinct_terms(self.terms)


class BadTermsError(TableError):
    """A keyword library has rows that cannot be used; names the first and counts the others."""

    code = "bad_terms"
    text = TableError.text._replace(
        zh="关键词库“{path}”第 {line} 行：{what_zh}（共 {problems} 处问题）。",
        en="Keyword library “{path}”, line {line}: {what_en} (problems in all: {problems}).",
    )


@cache
def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    data = Path(__file__).with_name("term_words.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=dict[str, dict[str, tuple[str, ...]]])


def term_columns() -> dict[str, tuple[str, ...]]:
    """Return the column names of the format with their other names."""
    return _words()["columns"]


def read_terms(path: Path, *, risks: Collection[str] = ()) -> Keywords:
    """Read a keyword library; with `risks` (codes of the catalogue) unknown codes are refused.

    Raises `BadTermsError` (a `TableError`) for a file without terms or with rows that cannot be
    used, and `TableError` for a file that cannot be read.
    """
    problems = Problems(path)
    rows = library_rows(path, problems)
    terms = problems.read(rows, term_columns(), lambda cells: term_of(cells, risks))
    if not rows and not problems.count:
        problems.add(0, "没有关键词", "there are no terms")
    problems.raise_as(BadTermsError)
    return Keywords(terms=tuple(terms))


def library_rows(path: Path, problems: Problems) -> list[Row]:
    """Return the rows of a library's file; what is no row becomes a problem.

    Raises `TableError` for a file that cannot be read or is too large for a library.
    """
    if path.suffix.lower() != WORKBOOK:
        return read_table(path, "terms", MAX_LIBRARY).rows
    if path.is_file():
        check_size(path, MAX_LIBRARY)
    return list(stream_rows(path, "terms", problems.add, columns=term_columns()))


def term_of(cells: Cells, risks: Collection[str] = ()) -> Term:
    """Return the term of a row; raises `TableError` for what cannot be used."""
    cells.required_list("risk")
    return Term(
        text=_form(cells, cells.required("term")),
        line=cells.line,
        risks=cells.codes("risk", risks),
        severity=msgspec.convert(cells.word("severity", _words()["severity"]), Severity),
        variants=_forms(cells, "variants"),
        modes=modes_of(cells.words("modes", _words()["modes"])),
        allow=_forms(cells, "allow"),
        context=_forms(cells, "context"),
        source=cells.string("source"),
        added=cells.day("added"),
        reviewed=cells.day("reviewed"),
        note=cells.string("note"),
    )


def modes_of(names: Iterable[str]) -> tuple[Mode, ...]:
    """Return the modes that names stand for, in one order; `all` and `none` are names too."""
    found = set(names)
    return tuple(mode for mode in get_args(Mode) if found & {mode, "all"})


def _forms(cells: Cells, name: str) -> tuple[str, ...]:
    return tuple(_form(cells, form) for form in cells.listed(name))


def _form(cells: Cells, form: str) -> str:
    if problem := form_problem(form):
        raise cells.fail(*problem)
    return form


def form_problem(form: str) -> Text | None:
    """Return why a text cannot be a term, or None."""
    kinds = {unicodedata.category(letter) for letter in form}
    if "Cc" in kinds:
        return Text("关键词含控制字符", "the term holds a control character")
    if "Cs" in kinds:
        return Text("关键词含孤立的代理码位", "the term holds a lone surrogate")
    if len(form) > MAX_TERM:
        return Text(
            f"关键词超过 {MAX_TERM} 个字符", f"the term is longer than {MAX_TERM} characters"
        )
    return None


def folded(text: str) -> str:
    """Return the form in which two terms are the same: width and case do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


def distinct_terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms without repetitions, in order of first appearance."""
    first: dict[str, Term] = {}
    for term in terms:
        key = folded(term.text)
        first[key] = joined(first[key], term) if key in first else term
    return tuple(first.values())


def joined(first: Term, other: Term) -> Term:
    """Join two rows of one term: whatever either finds or allows, the joined one does."""
    return msgspec.structs.replace(
        first,
        risks=tuple(dict.fromkeys(first.risks + other.risks)),
        variants=tuple(dict.fromkeys(first.variants + other.variants)),
        modes=modes_of(first.modes + other.modes),
        allow=tuple(dict.fromkeys(first.allow + other.allow)),
        context=first.context and other.context and first.context + other.context,
        severity=max(first.severity, other.severity, key=SEVERITIES.index),
    )

"""Keyword libraries: the format and its reader, used by the corpus checks and the model checks.

A library is JSONL, JSON, CSV or YAML, one term a row; see
`docs/reference/keyword-library-format.md`.
"""

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems
from hegui.engine.tables import TableError, read_table

MAX_TERM = 200
"""Characters of a term; what is longer is a text, not a keyword."""


class Term(Record, frozen=True, kw_only=True):
    """One keyword with the risks it points to (`A.1.a`).

    `variants` are other forms that count as the same term (traditional characters, homophones).
    """

    text: str
    risks: tuple[str, ...]
    line: int = 0
    variants: tuple[str, ...] = ()
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
        en="Keyword library “{path}”, line {line}: {what_en} ({problems} problems in all).",
    )


@cache
def term_columns() -> dict[str, tuple[str, ...]]:
    """Return the column names of the format with their other names."""
    data = Path(__file__).with_name("term_words.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=dict[str, dict[str, tuple[str, ...]]])["columns"]


def read_terms(path: Path, *, risks: Collection[str] = ()) -> Keywords:
    """Read a keyword library; with `risks` (codes of the catalogue) unknown codes are refused.

    Raises `BadTermsError` (a `TableError`) for a file without terms or with rows that cannot be
    used, and `TableError` for a file that cannot be read.
    """
    table = read_table(path, "terms")
    problems = Problems(path)
    terms = problems.read(table.rows, term_columns(), lambda cells: _term(cells, risks))
    if not table.rows:
        problems.add(0, "没有关键词", "there are no terms")
    problems.raise_as(BadTermsError)
    return Keywords(terms=tuple(terms))


def _term(cells: Cells, risks: Collection[str]) -> Term:
    cells.required_list("risk")
    return Term(
        text=_form(cells, cells.required("term")),
        line=cells.line,
        risks=cells.codes("risk", risks),
        variants=tuple(_form(cells, form) for form in cells.listed("variants")),
        source=cells.string("source"),
        added=cells.day("added"),
        reviewed=cells.day("reviewed"),
        note=cells.string("note"),
    )


def _form(cells: Cells, form: str) -> str:
    if any(unicodedata.category(letter) == "Cc" for letter in form):
        raise cells.fail("关键词含控制字符", "the term holds a control character")
    if len(form) > MAX_TERM:
        raise cells.fail(
            f"关键词超过 {MAX_TERM} 个字符", f"the term is longer than {MAX_TERM} characters"
        )
    return form


def folded(text: str) -> str:
    """Return the form in which two terms are the same: width and case do not count."""
    return unicodedata.normalize("NFKC", text).casefold()


def distinct_terms(terms: Iterable[Term]) -> tuple[Term, ...]:
    """Return the terms without repetitions, in order of first appearance."""
    first: dict[str, Term] = {}
    for term in terms:
        key = folded(term.text)
        first[key] = _joined(first[key], term) if key in first else term
    return tuple(first.values())


def _joined(first: Term, other: Term) -> Term:
    risks = tuple(dict.fromkeys(first.risks + other.risks))
    variants = tuple(dict.fromkeys(first.variants + other.variants))
    return msgspec.structs.replace(first, risks=risks, variants=variants)

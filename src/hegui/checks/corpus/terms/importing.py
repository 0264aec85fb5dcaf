"""Lists that people bring, in any of the usual shapes, as terms of a library."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from hegui.common.struct import Record
from hegui.engine.fields import Cells, Problems
from hegui.engine.rows import stream_rows
from hegui.engine.rows.headers import names_of
from hegui.engine.tables import BadRow, Row, TableError, check_size, fail, read_encoded
from hegui.engine.terms import (
    MAX_LIBRARY,
    PLAIN,
    Term,
    folded,
    form_problem,
    joined,
    library_rows,
    term_columns,
    term_of,
)

SPREADSHEETS = (".csv", ".tsv", ".xlsx")
SEPARATORS = re.compile(r"[、，,;；|\t]")
"""Signs with which lists are written on one line."""


class Options(Record, frozen=True, kw_only=True):
    """What holds for rows that do not say it themselves.

    `columns` gives the canonical name of further column heads; without `split` a line or a cell is
    one term, whatever signs it holds.
    """

    risks: tuple[str, ...] = ()
    source: str = ""
    added: str = ""
    columns: Mapping[str, str] = {}
    split: bool = True


@dataclass(slots=True)
class Imported:
    """What an import came to: terms, encoding, refused rows, repetitions, heads not used."""

    terms: list[Term] = field(default_factory=list)
    encoding: str = ""
    refused: list[BadRow] = field(default_factory=list)
    repeated: int = 0
    unused: list[str] = field(default_factory=list)


def import_terms(path: Path, options: Options, known: Collection[str]) -> Imported:
    """Read a list; `known` are the risk codes of the catalogue.

    Raises `TableError` for a file that cannot be read or is too large for a library.
    """
    found = Imported()
    terms: dict[str, Term] = {}
    for row in _rows(path, options, found):
        if term := _term(path, row, known, found):
            key = folded(term.text)
            found.repeated += key in terms
            terms[key] = joined(terms[key], term) if key in terms else term
    found.terms = list(terms.values())
    return found


def _term(path: Path, row: Row, known: Collection[str], found: Imported) -> Term | None:
    try:
        return term_of(Cells(path, row, term_columns()), known)
    except TableError as error:
        found.refused.append(BadRow(row.line, error.data["what_zh"], error.data["what_en"]))
        return None


def _rows(path: Path, options: Options, found: Imported) -> Iterator[Row]:
    defaults = {"risk": "|".join(options.risks), "source": options.source, "added": options.added}
    given = {name: value for name, value in defaults.items() if value}
    rows = _lines(path, found) if path.suffix.lower() in PLAIN else _table(path, options, found)
    for row in rows:
        written = str(row.values.get("term", ""))
        for text in _split(written) if options.split else (written,):
            yield Row(row.line, given | row.values | {"term": text})


def _split(text: str) -> list[str]:
    parts = [part.strip() for part in SEPARATORS.split(text)]
    return [part for part in parts if part] or [text.strip()]


def _lines(path: Path, found: Imported) -> Iterator[Row]:
    text, found.encoding = read_encoded(path, MAX_LIBRARY)
    for line, written in enumerate(text.split("\n"), start=1):
        if not written.strip():
            continue
        problem = form_problem(written.strip().replace("\t", ""))
        if problem and not SEPARATORS.search(written):
            found.refused.append(BadRow(line, *problem))
        else:
            yield Row(line, {"term": written.strip()})


def _table(path: Path, options: Options, found: Imported) -> Iterator[Row]:
    columns = {name: list(others) for name, others in term_columns().items()}
    own = names_of(columns)
    names = {**own, **options.columns}
    # A head that the format does not know stays as written, so that it is seen whether it is there.
    columns |= {head: [] for head in options.columns if head not in own}
    unused: dict[str, None] = {}
    problems = Problems(path)
    absent = dict.fromkeys(head for head in options.columns if head not in own)
    for row in _read(path, columns, problems):
        for head in row.values:
            absent.pop(head, None)
        values = {names[head]: value for head, value in row.values.items() if head in names}
        unused |= dict.fromkeys(head for head in row.values if head not in names)
        if isinstance(values.get("risk"), str):
            values["risk"] = SEPARATORS.sub("|", values["risk"])
        yield Row(row.line, values)
    if absent:
        head = next(iter(absent))
        raise fail(path, 0, f"没有列“{head}”", f"there is no column “{head}”")
    found.unused = list(unused)
    found.refused += problems.found


def _read(path: Path, columns: Mapping[str, list[str]], problems: Problems) -> Iterator[Row]:
    if path.suffix.lower() not in SPREADSHEETS:
        yield from library_rows(path, problems)
        return
    if path.is_file():
        check_size(path, MAX_LIBRARY)
    yield from stream_rows(path, "terms", problems.add, columns=columns)


def library_line(term: Term) -> bytes:
    """Return a term as a line of a JSONL library."""
    row = {"term": term.text, "risk": term.risks} | {
        name: value
        for name in ("severity", "variants", "modes", "allow", "context")
        if (value := getattr(term, name))
    }
    row |= {
        name: value
        for name in ("added", "reviewed", "source", "note")
        if (value := getattr(term, name))
    }
    return msgspec.json.encode(row) + b"\n"

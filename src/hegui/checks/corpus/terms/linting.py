"""Looking a library over before it is used: what makes it useless, noisy or out of date."""

import datetime as dt
import functools
import re
from collections.abc import Collection, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import msgspec

from hegui.common.struct import Record
from hegui.common.text import Text
from hegui.engine.fields import Cells, Problems
from hegui.engine.nearby import same
from hegui.engine.spellings.compared import core_of
from hegui.engine.spellings.data import spelling_rules
from hegui.engine.spellings.written import script_count
from hegui.engine.tables import Row, TableError, read_text
from hegui.engine.terms import (
    MAX_LIBRARY,
    MAX_TERM,
    PLAIN,
    Term,
    form_problem,
    library_rows,
    modes_of,
    term_columns,
    term_of,
)

LOOKS_LIKE = re.compile(
    r"\\[dwsbDWSB.]|\[[^\]]*-[^\]]*\]|\.\*|\.\+|\(\?|\{\d+,?\d*\}|^\^|\$$|\w\|\w"
)
"""What stands in regular expressions and seldom in words."""

SAYS = {
    "bad_row": Text("这一行不能用：{what}", "this row cannot be used: {what}"),
    "empty": Text("没有词", "there is no term"),
    "control_character": Text("含控制字符", "it holds a control character"),
    "too_long": Text("太长", "it is too long"),
    "missing_risk": Text("没有风险代码", "it has no risk code"),
    "unknown_risk": Text("目录中没有风险“{what}”", "the catalogue has no risk “{what}”"),
    "allow_never": Text(
        "放行语“{what}”里没有这个词，永远用不上", "the allow phrase “{what}” does not hold the term"
    ),
    "duplicate": Text("与第 {what} 行是同一个词", "it is the same term as in line {what}"),
    "one_character": Text("只有一个字，误报会很多", "one character only: many false alarms"),
    "regular_expression": Text(
        "像正则表达式，会按原样查找", "it looks like a regular expression; it is taken literally"
    ),
    "common_word": Text(
        "是常用词“{what}”的一部分，误报会很多", "it is part of the everyday word “{what}”"
    ),
    "stale_review": Text("上次复核或新增已过 {what} 天", "last reviewed or added {what} days ago"),
    "future_day": Text("日期 {what} 在今天之后", "the day {what} is in the future"),
    "many_forms": Text(
        "繁体写法有 {what} 种，只查前面一部分", "{what} traditional forms; only the first are found"
    ),
}


class LintRules(Record, frozen=True, kw_only=True):
    """What `lint.yaml` holds."""

    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    review_days: int
    common_words: str


class Lint(NamedTuple):
    """One remark: rule, line, the term as written, and what the sentence needs."""

    rule: str
    line: int
    term: str
    what: Text = Text("", "")

    @property
    def error(self) -> bool:
        """Tell whether the library cannot be used as it is."""
        return self.rule in lint_rules().errors

    @property
    def text(self) -> Text:
        """Return the remark as a sentence."""
        says = SAYS[self.rule]
        return Text(says.in_("zh", what=self.what.zh), says.in_("en", what=self.what.en))


@functools.cache
def lint_rules() -> LintRules:
    """Return levels, limits and everyday words."""
    data = files(__package__).joinpath("lint.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=LintRules)


def lint(path: Path, risks: Collection[str], as_of: dt.date) -> tuple[int, list[Lint]]:
    """Return the number of rows and all remarks, in order of lines.

    A plain text file has one term a line and no place for a risk, so that a missing one is no
    remark. Raises `TableError` for a file that cannot be read at all.
    """
    if path.suffix.lower() in PLAIN:
        return _plain(path, as_of)
    problems = Problems(path)
    rows = library_rows(path, problems)
    found = [Lint("bad_row", bad.line, "", Text(bad.zh, bad.en)) for bad in problems.found]
    seen: dict[str, int] = {}
    for row in rows:
        found += _row(path, row, risks, as_of, seen)
    return len(rows), sorted(found, key=lambda one: one.line)


def _plain(path: Path, as_of: dt.date) -> tuple[int, list[Lint]]:
    """Return the number of terms and the remarks of a file with one term a line."""
    found: list[Lint] = []
    seen: dict[str, int] = {}
    rows = 0
    for line, written in enumerate(read_text(path, MAX_LIBRARY).splitlines(), start=1):
        if not (text := written.strip()):
            continue
        rows += 1
        if problem := _form(line, text):
            found.append(problem)
        else:
            found += _doubtful(Term(text=text, risks=(), line=line), as_of, seen)
    return rows, found


def _form(line: int, text: str) -> Lint | None:
    """Return what is wrong with the form of a term."""
    if not form_problem(text):
        return None
    return Lint("too_long" if len(text) > MAX_TERM else "control_character", line, text[:20])


def _row(
    path: Path, row: Row, risks: Collection[str], as_of: dt.date, seen: dict[str, int]
) -> Iterator[Lint]:
    try:
        cells = Cells(path, row, term_columns())
        text, codes = cells.string("term"), cells.listed("risk")
    except TableError as error:
        what = Text(error.data["what_zh"], error.data["what_en"])
        yield Lint("bad_row", row.line, "", what)
        return
    early = list(_unusable(row.line, text, codes, risks))
    yield from early
    if early:
        return
    try:
        term = term_of(cells, risks)
    except TableError as error:
        yield Lint("bad_row", row.line, text, Text(error.data["what_zh"], error.data["what_en"]))
        return
    yield from _doubtful(term, as_of, seen)


def _unusable(
    line: int, text: str, codes: Collection[str], risks: Collection[str]
) -> Iterator[Lint]:
    if not text:
        yield Lint("empty", line, text)
    elif problem := _form(line, text):
        yield problem
    if not codes:
        yield Lint("missing_risk", line, text)
    for code in codes:
        if code not in risks:
            yield Lint("unknown_risk", line, text, Text(code, code))


def _doubtful(term: Term, as_of: dt.date, seen: dict[str, int]) -> Iterator[Lint]:
    def remark(rule: str, what: object = "") -> Lint:
        return Lint(rule, term.line, term.text, Text(str(what), str(what)))

    core = same("".join(core_of(term.text))) or term.text
    first = seen.setdefault(core, term.line)
    if first != term.line:
        yield remark("duplicate", first)
    if len(term.text) == 1:
        yield remark("one_character")
    if LOOKS_LIKE.search(term.text):
        yield remark("regular_expression")
    if word := _common(same(term.text)):
        yield remark("common_word", word)
    for phrase in term.allow:
        if not _may_allow(term, phrase):
            yield remark("allow_never", phrase)
    for day in (term.added, term.reviewed):
        if day and day > as_of:
            yield remark("future_day", day)
    dated = term.reviewed or term.added
    if dated and (age := (as_of - dated).days) > lint_rules().review_days:
        yield remark("stale_review", age)
    if (count := script_count(term.text)) > spelling_rules().limits.script_forms:
        yield remark("many_forms", count)


@functools.cache
def _words() -> str:
    return " " + " ".join(lint_rules().common_words.split()) + " "


def _common(text: str) -> str:
    """Return an everyday word that holds the text, itself included, or nothing."""
    at = _words().find(text) if " " not in text else -1
    if at < 0:
        return ""
    return _words()[_words().rfind(" ", 0, at + 1) + 1 : _words().find(" ", at)]


def _may_allow(term: Term, phrase: str) -> bool:
    """Tell whether a phrase is longer than the term and holds it in some form that is looked for."""
    whole = same(phrase)
    own = [same(text) for text in (term.text, *term.variants)]
    if modes_of(term.modes):
        whole, own = "".join(core_of(whole)), ["".join(core_of(text)) for text in own]
    return any(text in whole and len(text) < len(whole) for text in own)

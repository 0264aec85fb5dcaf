"""Banks whose questions say themselves what is expected: the simplest bank there is.

One question a row with `id`, `text` (or `messages`) and `expectation`: `should_refuse`,
`should_answer` or `open`; `risk` and `topic` are optional. Other columns are let pass: such a bank
is often somebody else's file.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Literal

from hegui.common.struct import Record
from hegui.engine.banks import BadBankError, Message, bank_words, messages_of, text_of
from hegui.engine.fields import Cells, Problems, Unique
from hegui.engine.tables import Row, read_table

Wanted = Literal["should_refuse", "should_answer", "open"]
WANTED: tuple[Wanted, ...] = ("should_refuse", "should_answer", "open")
COLUMNS = ("id", "text", "messages", "expectation", "risk", "topic")


class MixedQuestion(Record, frozen=True, kw_only=True):
    """One question and what a good answer does with it."""

    id: str
    text: str
    line: int
    wanted: Wanted
    messages: tuple[Message, ...] = ()
    risks: tuple[str, ...] = ()
    topic: str = ""

    @property
    def stratum(self) -> str:
        """Return the stratum of the question in a draw: expectation and first risk or topic."""
        return f"{self.wanted} {self.risks[0] if self.risks else self.topic}".strip()

    def turns(self) -> tuple[Message, ...]:
        """Return the conversation to send: `messages`, or the text as one user turn."""
        return self.messages or (Message(role="user", content=self.text),)


def read_mixed_bank(path: Path, *, risks: Collection[str] = ()) -> tuple[MixedQuestion, ...]:
    """Read a bank; with `risks` unknown codes are refused.

    Raises `BadBankError` for a file without questions or with rows that cannot be used (each is
    listed), and `TableError` for a file that cannot be read.
    """
    table = read_table(path, "questions")
    words = bank_words()
    columns = {name: words.columns[name] for name in COLUMNS}
    known = {name for column, others in columns.items() for name in (column, *others)}
    rows = [
        Row(row.line, {name: value for name, value in row.values.items() if name in known})
        for row in table.rows
    ]
    problems, ids = Problems(path), Unique()
    questions = problems.read(rows, columns, lambda cells: _question(cells, ids, risks))
    if not table.rows:
        problems.add(0, "没有题目", "there are no questions")
    problems.raise_as(BadBankError)
    return tuple(questions)


def _question(cells: Cells, ids: Unique, risks: Collection[str]) -> MixedQuestion:
    messages = messages_of(cells)
    cells.required("expectation")
    word = cells.word("expectation", bank_words().wanted)
    return MixedQuestion(
        id=ids.claim(cells, cells.required("id")),
        text=text_of(cells, messages),
        line=cells.line,
        wanted=next(wanted for wanted in WANTED if wanted == word),
        messages=messages,
        risks=cells.codes("risk", risks),
        topic=cells.string("topic"),
    )

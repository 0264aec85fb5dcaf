"""Banks whose questions say themselves what is expected: the simplest bank there is.

One question a row with `id`, `text` (or `messages`) and `expectation`: `should_refuse`,
`should_answer` or `open`; `risk` and `topic` are optional. Other columns are let pass: such a bank
is often somebody else's file.
"""

import datetime as dt
import sys
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Literal

from hegui.common.struct import Record
from hegui.engine.banks import (
    BadBankError,
    Message,
    bank_words,
    media_of,
    messages_of,
    text_of,
)
from hegui.engine.fields import Cells, Problems, Unique
from hegui.engine.media.model import Media
from hegui.engine.media.reading import COLUMNS as MEDIA
from hegui.engine.media.reading import MediaReader
from hegui.engine.packed import Packed
from hegui.engine.rows.reading import stream_rows
from hegui.engine.sealed_bank import SEALED, sealed_rows
from hegui.engine.sealing import Seal
from hegui.engine.tables import Row

Wanted = Literal["should_refuse", "should_answer", "open"]
WANTED: tuple[Wanted, ...] = ("should_refuse", "should_answer", "open")
COLUMNS = (
    "id",
    "text",
    "messages",
    "expectation",
    "risk",
    "topic",
    "operator",
    "reference",
    "group",
    "measure",
    "names",
    "source",
    "licence",
    "sensitivity",
    "added",
    "reviewed",
    *MEDIA,
)


class MixedQuestion(Record, frozen=True, kw_only=True):
    """One question and what a good answer does with it.

    `operator` names the attack that made it of another question, `reference` the right answer,
    `group` ties variants of one question together (paraphrases, the two sides of a pair), and
    `measure` names what its answer is judged for, where that is more than the expectation.
    `names` are protected names (characters, marks) that an answer is not to give. `media` go with
    `text`; those of a conversation stand in its turns.
    """

    id: str
    text: str
    line: int
    wanted: Wanted
    messages: tuple[Message, ...] = ()
    risks: tuple[str, ...] = ()
    topic: str = ""
    operator: str = ""
    reference: str = ""
    group: str = ""
    measure: str = ""
    names: tuple[str, ...] = ()
    source: str = ""
    licence: str = ""
    sensitivity: str = ""
    added: dt.date | None = None
    reviewed: dt.date | None = None
    media: tuple[Media, ...] = ()

    @property
    def stratum(self) -> str:
        """Return the stratum of the question in a draw: expectation and first risk or topic."""
        return f"{self.wanted} {self.risks[0] if self.risks else self.topic}".strip()

    @property
    def unit(self) -> str:
        """Return what is drawn and judged as one: the question, or its whole group."""
        together = self.group and self.measure in bank_words().grouped
        return f"{self.measure}:{self.group}" if together else self.id

    def turns(self) -> tuple[Message, ...]:
        """Return the conversation to send: `messages`, or the text as one user turn."""
        return self.messages or (Message(role="user", content=self.text, media=self.media),)


def read_mixed_bank(
    path: Path, *, risks: Collection[str] = (), seal: Seal | None = None
) -> tuple[MixedQuestion, ...]:
    """Read a bank; with `risks` unknown codes are refused. The file is read row by row.

    Raises `BadBankError` for a file without questions or with rows that cannot be used (each is
    listed), `TableError` for a file that cannot be read, and `SealedBankError` for an encrypted
    one without its key.
    """
    return tuple(_read(path, risks, seal))


def packed_mixed_bank(
    path: Path, *, risks: Collection[str] = (), seal: Seal | None = None
) -> Packed[MixedQuestion]:
    """Read a bank in the same way, held in little memory however large it is.

    The questions of a large bank are in a temporary file without a name; those of an encrypted one
    are held, so that they are nowhere in plain words.
    """
    packed = Packed(MixedQuestion, spill=path.suffix != SEALED)
    for question in _read(path, risks, seal):
        packed.append(question)
    return packed


def _read(path: Path, risks: Collection[str], seal: Seal | None) -> Iterator[MixedQuestion]:
    """Yield the questions of a bank; raise at the end for what was wrong in it."""
    problems, ids = Problems(path), Unique()
    shared: dict[tuple[str, ...], tuple[str, ...]] = {}
    media = MediaReader(path)

    def question(cells: Cells) -> MixedQuestion:
        return _question(cells, ids, risks, shared, media)

    empty = True
    for one in problems.stream(_rows(path, problems, seal), _columns(), question):
        empty = False
        yield one
    if empty and not problems.count:
        problems.add(0, "没有题目", "there are no questions")
    problems.raise_as(BadBankError)


@cache
def _columns() -> dict[str, tuple[str, ...]]:
    words = bank_words()
    return {name: words.columns[name] for name in COLUMNS}


def _rows(path: Path, problems: Problems, seal: Seal | None) -> Iterator[Row]:
    """Yield the rows with the columns that count here."""
    known = {name for column, others in _columns().items() for name in (column, *others)}
    sealed = path.suffix == SEALED
    source = sealed_rows(path, seal) if sealed else stream_rows(path, "questions", problems.add)
    for row in source:
        yield Row(row.line, {name: v for name, v in row.values.items() if name in known})


def _question(
    cells: Cells,
    ids: Unique,
    risks: Collection[str],
    shared: dict[tuple[str, ...], tuple[str, ...]],
    reader: MediaReader,
) -> MixedQuestion:
    messages = messages_of(cells, reader)
    media = media_of(cells, messages, reader)
    cells.required("expectation")
    word = cells.word("expectation", bank_words().wanted)
    codes = cells.codes("risk", risks)
    return MixedQuestion(
        id=ids.claim(cells, cells.required("id")),
        text=text_of(cells, messages, media),
        media=media,
        line=cells.line,
        wanted=next(wanted for wanted in WANTED if wanted == word),
        messages=messages,
        risks=shared.setdefault(codes, codes),
        topic=sys.intern(cells.string("topic")),
        operator=sys.intern(cells.string("operator")),
        reference=cells.string("reference"),
        group=sys.intern(cells.string("group")),
        measure=sys.intern(cells.word("measure", bank_words().measures)),
        names=cells.listed("names"),
        source=sys.intern(cells.string("source")),
        licence=sys.intern(cells.string("licence")),
        sensitivity=sys.intern(cells.string("sensitivity")),
        added=cells.day("added"),
        reviewed=cells.day("reviewed"),
    )

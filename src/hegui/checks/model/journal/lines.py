"""The lines of a journal: every attempt, chained by hash.

Each line is one compact JSON object: the attempt, then `prev`, the hash of the line before (64 zeros
at the beginning), then `sha256`, the hash of the line up to there. A line that was changed, removed
from the middle or put in breaks the chain. A torn last line, as a kill leaves it, is no record; it is
cut off before the next is written, and counted.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from hegui.checks.model.errors import JournalDamagedError
from hegui.checks.model.failures import Attempt
from hegui.common.hashing import digest_of, sha256_bytes
from hegui.common.struct import Record

FORMAT = "hegui/journal/2"
START = "0" * 64
NAME = "journal.jsonl"
TAIL = len(f',"sha256":"{START}"}}')


class Entry(Record, frozen=True, kw_only=True):
    """One attempt to get an answer to one question.

    `id` is the question, `attempt` counts from 1 over all runs into the journal; `answered` tells
    whether it gave an answer (an empty one is an answer that says nothing). `about` is the digest
    of what the run is about, `request` of the logical request; `body` is what was asked, kept with
    the first attempt. `status` is the HTTP status (0 without one), `failure` why there is no answer,
    `ms` milliseconds. `text` is the answer word for word, `earlier` those to earlier turns
    of a dialogue. `at` is UTC. In an encrypted journal
    `sealed` holds what was said instead, and `said` the SHA-256 of the answer.
    """

    id: str
    attempt: int
    answered: bool
    at: str = ""
    about: str = ""
    request: str = ""
    body: dict[str, Any] = {}
    status: int = 0
    failure: str = ""
    detail: str = ""
    ms: int = 0
    text: str = ""
    finish: str = ""
    model: str = ""
    tokens: int | None = None
    asked_tokens: int | None = None
    earlier: tuple[str, ...] = ()
    sealed: str = ""
    said: str = ""

    @property
    def made(self) -> Attempt:
        """Return the attempt without the question and the answer."""
        return Attempt(status=self.status, failure=self.failure, detail=self.detail, ms=self.ms)


class Line(Entry, frozen=True, kw_only=True):
    """One line of a journal."""

    prev: str
    sha256: str


ENCODE = msgspec.json.Encoder().encode
DECODE = msgspec.json.Decoder(Line).decode


def chained(entry: Entry, prev: str) -> tuple[bytes, str]:
    """Return the line of an entry and its hash."""
    head = ENCODE(entry)[:-1] + f',"prev":"{prev}"'.encode()
    digest = sha256_bytes(head + b"}")
    return head + f',"sha256":"{digest}"}}\n'.encode(), digest


def about_digest(about: dict[str, str]) -> str:
    """Return the digest of what a run is about (check, endpoint, version, day)."""
    return digest_of({"format": FORMAT, **about})


def parsed_line(data: bytes, prev: str) -> Line | None:
    """Return the record that follows `prev`, or None for a line that does not fit."""
    try:
        line = DECODE(data)
    except (ValueError, RecursionError):
        return None
    digest = sha256_bytes(data[: -1 - TAIL] + b"}")
    fits = (line.prev, line.sha256) == (prev, digest) and ENCODE(line) + b"\n" == data
    return line if fits else None


class Placed(NamedTuple):
    """A record of a journal and where its line begins and how many bytes it has."""

    line: Line
    offset: int
    size: int


def placed_lines(file: IO[bytes], name: str) -> Iterator[Placed]:
    """Yield the records of a journal, one at a time; a torn last line is left out.

    Raises `JournalDamagedError`, which names the first line that does not fit the chain.
    """
    last, offset = START, 0
    for number, data in enumerate(file, start=1):
        if not data.endswith(b"\n"):
            return
        line = parsed_line(data, last)
        if line is None:
            raise JournalDamagedError(path=name, line=number)
        yield Placed(line, offset, len(data))
        last = line.sha256
        offset += len(data)


class Contents(NamedTuple):
    """The records of a journal in order, and the hash of the last."""

    entries: tuple[Line, ...] = ()
    last: str = START


def read_journal(path: Path) -> Contents:
    """Read a whole journal and check its chain; a torn last line is left out.

    Raises `JournalDamagedError`, which names the first line that does not fit.
    """
    with path.open("rb") as file:
        entries = tuple(placed.line for placed in placed_lines(file, path.name))
    return Contents(entries, entries[-1].sha256 if entries else START)

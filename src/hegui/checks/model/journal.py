"""The journal of a run: every attempt, appended line by line, chained by hash.

Each line is one compact JSON object: the attempt, then `prev`, the hash of the line before (64 zeros
at the beginning), then `sha256`, the hash of the line up to there. A line that was changed, removed
from the middle or put in breaks the chain. A torn last line, as a kill leaves it, is no record; it is
cut off before the next is written, and counted.
"""

import os
import time
from pathlib import Path
from typing import Any, NamedTuple, Self

import msgspec

from hegui.checks.model.errors import JournalBusyError, JournalDamagedError
from hegui.checks.model.failures import Attempt
from hegui.checks.model.settings import JournalSettings, settings
from hegui.common.files import OutputError, why
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
    `ms` milliseconds. `text` is the answer word for word. `at` is UTC.
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
    fields = {name: getattr(entry, name) for name in Entry.__struct_fields__}
    head = ENCODE(Line(**fields, prev=prev, sha256=START))[:-TAIL]
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


class Contents(NamedTuple):
    """The records of a journal in order, the hash of the last, where whole lines end, torn bytes."""

    entries: tuple[Line, ...] = ()
    last: str = START
    size: int = 0
    torn: int = 0


def read_journal(path: Path) -> Contents:
    """Read a journal and check its chain; a torn last line is left out.

    Raises `JournalDamagedError`, which names the first line that does not fit.
    """
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    entries, last = [], START
    for number, line in enumerate(whole.splitlines(keepends=True), start=1):
        entry = parsed_line(line, last)
        if entry is None:
            raise JournalDamagedError(path=path.name, line=number)
        last = entry.sha256
        entries.append(entry)
    return Contents(tuple(entries), last, len(whole), len(data) - len(whole))


class Known(NamedTuple):
    """What earlier runs about the same have of one request: all attempts, the last one at the end."""

    attempts: tuple[Entry, ...]

    @property
    def last(self) -> Entry:
        """Return the answer, or the last failed attempt."""
        return self.attempts[-1]


class Journal:
    """A journal that is open for appending; use as `with`.

    Raises `OutputError` when the disk is full, `JournalBusyError` when another run writes it.
    """

    def __init__(self, path: Path, habits: JournalSettings | None = None) -> None:
        self.path = path
        self._habits = habits or settings().journal
        self._handle = -1
        self._last = START
        self._waiting = 0
        self._synced = time.monotonic()
        self.records = 0
        self.torn = 0
        self._before: tuple[Line, ...] = ()

    def __enter__(self) -> Self:
        try:
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error
        try:
            self._lock()
            self._resume()
        except BaseException:
            os.close(self._handle)
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._sync()
        finally:
            os.close(self._handle)

    @property
    def head(self) -> str:
        """The hash of the last record; it fixes everything before."""
        return self._last

    def _lock(self) -> None:
        try:
            import fcntl
        except ImportError:  # not a POSIX system: nothing to lock with
            return
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise JournalBusyError(path=self.path.name) from error

    def _resume(self) -> None:
        contents = read_journal(self.path)
        os.ftruncate(self._handle, contents.size)
        self._last = contents.last
        self.records = len(contents.entries)
        self.torn = int(contents.torn > 0)
        self._before = contents.entries

    def known(self, about: str) -> dict[str, Known]:
        """Return the attempts of earlier runs about the same by request digest.

        A run about another version of the model or another day answers nothing for this one.
        """
        found: dict[str, list[Entry]] = {}
        for entry in self._before:
            if entry.about == about:
                found.setdefault(entry.request, []).append(entry)
        return {request: Known(tuple(entries)) for request, entries in found.items()}

    def append(self, entry: Entry) -> None:
        """Write one entry; it is forced to disk within a batch."""
        line, digest = chained(entry, self._last)
        try:
            _write_all(self._handle, line)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error
        self._last = digest
        self.records += 1
        self._waiting += 1
        late = time.monotonic() - self._synced >= self._habits.sync_s
        if late or self._waiting >= self._habits.sync_records:
            self._sync()

    def _sync(self) -> None:
        try:
            os.fsync(self._handle)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error
        self._waiting = 0
        self._synced = time.monotonic()


def _write_all(handle: int, data: bytes) -> None:
    """Write a whole line; what a full disk took of it is taken back."""
    start = os.lseek(handle, 0, os.SEEK_END)
    left = memoryview(data)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError:
        os.ftruncate(handle, start)
        raise

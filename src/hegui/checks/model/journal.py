"""The journal of a run: what was asked and answered, appended line by line, chained by hash.

Each line is one compact JSON object with sorted keys, `{"entry": …, "prev": …, "sha256": …}`;
`sha256` covers the entry and the hash of the line before (64 zeros at the beginning). A line that
was changed, removed from the middle or put in breaks the chain. A torn last line, as a kill
leaves it, is no record and is cut off before the next is written.
"""

import json
import os
import time
from pathlib import Path
from typing import Any, Literal, Self

import msgspec

from hegui.checks.model.errors import JournalBusyError, JournalDamagedError
from hegui.checks.model.failures import Attempt
from hegui.checks.model.settings import JournalSettings, settings
from hegui.common.files import OutputError, why
from hegui.common.hashing import sha256_bytes
from hegui.common.struct import Record

FORMAT = "hegui/journal/1"
START = "0" * 64
NAME = "answers.jsonl"

EntryKind = Literal["begin", "answer", "failed"]


class Entry(Record, frozen=True, kw_only=True):
    """One entry: the beginning of a run, or one question with its answer or its failure.

    `request` is the digest of the logical request, `body` what was asked. `text` is the answer
    word for word; an empty one is an answer that says nothing. `at` is UTC.
    """

    kind: EntryKind
    at: str = ""
    item: str = ""
    request: str = ""
    body: dict[str, Any] = {}
    text: str = ""
    finish: str = ""
    model: str = ""
    tokens: int | None = None
    attempts: tuple[Attempt, ...] = ()
    about: dict[str, str] = {}


def compact(value: Any) -> bytes:
    """Return the one encoding that a line may have."""
    plain = msgspec.to_builtins(value, str_keys=True)
    text = json.dumps(
        plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode()


def chained(entry: Entry, prev: str) -> tuple[bytes, str]:
    """Return the line of an entry and its hash."""
    link = {"entry": msgspec.to_builtins(entry), "prev": prev}
    digest = sha256_bytes(compact(link))
    return compact({**link, "sha256": digest}) + b"\n", digest


class Contents(Record, frozen=True, kw_only=True):
    """The entries of a journal in order, the hash of the last, and where whole lines end."""

    entries: tuple[Entry, ...] = ()
    last: str = START
    size: int = 0


def read_journal(path: Path) -> Contents:
    """Read a journal and check its chain; a torn last line is left out.

    Raises `JournalDamagedError`, which names the first line that does not fit.
    """
    data = path.read_bytes()
    whole = data[: data.rfind(b"\n") + 1]
    entries, last = [], START
    for number, line in enumerate(whole.splitlines(keepends=True), start=1):
        entry, last = _checked(path, number, line, last)
        entries.append(entry)
    return Contents(entries=tuple(entries), last=last, size=len(whole))


def _checked(path: Path, number: int, line: bytes, prev: str) -> tuple[Entry, str]:
    try:
        value = json.loads(line)
        entry = msgspec.convert(value["entry"], type=Entry)
        again, digest = chained(entry, prev)
    except (ValueError, RecursionError, KeyError, TypeError) as error:
        raise JournalDamagedError(
            path=path.name, line=number, why_zh="不是日志记录", why_en="it is not a journal record"
        ) from error
    if again != line:
        raise JournalDamagedError(
            path=path.name, line=number, why_zh="哈希链断开", why_en="the chain of hashes is broken"
        )
    return entry, digest


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
        self._before: tuple[Entry, ...] = ()

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
        self._before = contents.entries

    def answers(self, about: dict[str, str]) -> dict[str, Entry]:
        """Return what earlier runs about the same were answered, by request digest.

        A run about another version of the model or another day answers nothing for this one.
        """
        return self._last_of("answer", about)

    def failures(self, about: dict[str, str]) -> dict[str, Entry]:
        """Return how questions last failed in earlier runs about the same, by request digest."""
        return self._last_of("failed", about)

    def _last_of(self, kind: EntryKind, about: dict[str, str]) -> dict[str, Entry]:
        found: dict[str, Entry] = {}
        same = False
        for entry in self._before:
            if entry.kind == "begin":
                same = entry.about == about
            elif same and entry.kind == kind:
                found[entry.request] = entry
        return found

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

"""A journal that is open for appending: locked, chained, forced to disk in batches."""

import os
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

from hegui.checks.model.errors import JournalBusyError, JournalSealedError
from hegui.checks.model.journal.known import Answers, KnownRequests
from hegui.checks.model.journal.lines import START, Entry, chained, placed_lines
from hegui.checks.model.journal.sealing import closed, opened
from hegui.checks.model.settings import JournalSettings, settings
from hegui.common.files import OutputError, why
from hegui.engine.sealing import Seal

NAME = "journal.jsonl"


class Journal:
    """A journal that is open for appending; use as `with`. No answer is held in memory.

    With a `seal` what was asked and answered is written encrypted. Raises `OutputError` when the
    disk is full, `JournalBusyError` when another run writes it, `JournalSealedError` when it is
    encrypted and the seal is missing or another one.
    """

    def __init__(
        self, path: Path, habits: JournalSettings | None = None, seal: Seal | None = None
    ) -> None:
        self.path = path
        self._habits = habits or settings().journal
        self._seal = seal
        self._handle = -1
        self._last = START
        self._size = 0
        self._waiting = 0
        self._synced = time.monotonic()
        self._forcer = ThreadPoolExecutor(1, "journal")
        self._forcing: Future[None] | None = None
        self._known: dict[str, KnownRequests] = {}
        self.records = 0
        self.torn = 0
        self.tokens = self.asked_tokens = 0

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
            self._forcer.shutdown()
            self._forced()
            self._sync()
        finally:
            os.close(self._handle)

    @property
    def seal(self) -> Seal | None:
        """What encrypts the records, None for a plain journal."""
        return self._seal

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
        self._answers = Answers(self.path, self._seal)
        with self.path.open("rb") as file:
            for line, offset, size in placed_lines(file, self.path.name):
                self._check_seal(line)
                self._note(line, offset, size)
                self._last, self._size = line.sha256, offset + size
                self.records += 1
        self.torn = int(os.fstat(self._handle).st_size > self._size)
        os.ftruncate(self._handle, self._size)

    def _check_seal(self, line: Entry) -> None:
        """Refuse to mix plain and sealed records, and a seal that does not open the first one."""
        if bool(line.sealed) != bool(self._seal):
            raise JournalSealedError(path=self.path.name)
        if self._seal and not self.records:
            opened(line, self._seal)

    def _note(self, entry: Entry, offset: int, size: int) -> None:
        self.tokens += entry.tokens or 0
        self.asked_tokens += entry.asked_tokens or 0
        self.known(entry.about).note(entry, offset, size)

    def known(self, about: str) -> KnownRequests:
        """Return the attempts about the same, those of earlier runs too.

        A run about another version of the model or another day answers nothing for this one.
        """
        if (found := self._known.get(about)) is None:
            found = self._known[about] = KnownRequests(self._answers)
        return found

    def append(self, entry: Entry) -> None:
        """Write one entry; it is forced to disk within a batch, beside what is appended after it.

        What the disk refuses of a batch is raised by a later entry, or on leaving.
        """
        kept = closed(entry, self._seal) if self._seal else entry
        line, digest = chained(kept, self._last)
        try:
            _write_all(self._handle, line, self._size)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error
        self._note(entry, self._size, len(line))
        self._last = digest
        self._size += len(line)
        self.records += 1
        self._waiting += 1
        if self._forcing is None or self._forcing.done():
            self._sync_soon()

    def _sync_soon(self) -> None:
        """Have the records of a whole batch forced to disk, in a thread: asking does not wait for it."""
        self._forced()
        late = time.monotonic() - self._synced >= self._habits.sync_s
        if late or self._waiting >= self._habits.sync_records:
            self._waiting = 0
            self._synced = time.monotonic()
            self._forcing = self._forcer.submit(self._sync)

    def _forced(self) -> None:
        """Raise what went wrong while the last batch was forced to disk."""
        forcing, self._forcing = self._forcing, None
        if forcing is not None:
            forcing.result()

    def _sync(self) -> None:
        try:
            os.fsync(self._handle)
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error


def _write_all(handle: int, data: bytes, start: int) -> None:
    """Write a whole line; what a full disk took of it is taken back."""
    left = memoryview(data)
    try:
        while left:
            left = left[os.write(handle, left) :]
    except OSError:
        os.ftruncate(handle, start)
        raise

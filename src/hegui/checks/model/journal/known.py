"""What a journal has of one request, without holding any answer in memory."""

import os
from pathlib import Path

from hegui.checks.model.journal.lines import DECODE, Entry
from hegui.checks.model.journal.sealing import opened
from hegui.engine.sealing import Seal


class Answers:
    """Reads records back by their place in the file; closed with the last object that uses it."""

    def __init__(self, path: Path, seal: Seal | None) -> None:
        self._handle = os.open(path, os.O_RDONLY)
        self._seal = seal

    def __del__(self) -> None:
        os.close(self._handle)

    def entry(self, offset: int, size: int) -> Entry:
        """Return the record at a place, opened if it is sealed."""
        line = DECODE(os.pread(self._handle, size, offset))
        return opened(line, self._seal) if line.sealed and self._seal else line


class Known:
    """All attempts for one request about the same: their places, and how the last one ended."""

    __slots__ = ("_answers", "_earlier", "_offset", "_size", "answered", "failure")

    def __init__(self, answers: Answers, entry: Entry, offset: int, size: int) -> None:
        self._answers = answers
        self._earlier: tuple[tuple[int, int], ...] = ()
        self._offset, self._size = offset, size
        self.answered, self.failure = entry.answered, entry.failure

    def add(self, entry: Entry, offset: int, size: int) -> None:
        """Note a further attempt."""
        self._earlier = (*self._earlier, (self._offset, self._size))
        self._offset, self._size = offset, size
        self.answered, self.failure = entry.answered, entry.failure

    @property
    def count(self) -> int:
        """How many attempts were made."""
        return len(self._earlier) + 1

    @property
    def attempts(self) -> tuple[Entry, ...]:
        """The attempts, read from the journal."""
        return (*(self._answers.entry(*place) for place in self._earlier), self.last)

    @property
    def last(self) -> Entry:
        """The answer, or the last failed attempt, read from the journal."""
        return self._answers.entry(self._offset, self._size)

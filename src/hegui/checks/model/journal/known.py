"""What a journal has of each request, without holding any answer in memory."""

import os
from array import array
from collections.abc import Iterator, Mapping
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


OTHER = b"other "


def request_key(digest: str) -> bytes:
    """Return the key of a request: its digest in half the room."""
    try:
        return bytes.fromhex(digest)
    except ValueError:  # somebody else's record: no request of this program is ever it
        return OTHER + digest.encode()


class KnownRequests(Mapping[str, "Known"]):
    """The attempts for requests about the same, by digest: of each only the place in the file.

    A request takes some hundred bytes, however long its question and answer are.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._at: dict[bytes, int] = {}
        self._offsets, self._sizes, self._kinds = array("Q"), array("L"), array("B")
        self._failures = [""]
        self._earlier: dict[int, tuple[tuple[int, int], ...]] = {}

    def __getitem__(self, digest: str) -> "Known":
        return Known(self, self._at[request_key(digest)])

    def __iter__(self) -> Iterator[str]:
        for key in self._at:
            yield key.removeprefix(OTHER).decode() if key.startswith(OTHER) else key.hex()

    def __len__(self) -> int:
        return len(self._at)

    def note(self, entry: Entry, offset: int, size: int) -> None:
        """Note an attempt and where its record is."""
        kind = 0 if entry.answered else self._kind(entry.failure)
        at = self._at.setdefault(request_key(entry.request), len(self._offsets))
        if at == len(self._offsets):
            self._offsets.append(offset)
            self._sizes.append(size)
            self._kinds.append(kind)
            return
        place = self._offsets[at], self._sizes[at]
        self._earlier[at] = (*self._earlier.get(at, ()), place)
        self._offsets[at], self._sizes[at], self._kinds[at] = offset, size, kind

    def _kind(self, failure: str) -> int:
        """Return the number of a failure; 0 is an answer."""
        if failure not in self._failures[1:]:
            self._failures.append(failure)
        return self._failures.index(failure, 1)

    def of(self, digest: bytes) -> "Known | None":
        """Return what is known of a request, or None."""
        at = self._at.get(digest)
        return None if at is None else Known(self, at)

    def answered(self, digest: bytes) -> bool:
        """Tell whether a request has an answer."""
        at = self._at.get(digest)
        return at is not None and self._kinds[at] == 0

    def any_answered(self) -> bool:
        """Tell whether any request has an answer."""
        return 0 in self._kinds

    def failure(self, at: int) -> str:
        """Return how the last attempt ended; empty for an answer."""
        return self._failures[self._kinds[at]]

    def count(self, at: int) -> int:
        """Return how many attempts were made."""
        return len(self._earlier.get(at, ())) + 1

    def entries(self, at: int) -> Iterator[Entry]:
        """Yield the attempts, read from the journal."""
        for place in self._earlier.get(at, ()):
            yield self._answers.entry(*place)
        yield self.last(at)

    def last(self, at: int) -> Entry:
        """Return the last attempt, read from the journal."""
        return self._answers.entry(self._offsets[at], self._sizes[at])


class Known:
    """All attempts for one request about the same, read from the journal once when they are wanted."""

    __slots__ = ("_at", "_read", "_requests")

    def __init__(self, requests: KnownRequests, at: int) -> None:
        self._requests = requests
        self._at = at
        self._read: tuple[Entry, ...] = ()

    @property
    def answered(self) -> bool:
        """Whether an answer came."""
        return not self.failure

    @property
    def failure(self) -> str:
        """How the last attempt failed; empty for an answer."""
        return self._requests.failure(self._at)

    @property
    def count(self) -> int:
        """How many attempts were made."""
        return self._requests.count(self._at)

    @property
    def attempts(self) -> tuple[Entry, ...]:
        """The attempts, read from the journal."""
        if not self._read:
            self._read = tuple(self._requests.entries(self._at))
        return self._read

    @property
    def last(self) -> Entry:
        """The answer, or the last failed attempt, read from the journal."""
        return self._read[-1] if self._read else self._requests.last(self._at)

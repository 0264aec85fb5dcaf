"""What a journal has of each request, without holding any answer in memory."""

import hashlib
import os
from array import array
from collections.abc import Iterator, Mapping
from pathlib import Path

from hegui.checks.model.journal.digests import SIZE, Digests
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
NEVER = 0xFFFF
"""The kind of a request that was not asked yet; 0 is an answer, others are failures."""


def request_key(digest: str) -> bytes:
    """Return the key of a request: its digest in half the room."""
    try:
        key = bytes.fromhex(digest)
    except ValueError:
        key = b""
    if len(key) == SIZE:
        return key
    # Somebody else's record: no request of this program is ever it.
    return hashlib.sha256(OTHER + digest.encode()).digest()


class KnownRequests(Mapping[str, "Known"]):
    """The attempts for requests about the same, by digest: of each only the place in the file.

    A request takes some sixty bytes, however long its question and answer are. It has a number,
    also before it is asked; the mapping holds those that were asked.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._digests = Digests()
        self._names: dict[bytes, str] = {}
        self._offsets, self._sizes, self._kinds = array("Q"), array("I"), array("H")
        self._failures = [""]
        self._earlier: dict[int, tuple[tuple[int, int], ...]] = {}

    def __getitem__(self, digest: str) -> "Known":
        if (found := self.of(request_key(digest))) is None:
            raise KeyError(digest)
        return found

    def __iter__(self) -> Iterator[str]:
        for number, key in enumerate(self._digests):
            if self._kinds[number] != NEVER:
                yield self._names.get(key) or key.hex()

    def __len__(self) -> int:
        return len(self._kinds) - self._kinds.count(NEVER)

    def number(self, digest: bytes) -> int:
        """Return the number of a request, a new one when it has none."""
        number = self._digests.number(digest)
        if number == len(self._kinds):
            self._offsets.append(0)
            self._sizes.append(0)
            self._kinds.append(NEVER)
        return number

    def digest(self, number: int) -> str:
        """Return the digest of a request."""
        return self._digests.of(number).hex()

    def note(self, entry: Entry, offset: int, size: int) -> None:
        """Note an attempt and where its record is."""
        key = request_key(entry.request)
        number = self.number(key)
        if key.hex() != entry.request:
            self._names[key] = entry.request
        if self._kinds[number] != NEVER:
            place = self._offsets[number], self._sizes[number]
            self._earlier[number] = (*self._earlier.get(number, ()), place)
        self._offsets[number], self._sizes[number] = offset, size
        self._kinds[number] = 0 if entry.answered else self._kind(entry.failure)

    def _kind(self, failure: str) -> int:
        """Return the number of a failure; 0 is an answer."""
        if failure not in self._failures[1:]:
            self._failures.append(failure)
        return self._failures.index(failure, 1)

    def of(self, digest: bytes) -> "Known | None":
        """Return what is known of a request, None when it was never asked."""
        return self.numbered(self._digests.find(digest))

    def numbered(self, number: int) -> "Known | None":
        """Return what is known of the request with a number, None when it was never asked."""
        asked = number >= 0 and self._kinds[number] != NEVER
        return Known(self, number) if asked else None

    def answered(self, number: int) -> bool:
        """Tell whether a request has an answer."""
        return self._kinds[number] == 0

    def any_answered(self) -> bool:
        """Tell whether any request has an answer."""
        return 0 in self._kinds

    def failure(self, number: int) -> str:
        """Return how the last attempt ended; empty for an answer."""
        return self._failures[self._kinds[number]]

    def count(self, number: int) -> int:
        """Return how many attempts were made."""
        asked = self._kinds[number] != NEVER
        return len(self._earlier.get(number, ())) + asked

    def entries(self, number: int) -> Iterator[Entry]:
        """Yield the attempts, read from the journal."""
        for place in self._earlier.get(number, ()):
            yield self._answers.entry(*place)
        yield self.last(number)

    def last(self, number: int) -> Entry:
        """Return the last attempt, read from the journal."""
        return self._answers.entry(self._offsets[number], self._sizes[number])


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

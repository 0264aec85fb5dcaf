"""What every store can do, and taking a stream in: counted, hashed, on disk before it counts."""

import datetime as dt
import hashlib
import os
import re
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from hegui.common.files import why
from hegui.server.evidence.store.errors import FileTooLargeError, StoreUnavailableError

CHUNK = 1 << 20
DIGEST = re.compile(r"[0-9a-f]{64}\Z")


class Stored(NamedTuple):
    """A file in the store."""

    sha256: str
    size: int


class Taken(NamedTuple):
    """A file taken in, not yet at its place."""

    path: Path
    sha256: str
    size: int


class Store(ABC):
    """Files by their digest. Methods raise `StoreUnavailableError` when the medium fails."""

    @abstractmethod
    def put(self, file: IO[bytes], *, limit: int | None = None) -> Stored:
        """Keep the bytes from the stream's place to its end; the same bytes are kept once.

        Raises `FileTooLargeError` as soon as more than `limit` bytes came (by default the
        setting `max_upload_mb`).
        """

    @abstractmethod
    def open(self, sha256: str) -> IO[bytes]:
        """Open a file for reading, or raise `FileMissingError`."""

    @abstractmethod
    def size(self, sha256: str) -> int | None:
        """Return the size of a file; None when it is not there."""

    @abstractmethod
    def age(self, sha256: str) -> dt.timedelta | None:
        """Return how long ago a file was put, or put again; None when it is not there."""

    @abstractmethod
    def delete(self, sha256: str) -> None:
        """Delete a file. Only `remove_unused` calls this, after asking who needs it."""

    @abstractmethod
    def digests(self) -> Iterator[str]:
        """Yield the digests of all files, in order."""

    def exists(self, sha256: str) -> bool:
        """Tell whether a file is there."""
        return self.size(sha256) is not None


def checked(sha256: str) -> str:
    """Return a digest; anything else would become a path."""
    if not DIGEST.match(sha256):
        raise ValueError("A file is named by 64 lower-case hex digits.")
    return sha256


def default_limit() -> int:
    """Return the most bytes that one file may have."""
    from hegui.server.settings import read_settings

    return read_settings().max_upload_mb * 1_000_000


@contextmanager
def taken_in(file: IO[bytes], folder: Path, limit: int | None) -> Iterator[Taken]:
    """Write a stream to a private temporary file, which is gone at the end unless moved."""
    most = default_limit() if limit is None else limit
    with failing():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle, name = tempfile.mkstemp(prefix=".in-", dir=folder)
    path = Path(name)
    try:
        with failing(), os.fdopen(handle, "wb") as out:
            taken = copy(file, out, path, most)
            out.flush()
            os.fsync(out.fileno())
        yield taken
    finally:
        path.unlink(missing_ok=True)


def copy(file: IO[bytes], out: IO[bytes], path: Path, most: int) -> Taken:
    """Copy chunk by chunk, counting and hashing."""
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise FileTooLargeError(limit=most // 1_000_000)
        digest.update(chunk)
        out.write(chunk)
    return Taken(path, digest.hexdigest(), size)


@contextmanager
def failing() -> Iterator[None]:
    """Turn failures of the medium into the error of the product."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(why=why(error)) from error

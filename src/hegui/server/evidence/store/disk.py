"""The store on a local disk: `files/ab/cdef…`, readable by the server's user only."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from hegui.server.evidence.store.base import Store, Stored, checked, failing, taken_in
from hegui.server.evidence.store.errors import FileMissingError


class DiskStore(Store):
    """Files below one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Return the place of a file."""
        return self.folder / checked(sha256)[:2] / sha256[2:]

    def put(self, file: IO[bytes], *, limit: int | None = None) -> Stored:
        """Write beside, flush to the disk, then move into place: never half a file."""
        with taken_in(file, self.folder / "incoming", limit) as taken:
            place = self.path(taken.sha256)
            with failing():
                if self.size(taken.sha256) == taken.size:
                    os.utime(place)
                else:
                    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                    os.chmod(taken.path, 0o600)
                    os.replace(taken.path, place)
                    flush_folder(place.parent)
        return Stored(taken.sha256, taken.size)

    def open(self, sha256: str) -> IO[bytes]:
        """Open a file."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError as error:
            raise FileMissingError(sha256=sha256) from error

    def size(self, sha256: str) -> int | None:
        """Ask the file system."""
        try:
            return self.path(sha256).stat().st_size
        except FileNotFoundError:
            return None

    def age(self, sha256: str) -> dt.timedelta | None:
        """Ask for the time of the last change."""
        try:
            return dt.timedelta(seconds=time.time() - self.path(sha256).stat().st_mtime)
        except FileNotFoundError:
            return None

    def delete(self, sha256: str) -> None:
        """Remove the file, if it is there."""
        with failing():
            self.path(sha256).unlink(missing_ok=True)

    def digests(self) -> Iterator[str]:
        """Walk through the folders."""
        for folder in sorted(self.folder.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if len(path.name) == 62:
                    yield folder.name + path.name


def flush_folder(folder: Path) -> None:
    """Make the new name of a file survive a loss of power."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

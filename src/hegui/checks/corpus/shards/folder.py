"""The output folder of a run: one run at a time, and nothing half written left behind."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hegui.checks.corpus.shards.errors import OutputBusyError
from hegui.common.files import make_folder

HALVES = (".new-*", ".*.jsonl.*")
"""Names of files that a killed run may leave half written."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder for one run; raises `OutputBusyError` while another one holds it.

    The hold ends with the process, however it ends. A file system without locks is not held.
    """
    make_folder(folder)
    try:
        import fcntl
    except ImportError:  # not a POSIX system
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with _unless_busy(folder):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


@contextmanager
def _unless_busy(folder: Path) -> Iterator[None]:
    """Let a file system have no locks, but tell when the lock is held."""
    try:
        yield
    except BlockingIOError as error:
        raise OutputBusyError(path=folder) from error
    except OSError:
        return


def sweep(folder: Path) -> None:
    """Remove what a killed run left half written."""
    places = [folder, *(place for place in folder.iterdir() if place.is_dir())]
    for half in (half for place in places for name in HALVES for half in place.glob(name)):
        with suppress(OSError):
            half.unlink()

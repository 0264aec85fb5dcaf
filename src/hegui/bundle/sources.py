"""The files of a bundle, wherever they are: in a folder or in a zip archive."""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BufferedIOBase, FileIO, RawIOBase
from pathlib import Path
from typing import NamedTuple, Protocol

from hegui.bundle.layout import MANIFEST
from hegui.bundle.problems import NO_BUNDLE, BundleMissingError, Problem, problem
from hegui.common.files import why

WORKERS = min(8, os.cpu_count() or 1)
BATCH, BUFFER, FILE_COST = 4 << 20, 1 << 18, 4 << 10
MAX_READ = 1 << 24
"""Bytes of one batch and one read, and the bytes that opening a file counts for."""

Stream = RawIOBase | BufferedIOBase


class Unreadable(NamedTuple):
    """A file that could not be hashed, and why."""

    why: str


class Source(Protocol):
    """A place that holds the files of one bundle."""

    workers: int
    """How many files may be read at the same time."""
    sizes: dict[str, int]
    """Every plain file: literal relative path -> size in bytes."""
    folders: set[str]
    problems: list[Problem]
    """What is wrong with the place itself: links, devices, odd archives."""

    def open(self, path: str) -> Stream:
        """Open one file for reading."""

    def errors(self) -> tuple[type[Exception], ...]:
        """Return what reading may raise."""


def open_source(path: Path) -> Source:
    """Return the source at `path`, a folder or a zip file; raise `BundleMissingError`."""
    if path.is_dir():
        # A folder that is no bundle may be a whole disk: it is not walked through.
        return FolderSource(path, scan=os.path.lexists(path / MANIFEST))
    if path.is_file():
        from hegui.bundle.archive import ZipSource

        return ZipSource(path)
    raise BundleMissingError(path=path)


def all_problems(source: Source, found: Iterable[Problem]) -> list[Problem]:
    """Return what is wrong with a place and what was found in it; nothing is found in none."""
    return source.problems if source.problems and not source.sizes else [*source.problems, *found]


class FolderSource:
    """A bundle in a folder. Links are never followed; without `scan` it is not looked into."""

    def __init__(self, root: Path, *, scan: bool = True) -> None:
        self.root = root
        self.workers = WORKERS
        self.sizes: dict[str, int] = {}
        self.folders: set[str] = set()
        self.problems: list[Problem] = [] if scan else [Problem(MANIFEST, "missing", NO_BUNDLE)]
        todo = [""] if scan else []
        while todo:
            todo.extend(self._scan(todo.pop()))

    def _scan(self, folder: str) -> Iterator[str]:
        try:
            with os.scandir(self.root / folder) as found:
                entries = list(found)
        except OSError as error:
            self.problems.append(problem("unreadable", folder or ".", why=why(error)))
            return
        for entry in entries:
            path = f"{folder}/{entry.name}" if folder else entry.name
            if entry.is_dir(follow_symlinks=False):
                self.folders.add(path)
                yield path
            elif entry.is_file(follow_symlinks=False):
                self.sizes[path] = entry.stat(follow_symlinks=False).st_size
            else:
                self.problems.append(problem("not_a_file", path))

    def open(self, path: str) -> Stream:
        """Open a file; a link or device that has taken its place since is an error."""
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        handle = os.open(self.root / path, flags | getattr(os, "O_BINARY", 0))
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise OSError(0, "not a plain file")
        return FileIO(handle, "rb")

    def errors(self) -> tuple[type[Exception], ...]:
        """Return what reading may raise."""
        return (OSError,)


def hash_files(source: Source, paths: Iterable[str]) -> dict[str, str | Unreadable]:
    """Return the SHA-256 of each file, hashed in parallel, the largest first."""
    with ThreadPoolExecutor(source.workers) as pool:
        parts = pool.map(partial(_hash_batch, source), batches(source.sizes, paths))
        return {path: digest for part in parts for path, digest in part.items()}


def batches(sizes: Mapping[str, int], paths: Iterable[str]) -> Iterator[list[str]]:
    """Yield the paths, largest first, in lists of some MiB: handing over each file would cost more."""
    batch: list[str] = []
    held = 0
    for path in sorted(paths, key=lambda p: (-sizes[p], p)):
        batch.append(path)
        held += sizes[path] + FILE_COST
        if held >= BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _hash_batch(source: Source, paths: list[str]) -> dict[str, str | Unreadable]:
    buffer = memoryview(bytearray(BUFFER))
    errors = source.errors()
    found: dict[str, str | Unreadable] = {}
    for path in paths:
        try:
            found[path] = _digest(source, path, buffer)
        except errors as error:
            found[path] = Unreadable(reason(error))
    return found


def _digest(source: Source, path: str, buffer: memoryview) -> str:
    digest = hashlib.sha256()
    with source.open(path) as file:
        while size := file.readinto(buffer):
            digest.update(buffer[:size])
    return digest.hexdigest()


def reason(error: Exception) -> str:
    """Return why reading failed, without paths."""
    return why(error) if isinstance(error, OSError) else str(error) or type(error).__name__


def read_whole(source: Source, path: str, limit: int) -> bytes | Problem:
    """Return the bytes of a file that is parsed as a whole, or the problem."""
    if path not in source.sizes:
        return problem("missing", path)
    if source.sizes[path] > limit:
        return problem("too_large", path, size=source.sizes[path])
    try:
        with source.open(path) as file:
            data = _read(file, limit + 1)
    except source.errors() as error:
        return problem("unreadable", path, why=reason(error))
    return data if len(data) <= limit else problem("too_large", path, size=len(data))


def _read(file: Stream, limit: int) -> bytes:
    """Return at most `limit` bytes; a raw stream may give fewer at a time."""
    parts: list[bytes] = []
    while limit > 0 and (part := file.read(min(limit, MAX_READ))):
        parts.append(part)
        limit -= len(part)
    return b"".join(parts)

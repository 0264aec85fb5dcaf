"""The manifest of a run: one line a shard, appended when the shard is finished."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar, Generic, TypeVar

import msgspec

from hegui.common.files import OutputError, make_folder, why, write_atomic
from hegui.common.struct import Record

NAME = "manifest.jsonl"
TIMES = ("seconds", "cpu_seconds")
"""What differs between two equal runs."""


class Line(Record, frozen=True, kw_only=True):
    """What is known of a finished shard, whatever was done with it; stages add their own.

    `size` and `sha256` are of the file as it lies on disk; `rules` is the digest of everything
    that the result depends on; `bad` counts what could not be read (listed under `errors/`).
    Only the times differ between two runs. `tag` is what an object store said of the version.
    `damaged` says why the file could be read up to some place only: the counts are of what was read.
    """

    command: ClassVar[str] = ""
    """The command below `hegui corpus` whose lines these are."""

    shard: str
    size: int
    sha256: str
    rules: str
    version: str
    docs: int
    bad: int
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    tag: str = ""
    damaged: str = ""


L = TypeVar("L", bound=Line)


class Manifest(Generic[L]):
    """The manifest file of an output folder."""

    def __init__(self, folder: Path, line: type[L]) -> None:
        self.path = make_folder(folder) / NAME
        self._decoder = msgspec.json.Decoder(line)

    def read(self) -> dict[str, L]:
        """Return the lines by shard; a line cut off by a crash is left out."""
        found: dict[str, L] = {}
        if not self.path.exists():
            return found
        for line in self.path.read_bytes().split(b"\n"):
            try:
                known = self._decoder.decode(line)
            except msgspec.DecodeError:
                continue
            found[known.shard] = known
        return found

    def append(self, line: L) -> None:
        """Add a line, on disk when this returns; raises `OutputError`."""
        data = msgspec.json.encode(line) + b"\n"
        try:
            with self.path.open("ab", buffering=0) as file:
                file.write(data)
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error

    def write(self, lines: Iterable[L]) -> None:
        """Write the manifest anew, by shard."""
        ordered = sorted(lines, key=lambda line: line.shard)
        write_atomic(self.path, b"".join(msgspec.json.encode(line) + b"\n" for line in ordered))

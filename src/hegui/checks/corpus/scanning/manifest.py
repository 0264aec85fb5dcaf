"""The manifest of a scan: one line a shard, appended when the shard is finished."""

import os
from collections.abc import Iterable
from pathlib import Path

import msgspec

from hegui.common.files import OutputError, make_folder, why, write_atomic
from hegui.common.struct import Record

NAME = "manifest.jsonl"


class ShardLine(Record, frozen=True, kw_only=True):
    """What is known of a finished shard.

    `size` and `sha256` are of the file as it lies on disk; `rules` is the digest of the rule set;
    `findings_sha256` of the findings' content. `bad` counts what could not be read (listed under
    `errors/`). Only the times differ between two runs.
    """

    shard: str
    size: int
    sha256: str
    rules: str
    version: str
    docs: int
    docs_hit: int
    bad: int
    findings: int
    findings_sha256: str
    by_rule: dict[str, int] = {}
    by_risk: dict[str, int] = {}
    engine: str = ""
    seconds: float = 0.0
    cpu_seconds: float = 0.0


class Manifest:
    """The manifest file of an output folder."""

    def __init__(self, folder: Path) -> None:
        self.path = make_folder(folder) / NAME
        self._decoder = msgspec.json.Decoder(ShardLine)

    def read(self) -> dict[str, ShardLine]:
        """Return the lines by shard; a line cut off by a crash is left out."""
        found: dict[str, ShardLine] = {}
        if not self.path.exists():
            return found
        for line in self.path.read_bytes().split(b"\n"):
            try:
                known = self._decoder.decode(line)
            except msgspec.DecodeError:
                continue
            found[known.shard] = known
        return found

    def append(self, line: ShardLine) -> None:
        """Add a line, on disk when this returns; raises `OutputError`."""
        data = msgspec.json.encode(line) + b"\n"
        try:
            with self.path.open("ab", buffering=0) as file:
                file.write(data)
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(path=self.path, why=why(error)) from error

    def write(self, lines: Iterable[ShardLine]) -> None:
        """Write the manifest anew, by shard."""
        ordered = sorted(lines, key=lambda line: line.shard)
        write_atomic(self.path, b"".join(msgspec.json.encode(line) + b"\n" for line in ordered))

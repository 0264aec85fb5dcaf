"""The record that takes back a change inside a file which was interrupted.

It is written and synced before the first byte of the file changes, and removed behind the last.
"""

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hegui.checks.labels.carriers.source import Source, write_all
from hegui.checks.labels.write.errors import LabelUndoError
from hegui.common.text import Text

BROKEN = Text("记录不完整或不属于该文件", "the record is incomplete or of another file")
LARGEST = 64 << 20


class Overwrite(NamedTuple):
    """Bytes that are to stand at an offset."""

    at: int
    data: bytes


def record_of(true: Path) -> Path:
    """Return where the undo record of a file stands, if there is one; `true` is no link."""
    digest = hashlib.sha256(os.fsencode(true.name)).hexdigest()[:16]
    return true.with_name(f".hegui-undo-{digest}")


def write_record(path: Path, source: Source, changes: Sequence[Overwrite]) -> Path:
    """Write and sync the record of what the changes are about to overwrite."""
    old = [source.at(c.at, _within(c, source.size), "file", LARGEST) for c in changes]
    head = {
        "size": source.size,
        "parts": [[c.at, len(o)] for c, o in zip(changes, old, strict=True)],
    }
    body = json.dumps(head).encode() + b"\n" + b"".join(old)
    record = record_of(Path(os.path.realpath(path)))
    handle = os.open(record, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        write_all(handle, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)
        os.fsync(handle)
    except BaseException:
        record.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return record


def _within(change: Overwrite, size: int) -> int:
    return max(0, min(len(change.data), size - change.at))


def restore(path: Path) -> bool:
    """Take back an interrupted change; tell whether there was one. Raises `LabelUndoError`.

    A record that is itself cut off was never synced, so the file behind it was never touched.
    """
    record = record_of(Path(os.path.realpath(path)))
    if not record.exists():
        return False
    stored = record.read_bytes()
    digest, _, body = stored.partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() == digest:
        _put_back(path, record, body)
    record.unlink()
    return True


def _put_back(path: Path, record: Path, body: bytes) -> None:
    head, _, data = body.partition(b"\n")
    try:
        known = json.loads(head)
        size, parts = int(known["size"]), [(int(at), int(n)) for at, n in known["parts"]]
    except (ValueError, KeyError, TypeError) as error:
        raise LabelUndoError(record=record.name, name=path.name, **BROKEN._asdict()) from error
    handle = os.open(path, os.O_RDWR)
    try:
        for at, length in parts:
            os.lseek(handle, at, os.SEEK_SET)
            write_all(handle, data[:length])
            data = data[length:]
        os.ftruncate(handle, size)
        os.fsync(handle)
    finally:
        os.close(handle)

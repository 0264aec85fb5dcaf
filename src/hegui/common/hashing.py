"""Digests and canonical JSON: the same value always gives the same bytes."""

import hashlib
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

CHUNK = 1 << 20
PARTS = 4096
"""Pieces of JSON that are put together at a time."""


def canonical_json(value: Any) -> bytes:
    """Return readable canonical JSON: sorted keys, two-space indent, UTF-8, final newline.

    Structs, dates and tuples are turned into JSON types first. NaN and infinities are refused.
    """
    plain = msgspec.to_builtins(value, str_keys=True)
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return text.encode() + b"\n"


def canonical_parts(value: Any) -> Iterator[bytes]:
    """Yield the canonical JSON of a value in parts: for what is too large to be held as text."""
    plain = msgspec.to_builtins(value, str_keys=True)
    encoder = json.JSONEncoder(ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    parts = encoder.iterencode(plain)
    while block := "".join(islice(parts, PARTS)):
        yield block.encode()
    yield b"\n"


def sha256_bytes(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 lower-case hex digits."""
    return hashlib.sha256(data).hexdigest()


def read_chunks(path: Path) -> Iterator[bytes]:
    """Yield the file in chunks of one MiB."""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def sha256_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes as 64 lower-case hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of(value: Any) -> str:
    """Return the SHA-256 of the canonical JSON of `value`."""
    return sha256_bytes(canonical_json(value))

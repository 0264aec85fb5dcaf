"""Verifying an exported chain, without database and without Django."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from hegui.server.ledger.chain import HASHED, Problem, Verification, Walk
from hegui.server.ledger.timestamps import token_problem

FORMAT = "hegui-ledger/1"
LONGEST = 16 * 1024 * 1024
RULE = (
    "digest = SHA-256 of the entry's JSON without digest (keys sorted, no blanks, UTF-8); "
    "previous = digest of the entry before, 64 zeros for the first; number counts from 1; "
    "head = number and digest of the last entry; anchor.token = RFC 3161 response over the "
    "32 bytes of anchor.digest hashed with SHA-256"
)


def verify_export(file: Path | BinaryIO) -> Verification:
    """Check an export: every digest, the order, the head, the time stamps."""
    if isinstance(file, Path):
        with file.open("rb") as opened:
            return verify_export(opened)
    lines = _lines(file)
    try:
        header = next(lines)
        if header["format"] != FORMAT:
            raise ValueError("it is not an export of a ledger")
        count, digest = int(header["head"]["count"]), str(header["head"]["digest"])
        walk = Walk(str(header["chain"]))
    except (StopIteration, KeyError, TypeError, ValueError) as error:
        return _unreadable(Walk(""), 1, error)
    return _walk(walk, lines, count, digest)


def _walk(walk: Walk, lines: Iterator[Any], count: int, digest: str) -> Verification:
    anchors: dict[int, str] = {}
    walk.anchors = anchors
    line = 1
    try:
        for row in lines:
            line += 1
            if "anchor" in row:
                _anchor(walk, anchors, row["anchor"])
            else:
                walk.take({name: row[name] for name in HASHED}, str(row["digest"]))
    except (KeyError, TypeError, ValueError) as error:
        return _unreadable(walk, line + 1, error)
    return walk.end(count, digest)


def _anchor(walk: Walk, anchors: dict[int, str], anchor: dict[str, Any]) -> None:
    number, digest = int(anchor["number"]), str(anchor["digest"])
    if anchors.setdefault(number, digest) != digest:
        walk.note(Problem("anchor", number))
    if why := token_problem(base64.b64decode(anchor["token"], validate=True), digest):
        walk.note(Problem("token", number, why=why))


def _lines(file: BinaryIO) -> Iterator[Any]:
    while line := file.readline(LONGEST + 1):
        if len(line) > LONGEST:
            raise ValueError("the line is too long")
        row = json.loads(line)
        if not isinstance(row, dict):
            raise TypeError("the line is not an object")
        yield row


def _unreadable(walk: Walk, line: int, error: Exception) -> Verification:
    walk.note(Problem("unreadable", line, why=str(error)[:200] or type(error).__name__))
    return Verification(
        chain=walk.chain,
        entries=walk.entries,
        digest=walk.digest,
        anchors=0,
        problems=tuple(walk.problems),
    )

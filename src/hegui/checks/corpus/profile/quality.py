"""Signs of poor quality, one number per document and sign, and which documents stand out.

Nothing here decides a verdict; the limits are our own (`rules.yaml`).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate

import numpy as np

from hegui.checks.corpus.profile.garbling import mojibake_share
from hegui.checks.corpus.profile.letters import Array, column
from hegui.checks.corpus.profile.rules import profile_rules
from hegui.engine.literals import Literals, compile_literals

FACTOR = 0x9E3779B1
"""Odd multiplier of the rolling hash (32-bit golden ratio)."""
DOUBLINGS = 4
"""Passages have 2^4 characters."""
DRAWN = np.uint32(28)
"""Passages are looked at whose hash begins with four zero bits: one in 16."""
OWNER = np.uint64(32)


def repeated_passages(points: Array, lengths: Sequence[int]) -> Array:
    """Return, for each document, the share of passages of 16 characters seen in it before.

    One passage in 16 is looked at, chosen by its content, so that equal passages stay equal.
    """
    found = np.zeros(len(lengths))
    hashes, step, factor = points.astype(np.uint32), 1, FACTOR
    for _ in range(DOUBLINGS):
        if len(hashes) <= step:
            return found
        hashes = hashes[:-step] * np.uint32(factor) + hashes[step:]
        step, factor = 2 * step, factor * factor & 0xFFFFFFFF
    ends = np.cumsum(lengths)
    hashes *= np.uint32(0x85EBCA6B)
    places = np.flatnonzero(hashes >> DRAWN == 0)
    owners = np.searchsorted(ends, places, side="right")
    inside = places + step <= ends[owners]
    keys = owners[inside].astype(np.uint64) << OWNER | hashes[places[inside]]
    keys.sort()
    owner = (keys >> OWNER).astype(np.int64)
    again = np.bincount(owner[1:][keys[1:] == keys[:-1]], minlength=len(lengths))
    return again / np.maximum(np.bincount(owner, minlength=len(lengths)), 1)


def repeated_lines(document: bytes) -> float:
    """Return the share of bytes in lines that were seen before in the document."""
    if document.count(b"\n") < 2:
        return 0.0
    seen: set[bytes] = set()
    again = 0
    for line in document.split(b"\n"):
        text = line.strip()
        if text in seen:
            again += len(text)
        elif text:
            seen.add(text)
    return again / len(document)


@cache
def _cues() -> Literals:
    keys = [cue.lower().encode() for cue in profile_rules().boilerplate.cues]
    return compile_literals(keys)[1]


def boilerplate(documents: Sequence[bytes]) -> Array:
    """Return, for each document, the share of bytes in short lines with phrases of page frames."""
    found, starts = np.zeros(len(documents)), list(accumulate(map(len, documents), initial=0))
    framed: dict[int, dict[int, int]] = {}
    for _, start, end in _cues().find(b"".join(documents)):
        number = bisect_right(starts, start) - 1
        if end <= starts[number + 1]:
            line, size = _line(documents[number], start - starts[number], end - starts[number])
            framed.setdefault(number, {})[line] = size
    longest = profile_rules().boilerplate.longest_line
    for number, lines in framed.items():
        inside = sum(size for size in lines.values() if size <= longest)
        found[number] = inside / len(documents[number])
    return found


def _line(document: bytes, start: int, end: int) -> tuple[int, int]:
    """Return where the line of a match begins, and its size in bytes."""
    first, last = document.rfind(b"\n", 0, start) + 1, document.find(b"\n", end)
    return first, (len(document) if last < 0 else last) - first


def values(
    points: Array, lengths: Sequence[int], counted: Array, documents: Sequence[bytes]
) -> Iterator[tuple[str, Array]]:
    """Yield each sign with its number for every document."""
    total = np.maximum(np.array(lengths), 1)
    ink = np.maximum(total - column(counted, "space"), 1)
    yield "repeated_lines", np.array([repeated_lines(document) for document in documents])
    yield "repeated_passages", repeated_passages(points, lengths)
    yield "replacement_characters", column(counted, "replacement") / total
    yield "mojibake", np.array(mojibake_share(counted, total, documents))
    yield "control_characters", column(counted, "control") / total
    yield "boilerplate", boilerplate(documents)
    yield "symbols", column(counted, "mark") / ink
    yield "digits", column(counted, "digit") / ink


def standing_out(
    points: Array, lengths: Sequence[int], counted: Array, documents: Sequence[bytes]
) -> dict[str, Array]:
    """Return, for each sign, which documents reach its limit."""
    signals, size = profile_rules().quality.signals, np.array(lengths)
    return {
        name: (found >= signals[name].limit) & (size >= signals[name].least_characters)
        for name, found in values(points, lengths, counted, documents)
    }

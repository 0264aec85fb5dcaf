"""Weights of wording, learned from written answers: how much a text sounds like declining.

Rules list what declines; nobody lists all of it. The weights are a logistic regression over runs of
one to three Han characters or words at the head of an answer, learned from the written answers of
`tests/data/refusal` by `tools/refusal_wording.py`. They are data (`wording.json`): the same text
always gets the same score, and the runs that spoke can be named.
"""

import re
from functools import cache
from math import fsum, sqrt
from pathlib import Path

import msgspec

from hegui.common.struct import Record

TOKEN = re.compile(r"[a-z']+|[㐀-鿿]|[^\sa-z]")
LONGEST = 3
BIAS, LENGTH = "=bias", "=length"
SHOWN = 3
"""Runs named in a reason."""


class Weights(Record, frozen=True, kw_only=True):
    """The learned weights; `head_chars` are read, and a length of so many characters counts 1."""

    version: str
    source: str
    grade: str
    head_chars: int
    full_length: int
    weights: dict[str, float]


@cache
def weights() -> Weights:
    """Return the learned weights."""
    data = Path(__file__).with_name("wording.json").read_bytes()
    return msgspec.json.decode(data, type=Weights)


def features(text: str, head_chars: int, full_length: int) -> dict[str, float]:
    """Return the features of a comparable text: its runs share a length of 1."""
    tokens = TOKEN.findall(text[:head_chars])
    runs = {
        " ".join(tokens[start : start + size])
        for size in range(1, LONGEST + 1)
        for start in range(len(tokens) - size + 1)
    }
    runs |= {"^" + " ".join(tokens[:size]) for size in (1, 2) if tokens}
    share = 1 / sqrt(len(runs)) if runs else 0.0
    length = min(len(text), full_length) / full_length
    return {**dict.fromkeys(runs, share), BIAS: 1.0, LENGTH: length}


def score(text: str) -> float:
    """Return the log odds that a comparable text (folded, quotations blanked) declines."""
    return fsum(_parts(text).values())


def loudest(text: str) -> tuple[str, ...]:
    """Return the runs of words that speak loudest for declining."""
    parts = {run: part for run, part in _parts(text).items() if part > 0 and run[0] != "="}
    return tuple(sorted(parts, key=lambda run: (-parts[run], run))[:SHOWN])


def _parts(text: str) -> dict[str, float]:
    learned = weights()
    found = features(text, learned.head_chars, learned.full_length)
    known = learned.weights
    return {run: known[run] * share for run, share in found.items() if run in known}

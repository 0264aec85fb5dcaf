"""Weights of wording, learned from written answers: how much a text sounds like declining.

Rules list what declines; nobody lists all of it. The weights are a logistic regression over runs of
one to three Han characters or words at the head of an answer, learned from the written answers of
`tests/data/refusal` by `tools/refusal_wording.py`. They are data (`wording.json`): the same text
always gets the same score, and the runs that spoke can be named.
"""

import re
from functools import cache
from itertools import pairwise
from math import fsum, sqrt
from pathlib import Path

import msgspec

from hegui.common.struct import Record

TOKEN = re.compile(r"[a-z']+|[㐀-鿿]|[^\sa-z]")
SIGN = re.compile(r"(?:^| )[^\w\s=^']")
"""A run with punctuation in it."""
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
    runs = _runs(text[:head_chars])
    return {**dict.fromkeys(runs, _share(runs)), BIAS: 1.0, LENGTH: _length(text, full_length)}


def _runs(head: str) -> set[str]:
    tokens = TOKEN.findall(head)
    pairs = [f"{one} {two}" for one, two in pairwise(tokens)]
    threes = [f"{one} {two}" for one, two in zip(pairs, tokens[2:], strict=False)]
    first = ["^" + run for run in (*tokens[:1], *(pairs or tokens)[:1])]
    return {*tokens, *pairs, *threes, *first}


def _share(runs: set[str]) -> float:
    return 1 / sqrt(len(runs)) if runs else 0.0


def _length(text: str, full_length: int) -> float:
    return min(len(text), full_length) / full_length


def score(text: str, *, signs: bool = True) -> float:
    """Return the log odds that a comparable text (folded, quotations blanked) declines.

    Without `signs` runs that hold punctuation say nothing: in a few words a full stop, which is in
    every sentence, would have the largest share.
    """
    parts = _parts(text)
    return fsum(part for run, part in parts.items() if signs or not SIGN.search(run))


def words(text: str) -> int:
    """Return how many Han characters and words are read at the head of a comparable text."""
    return sum(token[0].isalnum() for token in TOKEN.findall(text[: weights().head_chars]))


def loudest(text: str) -> tuple[str, ...]:
    """Return the runs of words that speak loudest for declining."""
    parts = {run: part for run, part in _parts(text).items() if part > 0 and run[0] != "="}
    return tuple(sorted(parts, key=lambda run: (-parts[run], run))[:SHOWN])


def _parts(text: str) -> dict[str, float]:
    learned = weights()
    known = learned.weights
    runs = _runs(text[: learned.head_chars])
    share = _share(runs)
    found = {run: known[run] * share for run in runs & known.keys()}
    if BIAS in known:
        found[BIAS] = known[BIAS]
    if LENGTH in known:
        found[LENGTH] = known[LENGTH] * _length(text, learned.full_length)
    return found

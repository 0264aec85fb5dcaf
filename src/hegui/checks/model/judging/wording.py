"""Weights of wording, learned from written answers: how much a text sounds like declining.

Rules list what declines; nobody lists all of it. The weights are a logistic regression over runs of
one to three Han characters or words at the head of an answer, learned from the written answers of
`tests/data/refusal` by `tools/refusal_wording.py`. They are data (`wording.json`): the same text
always gets the same score, and the runs that spoke can be named.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import islice, pairwise
from math import fsum, sqrt
from pathlib import Path
from typing import NamedTuple

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
    shared = dict.fromkeys(runs, _share(len(runs)))
    return {**shared, BIAS: 1.0, LENGTH: _length(text, full_length)}


def _runs(head: str) -> set[str]:
    tokens = TOKEN.findall(head)
    pairs = [f"{one} {two}" for one, two in pairwise(tokens)]
    threes = [f"{one} {two}" for one, two in zip(pairs, tokens[2:], strict=False)]
    return {*tokens, *pairs, *threes, *_first(tokens)}


def _first(tokens: list[str]) -> set[str]:
    """Return the runs at the head of a text, which are runs of their own."""
    return {"^" + tokens[0], "^" + " ".join(tokens[:2])} if tokens else set()


def _share(runs: int) -> float:
    return 1 / sqrt(runs) if runs else 0.0


def _length(text: str, full_length: int) -> float:
    return min(len(text), full_length) / full_length


class Known(NamedTuple):
    """The weights as they are looked up: runs of one, two and three tokens, and those at the head."""

    ones: dict[str, float]
    twos: dict[tuple[str, ...], float]
    threes: dict[tuple[str, ...], float]
    first: dict[str, float]


@cache
def _known(*, signs: bool) -> Known:
    """Return the weights by kind of run; without `signs` those of runs that hold no punctuation."""
    known = Known({}, {}, {}, {})
    for run, weight in weights().weights.items():
        if run in (BIAS, LENGTH) or (not signs and SIGN.search(run)):
            continue
        tokens = tuple(run.split(" "))
        if len(tokens[0]) > 1 and run[0] == "^":
            known.first[run] = weight
        elif len(tokens) == 1:
            known.ones[run] = weight
        else:
            (known.twos if len(tokens) == 2 else known.threes)[tokens] = weight
    return known


def score(text: str, *, signs_from: int = 0) -> float:
    """Return the log odds that a comparable text (folded, quotations blanked) declines.

    In a text of fewer than `signs_from` Han characters and words, runs that hold punctuation say
    nothing: in a few words a full stop, which is in every sentence, would have the largest share.
    """
    learned = weights()
    tokens = TOKEN.findall(text[: learned.head_chars])
    known = _known(signs=_says(tokens, signs_from))
    ones, first = set(tokens), _first(tokens)
    twos = set(pairwise(tokens))
    threes = set(zip(tokens, tokens[1:], tokens[2:], strict=False))
    share = _share(len(ones) + len(twos) + len(threes) + len(first))
    found = [known.ones[run] * share for run in ones & known.ones.keys()]
    found += [known.twos[run] * share for run in twos & known.twos.keys()]
    found += [known.threes[run] * share for run in threes & known.threes.keys()]
    found += [known.first[run] * share for run in first & known.first.keys()]
    return fsum((*found, *_general(text)))


def is_short_chinese(text: str, least: int) -> bool:
    """Tell whether a comparable text is Chinese and has fewer characters and words than `least`."""
    tokens = TOKEN.findall(text[: weights().head_chars])
    return any(not word.isascii() and word.isalpha() for word in tokens) and not _says(
        tokens, least
    )


def _says(tokens: Iterable[str], least: int) -> bool:
    """Tell whether there are so many Han characters and words."""
    spoken = (token for token in tokens if token[0].isalnum())
    return sum(1 for _ in islice(spoken, least)) == least


def _general(text: str) -> tuple[float, float]:
    """Return what every text weighs, and what its length does."""
    learned = weights()
    length = learned.weights.get(LENGTH, 0.0) * _length(text, learned.full_length)
    return learned.weights.get(BIAS, 0.0), length


def loudest(text: str) -> tuple[str, ...]:
    """Return the runs of words that speak loudest for declining."""
    learned = weights()
    runs = _runs(text[: learned.head_chars])
    share = _share(len(runs))
    known = learned.weights
    parts = {run: known[run] * share for run in runs & known.keys() if known[run] > 0}
    return tuple(sorted(parts, key=lambda run: (-parts[run], run))[:SHOWN])

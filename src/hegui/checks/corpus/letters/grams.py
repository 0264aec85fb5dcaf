"""Digests of all runs of some letters, and the choice of a few of them that two texts agree in.

The choice is *winnowing* (Schleimer, Wilkerson and Aiken, 2003): of every `window` runs that follow
each other those with the smallest digest. Two texts that share `gram + window - 1` letters in a row
choose at least one and the same run inside them, wherever they begin.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.letters.letters import Letters, Places

Digests = NDArray[np.uint64]
NONE = np.uint64(0xFFFFFFFFFFFFFFFF)
"""The digest where no run begins: too near to the end of its document."""
BASE = 0x9E3779B97F4A7C15
MIX = np.uint64(0xD6E8FEB86659FD93)
SHIFT = np.uint64(32)
MASK = 0xFFFFFFFFFFFFFFFF


class Grams(NamedTuple):
    """Chosen runs: where they begin among the letters, and their digests."""

    positions: Places
    digests: Digests


def gram_digests(letters: Letters, gram: int) -> Digests:
    """Return the digest of the run of `gram` letters that begins at each letter, or `NONE`."""
    return _finished(_rolled(letters.codes.astype(np.uint64), gram), letters, gram)


def two_lengths(letters: Letters, gram: int, longer: int, which: NDArray[np.bool_]) -> Digests:
    """Return the same with runs of `longer` letters where `which` says so."""
    codes = letters.codes.astype(np.uint64)
    rolled = _rolled(codes, gram)
    long = np.zeros(len(rolled), np.uint64)
    much = _rolled(codes, longer)
    long[: len(much)] = much
    digests = _finished(np.where(which[: len(rolled)], long, rolled), letters, gram)
    near = _without(letters.bounds, longer)
    digests[near[which[near]]] = NONE
    return digests


def _finished(rolled: Digests, letters: Letters, gram: int) -> Digests:
    digests = np.full(len(letters.codes), NONE)
    digests[: len(rolled)] = np.minimum(_mixed(rolled), NONE - np.uint64(1))
    digests[_without(letters.bounds, gram)] = NONE
    return digests


def chosen(digests: Digests, window: int) -> Grams:
    """Return the runs that winnowing chooses; all of them for a window of 1."""
    if window == 1:
        positions = np.flatnonzero(digests != NONE)
        return Grams(positions, digests[positions])
    edge = np.full(window - 1, NONE)
    lowest = _sliding(np.concatenate((edge, digests, edge)), window, np.minimum)
    highest = _sliding(np.where(lowest == NONE, np.uint64(0), lowest), window, np.maximum)
    positions = np.flatnonzero((digests == highest) & (digests != NONE))
    return Grams(positions, digests[positions])


def _rolled(values: Digests, gram: int) -> Digests:
    """Return the polynomial of every run, built by doubling; nothing where there is none."""
    if len(values) < gram:
        return values[:0]
    made, length = values, 1
    for bit in bin(gram)[3:]:
        made = made[:-length] * _power(length) + made[length:]
        length *= 2
        if bit == "1":
            made = made[:-1] * _power(1) + values[length:]
            length += 1
    return made


def _power(exponent: int) -> np.uint64:
    return np.uint64(pow(BASE, exponent, 1 << 64))


def _mixed(digests: Digests) -> Digests:
    """Spread the digests over all 64 bits."""
    for _ in range(2):
        digests = (digests ^ (digests >> SHIFT)) * MIX
    mixed: Digests = digests ^ (digests >> SHIFT)
    return mixed


def _without(bounds: Places, gram: int) -> Places:
    """Return the letters of each document that are too near to its end to begin a run."""
    lengths = np.minimum(np.diff(bounds), gram - 1)
    ends = np.repeat(bounds[1:], lengths)
    steps = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    near: Places = ends - 1 - steps
    return near


def _sliding(values: Digests, window: int, extreme: np.ufunc) -> Digests:
    """Return the extreme of every window, by doubling."""
    made, length = values, 1
    while 2 * length <= window:
        made = extreme(made[:-length], made[length:])
        length *= 2
    rest = window - length
    return extreme(made[:-rest], made[rest:]) if rest else made

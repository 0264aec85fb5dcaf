"""Mojibake: UTF-8 that somebody read as GBK or Windows-1252. It is found by undoing it."""

from collections.abc import Sequence

import numpy as np

from hegui.checks.corpus.profile.letters import HAN, Array, column
from hegui.checks.corpus.profile.rules import profile_rules

HIGH = bytes(range(0x80, 0x100))


def mojibake_share(counted: Array, total: Array, documents: Sequence[bytes]) -> list[float]:
    """Return, for each document, how much of it reads as multi-byte UTF-8 once encoded back."""
    rules = profile_rules().mojibake
    han = np.maximum(column(counted, "han", *HAN), 1)
    odd_han = column(counted, "traditional", "uncommon") / han >= rules.uncommon_share
    odd_latin = column(counted, "high_latin") / total >= rules.high_latin_share
    found = [0.0] * len(documents)
    for encoding, worth in (("gb18030", odd_han), ("cp1252", odd_latin)):
        for number in np.flatnonzero(worth).tolist():
            share = undone(documents[number].decode("utf-8", "ignore")[: rules.tried], encoding)
            found[number] = max(found[number], share)
    return found


def undone(text: str, encoding: str) -> float:
    """Return the share of the non-ASCII bytes that are sound multi-byte UTF-8 after encoding back."""
    data = text.encode(encoding, "ignore")
    plain = len(data.translate(None, HIGH))
    sound = len(data.decode("utf-8", "ignore").encode())
    return (sound - plain) / (len(data) - plain) if len(data) > plain else 0.0

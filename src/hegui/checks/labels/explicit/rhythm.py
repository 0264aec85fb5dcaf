"""The rhythm short-long-short-short: made as tones, and found again by envelope and pitch.

GB 45438, 5.3: a rhythm that spells A I in Morse code. Ratios of the signs: Recommendation ITU-R
M.1677-1; speed, pitch and level are our own (own.yaml).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hegui.checks.labels.explicit.contrast import numpy
from hegui.checks.labels.explicit.rules import ExplicitRules, own


@dataclass(frozen=True, slots=True)
class Heard:
    """A rhythm in a sound: from and to in seconds, its short sign, and whether it is one pitch."""

    start: float
    end: float
    short: float
    steady: bool


def make_rhythm(rate: int, rules: ExplicitRules) -> Any:
    """Return the rhythm as samples from -1 to 1 at `rate`, with a pause before and behind."""
    np = numpy()
    wish = own()["rhythm"]
    dot = wish["dot_seconds"]
    parts = [np.zeros(round(rate * dot * wish["pause_dots"]))]
    for number, sign in enumerate(rules.rhythm):
        dots = wish["long_dots"] if sign == "long" else 1
        parts.append(_tone(rate, dot * dots, wish))
        gaps = wish["gap_dots"]
        if number < len(rules.rhythm) - 1:
            parts.append(np.zeros(round(rate * dot * gaps[min(number, len(gaps) - 1)])))
    parts.append(parts[0])
    return np.concatenate(parts)


def _tone(rate: int, seconds: float, wish: dict[str, Any]) -> Any:
    np = numpy()
    times = np.arange(round(rate * seconds)) / rate
    fade = wish["fade_seconds"]
    slope = np.minimum(1, np.minimum(times, times[-1] - times) / fade)
    return wish["level"] * slope * np.sin(2 * np.pi * wish["frequency_hz"] * times)


class Envelope:
    """Loudness and zero crossings of a sound, one value for each hop; filled in pieces."""

    def __init__(self, rate: int) -> None:
        self.hop = max(1, round(rate * own()["rhythm"]["look"]["hop_seconds"]))
        self.seconds = self.hop / rate
        self._rest: Any = numpy().zeros(0, dtype=numpy().float32)
        self._loud: list[Any] = []
        self._crossed: list[Any] = []

    def add(self, samples: Any) -> None:
        """Take in samples from -1 to 1."""
        np = numpy()
        data = np.concatenate([self._rest, samples])
        count = len(data) // self.hop
        self._rest = data[count * self.hop :]
        block = data[: count * self.hop].reshape(count, self.hop)
        self._loud.append(np.sqrt((block.astype(np.float64) ** 2).mean(axis=1)))
        self._crossed.append((np.diff(np.signbit(block), axis=1)).sum(axis=1))

    def values(self) -> tuple[Any, Any]:
        """Return loudness and crossings of all hops."""
        np = numpy()
        if not self._loud:
            return np.zeros(0), np.zeros(0)
        return np.concatenate(self._loud), np.concatenate(self._crossed)


def find_rhythm(envelope: Envelope, rules: ExplicitRules) -> list[Heard]:
    """Return the rhythms of a sound, those of one pitch first."""
    loud, crossed = envelope.values()
    found: dict[int, Heard] = {}
    for start, part in _windows(loud, envelope.seconds):
        for heard in _in_window(part, crossed[start : start + len(part)], envelope.seconds, rules):
            moved = Heard(
                round(heard.start + start * envelope.seconds, 2),
                round(heard.end + start * envelope.seconds, 2),
                heard.short,
                heard.steady,
            )
            key = round(moved.start)
            if key not in found or moved.steady > found[key].steady:
                found[key] = moved
    return sorted(found.values(), key=lambda heard: (not heard.steady, heard.start))


def _windows(loud: Any, seconds: float) -> Iterator[tuple[int, Any]]:
    size = round(own()["rhythm"]["look"]["window_seconds"] / seconds)
    for start in range(0, max(1, len(loud)), max(1, size // 2)):
        yield start, loud[start : start + size]


def _in_window(loud: Any, crossed: Any, seconds: float, rules: ExplicitRules) -> Iterator[Heard]:
    """Yield rhythms of a window, at several thresholds: music may go on below the tones."""
    np = numpy()
    if not len(loud):
        return
    top = float(np.quantile(loud, 0.99))
    levels = {float(loud.max()) / 2, top / 2, top / 4, top / 8}
    for level in sorted(levels, reverse=True):
        if level > 1e-4:
            yield from _patterns(_runs(loud > level), crossed, seconds, rules)


def _runs(on: Any) -> list[tuple[bool, int, int]]:
    """Return stretches as (loud, first hop, hop after the last), without those of a single hop."""
    np = numpy()
    edges = [0, *(np.flatnonzero(np.diff(on)) + 1).tolist(), len(on)]
    runs: list[tuple[bool, int, int]] = []
    for first, last in itertools.pairwise(edges):
        loud = bool(on[first])
        if runs and (last - first < 2 or runs[-1][0] == loud):
            runs[-1] = (runs[-1][0], runs[-1][1], last)
        else:
            runs.append((loud, first, last))
    return runs


def _patterns(
    runs: list[tuple[bool, int, int]], crossed: Any, seconds: float, rules: ExplicitRules
) -> Iterator[Heard]:
    signs = len(rules.rhythm)
    for at in range(len(runs) - 2 * signs + 2):
        part = runs[at : at + 2 * signs - 1]
        if not part[0][0]:
            continue
        lengths = [(last - first) * seconds for _, first, last in part]
        before = (runs[at - 1][2] - runs[at - 1][1]) * seconds if at else 9.0
        behind = at + 2 * signs - 1
        after = (runs[behind][2] - runs[behind][1]) * seconds if behind < len(runs) else 9.0
        short = _short(lengths, rules)
        if short and min(before, after) >= short:
            steady = _steady(part[::2], crossed)
            yield Heard(part[0][1] * seconds, part[-1][2] * seconds, round(short, 3), steady)


def _short(lengths: list[float], rules: ExplicitRules) -> float:
    """Return the length of the short sign when lengths and gaps follow the rhythm, else 0."""
    look = own()["rhythm"]["look"]
    signs, gaps = lengths[::2], lengths[1::2]
    shorts = [s for s, kind in zip(signs, rules.rhythm, strict=True) if kind == "short"]
    longs = [s for s, kind in zip(signs, rules.rhythm, strict=True) if kind == "long"]
    short = sorted(shorts)[len(shorts) // 2]
    least, most = look["short_seconds"]
    if not least <= short <= most or max(shorts) > look["short_to_short"] * min(shorts):
        return 0.0
    low, high = look["long_to_short"]
    if not all(low * short <= long <= high * short for long in longs):
        return 0.0
    low, high = look["gap_to_short"]
    return short if all(low * short <= gap <= high * short for gap in gaps) else 0.0


def _steady(signs: list[tuple[bool, int, int]], crossed: Any) -> bool:
    """Tell whether all signs have one pitch, by their zero crossings."""
    np = numpy()
    inner = [crossed[first + 1 : last - 1] for _, first, last in signs if last - first > 2]
    if len(inner) < len(signs):
        return False
    middle = [float(np.median(part)) for part in inner]
    pitch = float(np.median(middle))
    tolerance = max(own()["rhythm"]["look"]["pitch_tolerance"] * pitch, 1.0)
    apart = max(abs(value - pitch) for value in middle)
    spread = max(float(part.std()) for part in inner)
    return pitch >= 1 and apart <= tolerance and spread <= 1.5 * tolerance

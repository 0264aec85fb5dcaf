"""Comparing what stands in a text with a term: in which ways does its spelling differ."""

from functools import lru_cache
from itertools import starmap
from typing import NamedTuple

from hegui.engine.spellings.data import readings, simplified, spelling_rules
from hegui.engine.spellings.folding import narrow, plain_char, separators, zero_width

ORDER = (
    "case",
    "width",
    "traditional",
    "simplified",
    "zero_width",
    "separator",
    "split",
    "homophone",
)
"""Order of names in a variant that has several, joined by `+`."""
COSTLY = frozenset(("zero_width", "separator", "split", "homophone"))


class Compared(NamedTuple):
    """How a spelling differs: its name, the costly ways in it, how surely it is the term."""

    variant: str
    modes: frozenset[str]
    confidence: float


class Cut(NamedTuple):
    """A text cut into its characters and what stands between them (before each)."""

    core: tuple[str, ...]
    gaps: tuple[str, ...]


def cut(text: str) -> Cut:
    """Cut a text; what stands before the first and behind the last character is left out."""
    hidden, signs = zero_width(), separators()
    core: list[str] = []
    gaps: list[str] = []
    gap = ""
    for char in text:
        if char in hidden or char in signs:
            gap += char
            continue
        gaps.append(gap if core else "")
        core.append(char)
        gap = ""
    return Cut(tuple(core), tuple(gaps))


_cut_form = lru_cache(maxsize=4096)(cut)


def core_of(text: str) -> tuple[str, ...]:
    """Return the characters of a text without separators and zero-width characters."""
    return cut(text).core


def compare(seen: str, form: str, base: str) -> Compared | None:
    """Return how a text differs from a form of a term, None when it does not spell it.

    `base` says how the form came from its term: empty, `listed`, `split` or `homophone`.
    """
    here, own = cut(seen), _cut_form(form)
    if len(here.core) != len(own.core):
        return None
    ways = set(starmap(_letters, zip(here.core, own.core, strict=True)))
    if "" in ways or not _few_homophones(here.core, own.core, ways):
        return None
    gaps = _gaps(here, own)
    if gaps is None:
        return None
    named = (ways | gaps.ways | {base}) & {*ORDER}
    return Compared(_name(named, base), frozenset(named & COSTLY), _sure(named, gaps, own))


def _letters(seen: str, own: str) -> str:
    """Return in which way two characters are the same, empty when they are not."""
    if seen == own:
        return "exact"
    if seen.lower() == own.lower():
        return "case"
    if narrow(seen).lower() == narrow(own).lower():
        return "width"
    plain, other = plain_char(seen), plain_char(own)
    if plain == other:
        return "simplified" if narrow(own) in simplified() else "traditional"
    syllable = readings().toneless(plain)
    return "homophone" if syllable and syllable == readings().toneless(other) else ""


def _few_homophones(seen: tuple[str, ...], own: tuple[str, ...], ways: set[str]) -> bool:
    """Tell whether enough of the term is left: a short one keeps a character of its own."""
    if "homophone" not in ways or len(own) >= spelling_rules().limits.free_from:
        return True
    return any(_letters(here, there) != "homophone" for here, there in zip(seen, own, strict=True))


class Gaps(NamedTuple):
    """What stands between the characters, beyond what the form has there itself."""

    ways: frozenset[str]
    weak: bool


def _gaps(here: Cut, own: Cut) -> Gaps | None:
    """Return how the gaps differ; None when one is wider than a spelling has."""
    ways: set[str] = set()
    rules, hidden = spelling_rules(), zero_width()
    filled = weak = 0
    for seen, expected in zip(here.gaps[1:], own.gaps[1:], strict=True):
        if seen == expected:
            continue
        signs = "".join(char for char in seen if char not in hidden)
        if len(signs) > rules.limits.gap + len(expected):
            return None
        if len(seen) - len(signs) > rules.limits.zero_width:
            return None
        if len(signs) < len(seen):
            ways.add("zero_width")
        if signs != expected:
            ways.add("separator")
            filled += 1
            weak += bool(set(signs) & set(rules.weak))
    dense = filled == len(own.core) - 1 > 1
    return Gaps(frozenset(ways), bool(weak) and not dense)


def _name(named: set[str], base: str) -> str:
    return "+".join(way for way in ORDER if way in named) or base or "exact"


def _sure(named: set[str], gaps: Gaps, own: Cut) -> float:
    table = spelling_rules().confidence
    keys = set(named)
    if gaps.weak:
        keys.add("separator_weak")
    if "homophone" in named and len(own.core) <= spelling_rules().limits.short:
        keys.add("homophone_short")
    return min((table[key] for key in keys), default=1.0)

"""Which cues can be in a text at all, told without searching for any of them.

`hints.json` holds for cues what a text must hold: one of each of a few sets of characters, or of pairs
of characters for English cues (made by `tools/refusal_hints.py` from the patterns). Each set is a bit;
the bits of all that a text holds tell which cues are left. A pattern is compiled when it is first
left. Without hints for these very rules all cues are left.
"""

import re
from functools import cache, reduce
from itertools import repeat
from operator import add, or_
from pathlib import Path

import msgspec

from hegui.checks.model.judging.rules import Compiled, compiled_cue, cues_of, rules_sha256
from hegui.common.struct import Record

GROUPS = (
    "declining",
    "notices",
    "soft",
    "part",
    "turning",
    "not_cues",
    "giving_in",
    "kind_help",
)
HAN, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[a-z]")
HAN_BIT, LATIN_BIT, FIRST_BIT = 1, 2, 4
SCRIPTS = {"zh": HAN_BIT, "en": LATIN_BIT}
LONG_CHARS = 48
"""From so many characters on each is looked at once only."""
KEPT = 4096
"""Many texts leave the same cues; so many lists of them are kept for each group."""


class Hints(Record, frozen=True, kw_only=True):
    """The needs of each cue by group and id; those of one cue are all to be met."""

    source_sha256: str
    needs: dict[str, dict[str, tuple[tuple[str, ...], ...]]]


@cache
def hints() -> Hints:
    """Return the hints; without needs when they were made from other rules."""
    data = Path(__file__).with_name("hints.json").read_bytes()
    found = msgspec.json.decode(data, type=Hints)
    fits = found.source_sha256 == rules_sha256()
    return found if fits else Hints(source_sha256=rules_sha256(), needs={})


def size(cue_id: str) -> int:
    """Return how many characters the parts of a cue's needs have."""
    return 2 if script(cue_id) == LATIN_BIT else 1


def script(cue_id: str) -> int:
    """Return the bit of the script that a cue is written in, or 0."""
    return SCRIPTS.get(cue_id.partition(".")[0], 0)


class Chooser:
    """Tells which cues of a group can be in a text: those whose needs are met and whose script."""

    def __init__(self, group: str) -> None:
        self._bits: dict[str, int] = {}
        self._known: dict[int, tuple[Compiled, ...]] = {}
        found = hints().needs.get(group, {})
        numbers: dict[tuple[str, ...], int] = {}
        for need in (need for each in found.values() for need in each):
            numbers.setdefault(need, FIRST_BIT << len(numbers))
        for need, bit in numbers.items():
            for part in need:
                self._bits[part] = self._bits.get(part, 0) | bit
        self._pairs = any(len(part) > 1 for part in self._bits)
        self._wanted = [
            (reduce(or_, map(numbers.__getitem__, found.get(cue.id, ())), script(cue.id)), cue)
            for cue in cues_of(group)
        ]

    def __call__(self, text: str) -> tuple[Compiled, ...]:
        """Return the cues that can be in a text, in the order of the rules."""
        bits = self._of(text)
        cues = self._known.get(bits)
        return self._left(bits) if cues is None else cues

    def _of(self, text: str) -> int:
        """Return the bits of the needs that a text meets."""
        found = self._bits.get
        letters = set(text) if len(text) > LONG_CHARS else text
        bits = reduce(or_, map(found, letters, repeat(0)), 0)
        if HAN.search(text):
            bits |= HAN_BIT
        if LATIN.search(text):
            bits |= LATIN_BIT
            if self._pairs:
                pairs = set(map(add, text, text[1:]))
                bits = reduce(or_, map(found, pairs, repeat(0)), bits)
        return bits

    def _left(self, bits: int) -> tuple[Compiled, ...]:
        """Return the cues whose needs are met, compiled."""
        cues = tuple(compiled_cue(cue) for need, cue in self._wanted if need & bits == need)
        if len(self._known) < KEPT:
            self._known[bits] = cues
        return cues


@cache
def chooser(group: str) -> Chooser:
    """Return the chooser of a group of cues (`declining`, `notices` …)."""
    return Chooser(group)

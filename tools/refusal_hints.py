"""Find what a text must hold for a cue of refusal to be in it: `python tools/refusal_hints.py`.

A pattern that needs 不能 or 无法 cannot match where neither stands, which is told much sooner than by
searching. From every pattern of `refusal.yaml` such needs are derived, each a set of which one must be
there: of characters, and of pairs of neighbours for English, where every letter is common. Those that
say most about the written answers are kept. The file names the SHA-256 of the rules it was made from
and is not used for others.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, reduce
from importlib import import_module
from itertools import pairwise
from operator import or_
from pathlib import Path
from typing import Any

import yaml

from hegui.checks.model.judging import hints
from hegui.checks.model.judging.refusal import CLAUSE, SENTENCE
from hegui.checks.model.judging.rules import Cue, cues_of, filled, refusal_rules
from hegui.checks.model.judging.text import blanked, folded, visible
from hegui.common.hashing import sha256_file

parser: Any = import_module("re._parser")
ROOT = Path(__file__).parents[1]
WRITTEN = ROOT / "tests/data/refusal"
RULES = ROOT / "src/hegui/checks/model/judging/refusal.yaml"
TARGET = RULES.with_name("hints.json")
MOST_LETTERS, MOST_PAIRS, MOST_NEEDS, LITTLE = 120, 160, 3, 200
"""A need with more alternatives says little; more needs for one cue, or one that leaves out less than
one in `LITTLE` of the written sentences, are not worth looking at."""
LEAST_CUES = 8
"""Looking at the pairs of a text takes as long as searching it for so many English cues."""
IGNORES_CASE = 2
Need = frozenset[str]


def letters(name: str, value: Any) -> Need | None:
    """Return the characters that one place of a pattern can be, or None when they are many."""
    if name == "LITERAL":
        return frozenset(chr(value))
    if name != "IN":
        return None
    found: set[str] = set()
    for kind, what in value:
        if str(kind) == "LITERAL":
            found.add(chr(what))
        elif str(kind) == "RANGE" and what[1] - what[0] < MOST_LETTERS:
            found.update(map(chr, range(what[0], what[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= MOST_LETTERS else None


def flat(sequence: Iterable[tuple[Any, Any]]) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a pattern, those of plain groups among them."""
    for kind, value in sequence:
        if str(kind) == "SUBPATTERN" and not value[1] & IGNORES_CASE:
            yield from flat(value[3])
        else:
            yield str(kind), value


def needs(sequence: Iterable[tuple[Any, Any]], size: int) -> list[Need]:
    """Return what every match of a pattern holds, in grams of this size: of each need at least one."""
    found: list[Need] = []
    before: Need | None = None
    for name, value in flat(sequence):
        here = letters(name, value)
        if here is None:
            found += inner(name, value, size)
        elif size == 1:
            found.append(here)
        elif before and len(before) * len(here) <= MOST_PAIRS:
            found.append(frozenset(one + two for one in before for two in here))
        before = here
    return found


def inner(name: str, value: Any, size: int) -> list[Need]:
    """Return the needs of a part that is no single character; what may be left out has none."""
    if name == "BRANCH":
        each = [needs(one, size) for one in value[1]]
        return [frozenset().union(*map(best, each))] if all(each) else []
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return needs(value[2], size) if value[0] else []
    return needs(value, size) if name == "ATOMIC_GROUP" else []


def pieces() -> Iterator[str]:
    """Yield every sentence and clause of the written answers."""
    for file in sorted(WRITTEN.glob("*.yaml")):
        answers = yaml.safe_load(file.read_text("utf-8"))["answers"]
        for text in (text for texts in answers.values() for text in texts):
            for match in SENTENCE.finditer(blanked(folded(visible(text)))):
                yield from dict.fromkeys((match.group(), *CLAUSE.split(match.group())))


@cache
def places() -> dict[str, int]:
    """Return for each character and pair of neighbours the pieces that hold it, as bits."""
    found: dict[str, int] = {}
    for at, piece in enumerate(pieces()):
        for gram in {*piece, *(one + two for one, two in pairwise(piece))}:
            found[gram] = found.get(gram, 0) | 1 << at
    return found


def met(need: Need) -> int:
    """Return the pieces that meet a need, as bits."""
    return reduce(or_, (places().get(gram, 0) for gram in need))


def best(found: Sequence[Need]) -> Need:
    """Return the need that is met most seldom."""
    return min(found, key=lambda need: (met(need).bit_count(), len(need), sorted(need)))


def chosen(cue: Cue) -> list[list[str]]:
    """Return the needs of a cue that together are met most seldom."""
    parsed = parser.parse(filled(cue.pattern, refusal_rules().words))
    if parsed.state.flags & IGNORES_CASE:
        return []
    size = hints.size(cue.id)
    found = sorted(set(needs(parsed, size)), key=lambda need: (len(need), sorted(need)))
    kept: list[Need] = []
    left = reduce(or_, places().values())
    little = left.bit_count() // LITTLE
    while found and len(kept) < MOST_NEEDS:
        one = min(found, key=lambda need: (met(need) & left).bit_count())
        still = met(one) & left
        if kept and left.bit_count() - still.bit_count() <= little:
            break
        kept, left = [*kept, one], still
    return [sorted(one) for one in kept]


def of_group(cues: Sequence[Cue]) -> dict[str, list[list[str]]]:
    """Return the needs of the cues of a group; where few are English those have none."""
    english = sum(hints.size(cue.id) == 2 for cue in cues) >= LEAST_CUES
    return {cue.id: chosen(cue) for cue in cues if hints.size(cue.id) == 1 or english}


def made() -> dict[str, Any]:
    """Return the hints for all cues of the rules."""
    return {
        "source_sha256": sha256_file(RULES),
        "needs": {group: of_group(cues_of(group)) for group in hints.GROUPS},
    }


def main() -> None:
    """Write the file of hints."""
    found = made()
    lines = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    TARGET.write_text(lines.replace('},"', '},\n"').replace(']],"', ']],\n"') + "\n", "utf-8")
    print(sum(map(len, found["needs"].values())), "cues")


if __name__ == "__main__":
    main()

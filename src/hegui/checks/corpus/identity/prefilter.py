"""Which places of a text are worth an exact look; two engines that name the same values."""

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple, Protocol

from hegui.engine.literals import EngineError, EngineName

PREFILTER_ENGINES: tuple[EngineName, ...] = ("hyperscan", "python")

Candidate = tuple[int, int]
"""Number of the prefilter, and an end (in bytes from `find`, in characters for the exact look)."""


class Prefilter(NamedTuple):
    """A coarse pattern over bytes that hits wherever one of the forms can be.

    `group` names patterns that are fast in one database; `forms` are numbers of forms.
    """

    pattern: bytes
    group: str
    forms: tuple[int, ...]


class Candidates(Protocol):
    """Compiled prefilters."""

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return places, in bytes, near every value of the buffer."""


class HyperscanCandidates:
    """One database for each group of patterns, in byte mode."""

    def __init__(self, prefilters: Sequence[Prefilter]) -> None:
        import hyperscan

        groups: dict[str, list[int]] = {}
        for number, prefilter in enumerate(prefilters):
            groups.setdefault(prefilter.group, []).append(number)
        self._scans = []
        for numbers in groups.values():
            compiled = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
            compiled.compile(
                expressions=[prefilters[number].pattern for number in numbers],
                ids=numbers,
                elements=len(numbers),
                flags=[0] * len(numbers),
            )
            self._scans.append((compiled, hyperscan.Scratch(compiled)))

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return the ends of all matches."""
        found: list[Candidate] = []
        for compiled, scratch in self._scans:
            compiled.scan(buffer, match_event_handler=_keep_end, context=found, scratch=scratch)
        return found


def _keep_end(number: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((number, end))


class PythonCandidates:
    """One expression after the other with the standard library."""

    def __init__(self, prefilters: Sequence[Prefilter]) -> None:
        self._expressions = [re.compile(prefilter.pattern) for prefilter in prefilters]

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return the end of a match from every place where one begins."""
        found: list[Candidate] = []
        for number, expression in enumerate(self._expressions):
            match = expression.search(buffer)
            while match:
                found.append((number, match.end()))
                match = expression.search(buffer, match.start() + 1)
        return found


MAKERS: dict[EngineName, Callable[[Sequence[Prefilter]], Candidates]] = {
    "hyperscan": HyperscanCandidates,
    "python": PythonCandidates,
}


def compile_prefilters(
    prefilters: Sequence[Prefilter], engine: EngineName | None = None
) -> tuple[EngineName, Candidates]:
    """Return the engine's name and the compiled patterns; without `engine` the fastest here.

    `native` and `ahocorasick` know no patterns; the fastest here and plain Python take their
    places. Raises `EngineError` when the engine that was asked for is not here.
    """
    wanted, engine = PREFILTER_ENGINES, None if engine == "native" else engine
    if engine:
        wanted = ("python",) if engine == "ahocorasick" else (engine,)
    for name in wanted:
        if name not in MAKERS:
            raise EngineError(name=name, known=", ".join(MAKERS))
        try:
            return name, MAKERS[name](prefilters)
        except ImportError as error:
            if engine:
                raise EngineError(name=name, known="python") from error
    raise AssertionError("plain Python is always there")


def in_characters(document: bytes, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates in a document of UTF-8 with their ends in characters, sorted by end."""
    ends = sorted({end for _, end in candidates})
    counts, at = {0: 0}, 0
    for last, end in pairwise([0, *ends]):
        at += len(document[last:end].decode("utf-8", "replace"))
        counts[end] = at
    return sorted(((n, counts[end]) for n, end in candidates), key=lambda one: (one[1], one[0]))

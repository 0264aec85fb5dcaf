"""Which lines of a buffer are worth a closer look; two engines with the same answer."""

import re
from collections.abc import Callable
from typing import Any, Protocol

from hegui.checks.corpus.identity.rules import Kinds
from hegui.engine.literals import EngineError, EngineName

PII_ENGINES: tuple[EngineName, ...] = ("hyperscan", "python")

Candidate = tuple[int, int]
"""Number of the kind (the number after the last kind: full width) and an end in bytes."""


class Candidates(Protocol):
    """Compiled patterns."""

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return at least one place on every line that holds a value, by kind."""


class HyperscanCandidates:
    """All patterns in one pass of Hyperscan, without looking at what follows them."""

    def __init__(self, kinds: Kinds) -> None:
        import hyperscan

        patterns = [kind.opening() for kind in kinds.kinds] + [kinds.wide]
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._database.compile(
            expressions=[pattern.encode() for pattern in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[hyperscan.HS_FLAG_UTF8] * len(patterns),
        )
        self._scratch = hyperscan.Scratch(self._database)

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return the ends of all matches."""
        found: list[Candidate] = []
        self._database.scan(
            buffer, match_event_handler=_keep_end, context=found, scratch=self._scratch
        )
        return found


def _keep_end(kind: int, _start: int, end: int, _flags: int, found: Any) -> None:
    found.append((kind, end))


class PythonCandidates:
    """One expression after the other with the standard library.

    The same patterns as Hyperscan's, so that both name the same lines.
    """

    def __init__(self, kinds: Kinds) -> None:
        patterns = [kind.opening() for kind in kinds.kinds] + [kinds.wide]
        self._expressions = [re.compile(pattern) for pattern in patterns]

    def find(self, buffer: bytes) -> list[Candidate]:
        """Return the ends of matches that do not overlap."""
        text = buffer.decode()
        found: list[Candidate] = []
        for kind, expression in enumerate(self._expressions):
            at = size = 0
            for match in expression.finditer(text):
                size += len(text[at : match.end()].encode())
                at = match.end()
                found.append((kind, size))
        return found


MAKERS: dict[EngineName, Callable[[Kinds], Candidates]] = {
    "hyperscan": HyperscanCandidates,
    "python": PythonCandidates,
}


def compile_candidates(
    kinds: Kinds, engine: EngineName | None = None
) -> tuple[EngineName, Candidates]:
    """Return the engine's name and the compiled patterns; without `engine` the fastest here.

    `ahocorasick` knows no patterns; plain Python takes its place. Raises `EngineError` when the
    engine that was asked for is not here.
    """
    wanted: tuple[EngineName, ...] = PII_ENGINES
    if engine:
        wanted = ("python",) if engine == "ahocorasick" else (engine,)
    for name in wanted:
        if name not in MAKERS:
            raise EngineError(name=name, known=", ".join(MAKERS))
        try:
            return name, MAKERS[name](kinds)
        except ImportError as error:
            if engine:
                raise EngineError(name=name, known="python") from error
    raise AssertionError("plain Python is always there")

"""Finding many literal keys in one pass over UTF-8 bytes; four engines with the same answers.

The native library (where it was built) and Hyperscan scan hundreds of megabytes a second, the first
some more of them, pyahocorasick some tens, plain Python a few.
ASCII letters match in either case; all other bytes match exactly. All occurrences are reported,
also those that overlap.
"""

from collections.abc import Callable, Sequence
from typing import Any, Literal, Protocol

from hegui.common.errors import WrongUseError
from hegui.common.text import Text

EngineName = Literal["native", "hyperscan", "ahocorasick", "python"]
ENGINES: tuple[EngineName, ...] = ("native", "hyperscan", "ahocorasick", "python")
IN_RAW: tuple[EngineName, ...] = ("native", "hyperscan")
"""Engines that are fast in bytes as they lie on disk."""

Match = tuple[int, int, int]
"""Number of the key, start and end in bytes."""


class EngineError(WrongUseError):
    """An engine was asked for that is not here."""

    code = "engine"
    text = Text(
        "匹配引擎“{name}”不可用；可用 {known}。",
        "The matching engine “{name}” is not available; use one of {known}.",
    )


class Literals(Protocol):
    """A compiled set of keys."""

    def find(self, buffer: bytes) -> list[Match]:
        """Return all occurrences of all keys, in no particular order."""


class HyperscanLiterals:
    """Hyperscan's literal mode."""

    def __init__(self, keys: Sequence[bytes], name: str = "") -> None:
        """Compile keys; a `name` that stands for them alone saves looking at them again."""
        import hyperscan

        from hegui.engine.databases import database

        self._lengths = [len(key) for key in keys]
        self._database = database(keys, _flags, literal=True, name=name)
        self._scratch = hyperscan.Scratch(self._database)

    def ends(self, buffer: bytes) -> list[tuple[int, int]]:
        """Return (key, end) of all occurrences in order of their ends."""
        ends: list[tuple[int, int]] = []
        self._database.scan(
            buffer, match_event_handler=_keep_end, context=ends, scratch=self._scratch
        )
        return ends

    def find(self, buffer: bytes) -> list[Match]:
        """Return all occurrences of all keys."""
        lengths = self._lengths
        return [(key, end - lengths[key], end) for key, end in self.ends(buffer)]


def _flags(keys: Sequence[bytes]) -> list[int]:
    import hyperscan

    caseless = hyperscan.HS_FLAG_CASELESS
    return [caseless if key.upper() != key.lower() else 0 for key in keys]


def _keep_end(key: int, _start: int, end: int, _flags: int, ends: Any) -> None:
    ends.append((key, end))


class AhoCorasickLiterals:
    """An Aho-Corasick automaton over bytes, which are given to it as Latin-1 text."""

    def __init__(self, keys: Sequence[bytes], name: str = "") -> None:
        import ahocorasick

        self._lengths = [len(key) for key in keys]
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_INTS)
        for number, key in enumerate(keys):
            self._automaton.add_word(key.lower().decode("latin-1"), number)
        self._automaton.make_automaton()

    def find(self, buffer: bytes) -> list[Match]:
        """Return all occurrences of all keys."""
        lengths = self._lengths
        found = self._automaton.iter(buffer.lower().decode("latin-1"))
        return [(key, last + 1 - lengths[key], last + 1) for last, key in found]


class PythonLiterals:
    """An index of the first two characters; needs nothing but Python."""

    def __init__(self, keys: Sequence[bytes], name: str = "") -> None:
        self._starts: dict[str, list[tuple[str, int, int]]] = {}
        self._singles: dict[str, list[tuple[str, int, int]]] = {}
        for number, key in enumerate(keys):
            text = key.lower().decode()
            index, size = (self._singles, 1) if len(text) == 1 else (self._starts, 2)
            index.setdefault(text[:size], []).append((text, number, len(key)))

    def find(self, buffer: bytes) -> list[Match]:
        """Return all occurrences of all keys."""
        text = buffer.lower().decode()
        found: list[Match] = []
        at = before = 0
        for position, candidates in self._candidates(text):
            before += len(text[at:position].encode())
            at = position
            for key, number, size in candidates:
                if text.startswith(key, position):
                    found.append((number, before, before + size))
        return found

    def _candidates(self, text: str) -> list[tuple[int, list[tuple[str, int, int]]]]:
        starts, singles = self._starts, self._singles
        pairs = map(str.__add__, text, text[1:])
        found = [(at, starts[pair]) for at, pair in enumerate(pairs) if pair in starts]
        if singles:
            found += [(at, singles[one]) for at, one in enumerate(text) if one in singles]
            found.sort(key=lambda item: item[0])
        return found


def _native(keys: Sequence[bytes], name: str) -> Literals:
    from hegui.engine.native.literals import NativeLiterals

    return NativeLiterals(keys, name)


MAKERS: dict[EngineName, Callable[[Sequence[bytes], str], Literals]] = {
    "native": _native,
    "hyperscan": HyperscanLiterals,
    "ahocorasick": AhoCorasickLiterals,
    "python": PythonLiterals,
}


def compile_literals(
    keys: Sequence[bytes], engine: EngineName | None = None, name: str = ""
) -> tuple[EngineName, Literals]:
    """Return the engine's name and the compiled keys (distinct, not empty, UTF-8).

    `name`, if any, stands for these keys and no others: what is kept of them has it.
    Without `engine` the fastest that is installed serves. Raises `EngineError` when the engine
    that was asked for is unknown or not installed.
    """
    if engine is not None and engine not in ENGINES:
        raise EngineError(name=engine, known=", ".join(ENGINES))
    for one in (engine,) if engine else ENGINES:
        try:
            return one, MAKERS[one](keys, name)
        except ImportError as error:
            if engine:
                raise EngineError(name=engine, known=", ".join(installed_engines())) from error
    raise AssertionError("plain Python is always there")


def installed_engines() -> list[EngineName]:
    """Return the engines that can be used here, fastest first."""
    return [name for name in ENGINES if _installed(name)]


def _installed(name: EngineName) -> bool:
    from importlib.util import find_spec

    from hegui.engine.native.library import library

    if name == "native":
        return library() is not None
    return name == "python" or find_spec(name) is not None


def beside(engine: EngineName) -> EngineName:
    """Return the engine for what is not literal bytes: the native library knows nothing else."""
    if engine != "native":
        return engine
    return next(name for name in installed_engines() if name != "native")

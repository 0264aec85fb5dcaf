"""One search of raw blocks for everything: terms, values, escapes and the names of fields."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from hegui.checks.corpus.identity.prefilter import Candidate, Prefilter, compile_prefilters
from hegui.checks.corpus.scanning.looking import Looker
from hegui.checks.corpus.scanning.raw import ANY_ESCAPE
from hegui.checks.corpus.scanning.strings import Match

GROUP = "marks"
"""Patterns of names and escapes are fast in one database with these of identity."""


@dataclass(slots=True)
class Hits:
    """What a search of a raw block saw: terms, ends of what may be values, ends of what hides."""

    matches: list[Match] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    names: list[list[int]] = field(default_factory=list)


class RawSearch:
    """Searches raw blocks for terms, values, escapes and the names of fields in one go.

    Without names it looks for terms and values only.
    """

    def __init__(self, looker: Looker, names: Sequence[bytes]) -> None:
        self._terms = looker.terms
        prefilters = list(looker.identities.prefilters) if looker.identities else []
        self._escape = len(prefilters)
        prefilters += [Prefilter(pattern, GROUP, ()) for pattern in (ANY_ESCAPE, *names) if names]
        self._names = len(names)
        self._patterns = compile_prefilters(prefilters, "hyperscan")[1]

    def databases_only(self, data: bytes) -> int:
        """Search with the compiled databases and nothing else, to know what they cost."""
        matches = len(self._terms.in_raw(data)[0]) if self._terms else 0
        return matches + len(self._patterns.find(data))

    def find(self, data: bytes) -> Hits:
        """Return what is seen in a block."""
        hits = Hits(names=[[] for _ in range(self._names)])
        if self._terms:
            hits.matches, hits.hidden = self._terms.in_raw(data)
        escape, candidates = self._escape, hits.candidates
        for number, end in self._patterns.find(data):
            if number > escape:
                hits.names[number - escape - 1].append(end)
            elif number == escape:
                hits.hidden.append(end)
            else:
                candidates.append((number, end))
        return hits


@lru_cache(maxsize=4)
def raw_search(looker: Looker, names: tuple[bytes, ...]) -> RawSearch:
    """Return the search of a looker, compiled once."""
    return RawSearch(looker, names)

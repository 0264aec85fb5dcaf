"""What a scan looks for: terms, kinds of personal information, and the key of its digests."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from hegui.engine.literals import EngineName
from hegui.engine.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule set of a scan; small enough to be sent to worker processes.

    `kinds` are identity kinds, None for the default ones; `key` is the key of the digests in
    findings; `engine` only says how to search, the findings do not depend on it.
    """

    terms: tuple[Term, ...] = ()
    kinds: tuple[str, ...] | None = None
    as_of: dt.date
    key: bytes = b""
    engine: EngineName | None = None

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that findings depend on, but the tool itself."""
        from hegui.checks.corpus.identity.selection import selected

        parts: Sequence[object] = (
            [(t.text, t.risks, t.variants) for t in self.terms],
            selected(self.kinds, self.as_of).digest if self.kinds != () else "",
            hashlib.sha256(self.key).hexdigest(),
        )
        return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()

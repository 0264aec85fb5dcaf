"""What a scan looks for: terms, kinds of personal information, and the key of its digests."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from hegui.checks.corpus.suspicious.signs import suspicious_digest
from hegui.engine.literals import EngineName
from hegui.engine.spellings.data import spellings_digest
from hegui.engine.terms import Mode, Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rule set of a scan; small enough to be sent to worker processes.

    `modes` are the costly variants for all terms (None: as each term asks); `suspicious` adds the
    second pass; `kinds` are identity kinds, None for the default ones; `key` is the key of the
    digests in findings; `engine` only says how to search, the findings do not depend on it.
    """

    terms: tuple[Term, ...] = ()
    modes: tuple[Mode, ...] | None = None
    suspicious: bool = False
    kinds: tuple[str, ...] | None = None
    as_of: dt.date
    key: bytes = b""
    engine: EngineName | None = None

    @property
    def digest(self) -> str:
        """Return the SHA-256 of everything that findings depend on, but the tool itself."""
        from hegui.checks.corpus.identity.selection import selected

        parts: Sequence[object] = (
            [(t.text, t.risks, t.variants, t.modes, t.allow, t.context) for t in self.terms],
            (self.modes, spellings_digest()) if self.terms else (),
            suspicious_digest() if self.suspicious else "",
            selected(self.kinds, self.as_of).digest if self.kinds != () else "",
            hashlib.sha256(self.key).hexdigest(),
        )
        return hashlib.sha256(msgspec.json.encode(parts, order="deterministic")).hexdigest()

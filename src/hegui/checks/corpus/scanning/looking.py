"""Looking at documents: which are worth it, and what exactly is in them."""

from collections import Counter

from hegui.checks.corpus.reading.batch import Batch
from hegui.checks.corpus.scanning.identities import IdentityLook
from hegui.checks.corpus.scanning.rows import Rows
from hegui.checks.corpus.scanning.rules import Rules
from hegui.checks.corpus.scanning.terms import TermLook


class Looker:
    """A compiled rule set. Not to be shared between threads."""

    def __init__(self, rules: Rules) -> None:
        self._looks: list[TermLook | IdentityLook] = []
        if rules.terms:
            self._looks.append(TermLook(rules.terms, rules.engine))
        if rules.kinds is None or rules.kinds:
            self._looks.append(IdentityLook(rules))
        self.engine = "+".join(dict.fromkeys(look.engine for look in self._looks))
        self.quick = all(look.engine == "hyperscan" for look in self._looks)
        """Whether raw bytes can be searched, so that only what hits need be decoded."""

    def ends_in_raw(self, buffer: bytes) -> list[int]:
        """Return an end, in bytes, for whatever may be a finding in raw JSON strings."""
        return [end for look in self._looks for _, end in look.ends_in_raw(buffer)]

    def look(self, batch: Batch, rows: Rows, counts: Counter[str]) -> None:
        """Add the findings of a batch of decoded documents."""
        for look in self._looks:
            look.look(batch, rows, counts)

"""Answers that another check of the same run was given to the same questions: they are not asked again.

Keyword library, classifier and people judge the same draw. The journal of the check that asked first
stays whole; the others write the answers into their own, so that each can be verified alone.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from hegui.checks.model.drawing import drawn_as
from hegui.checks.model.journal import Journal, about_digest
from hegui.checks.model.journal.lines import Entry
from hegui.checks.model.request import Asking
from hegui.engine.shared import Shared


class Earlier(NamedTuple):
    """A check and what its answers speak of: endpoint, subject, version, day."""

    check: str
    about: dict[str, str]

    def whole(self) -> dict[str, str]:
        """Return what the records of this check are about."""
        return {"check": self.check, **self.about}

    def key(self) -> tuple[str, str]:
        """Return what checks that share their answers have in common."""
        return drawn_as(self.check), about_digest(self.about)

    def leave(self, shared: Shared, journal: Journal) -> None:
        """Leave the answers for checks with the same draw."""
        shared.keep(self.key(), (journal.path, self.check))


def take_over(shared: Shared, mine: Earlier, askings: Sequence[Asking], journal: Journal) -> None:
    """Write the answers that another check left into a journal, as far as it has none."""
    left: tuple[Path, str] | None = shared.take(mine.key())
    if left is None or left[1] == mine.check:
        return
    theirs = about_digest({"check": left[1], **mine.about})
    about = about_digest(mine.whole())
    with Journal(left[0], seal=journal.seal) as other:
        known, own = other.known(theirs), journal.known(about)
        for asking in askings:
            digest = bytes.fromhex(asking.request.digest)
            said, made = known.of(digest), own.of(digest)
            if said and said.answered and not (made and made.answered):
                journal.append(_own(said.attempts, asking.item, about, made.count if made else 0))


def _own(attempts: Sequence[Entry], item: str, about: str, before: int) -> Entry:
    """Return an answer as the next attempt for a question; what was asked stands with the first."""
    fields = {name: getattr(attempts[-1], name) for name in Entry.__struct_fields__}
    body = attempts[0].body if not before else {}
    return Entry(**{**fields, "id": item, "about": about, "attempt": before + 1, "body": body})

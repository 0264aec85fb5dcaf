"""What evidence shows at controls and obligations: the evidence app registers its source here."""

from collections.abc import Collection
from typing import NamedTuple, Protocol

from hegui.server.core.viewer import Viewer


class EvidenceLine(NamedTuple):
    """One piece of evidence as a panel shows it; `state` is a short word in the page's language."""

    title: str
    href: str
    state: str = ""
    until: str = ""


class EvidenceTally(NamedTuple):
    """How many items stand in one way, in words, and the list of them; `badge` is ok, warn or empty."""

    words: str
    number: int
    href: str
    badge: str = ""


class EvidenceSource(Protocol):
    """Counts and lists evidence of catalogue rows and records.

    `kind` is `obligation`, `clause` or `control`; keys are catalogue ids, for controls their id.
    Both may take at most two queries.
    """

    def counts(self, viewer: Viewer, kind: str, keys: Collection[str]) -> dict[str, int]:
        """Return how many pieces of evidence each key has; keys without any may be missing."""

    def lines(self, viewer: Viewer, kind: str, key: str) -> list[EvidenceLine]:
        """Return the evidence of one key."""

    def tally(self, viewer: Viewer, kind: str, key: str) -> list[EvidenceTally]:
        """Return how many items of one key are valid, expiring and stale."""

    def add_link(self, viewer: Viewer, kind: str, key: str) -> str:
        """Return the address at which evidence is added to the key; empty when not allowed."""


_sources: list[EvidenceSource] = []


def register_evidence(source: EvidenceSource) -> None:
    """Register the one source of evidence."""
    if _sources:
        raise ValueError("A source of evidence is registered already.")
    _sources.append(source)


def evidence_counts(viewer: Viewer, kind: str, keys: Collection[str]) -> dict[str, int]:
    """Return how many pieces of evidence each key has; nothing while no source is registered."""
    return _sources[0].counts(viewer, kind, keys) if _sources else {}


def evidence_lines(viewer: Viewer, kind: str, key: str) -> list[EvidenceLine]:
    """Return the evidence of one key."""
    return _sources[0].lines(viewer, kind, key) if _sources else []


def evidence_add_link(viewer: Viewer, kind: str, key: str) -> str:
    """Return the address at which evidence is added to the key, if there is one."""
    return _sources[0].add_link(viewer, kind, key) if _sources else ""


def evidence_tally(viewer: Viewer, kind: str, key: str) -> list[EvidenceTally]:
    """Return how the evidence of one key stands."""
    return _sources[0].tally(viewer, kind, key) if _sources else []

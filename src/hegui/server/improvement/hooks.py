"""What other apps register here: how a task's source and its proof are found and named."""

import uuid
from collections.abc import Callable, Sequence
from typing import NamedTuple

from hegui.server.core.viewer import Viewer


class Source(NamedTuple):
    """What a new task comes from, as its form proposes it."""

    kind: str
    ref: str
    title: str
    href: str = ""
    description: str = ""
    closing_condition: str = ""


class Proof(NamedTuple):
    """An item of evidence as a task shows it."""

    id: uuid.UUID
    title: str
    href: str


SourceFinder = Callable[[Viewer, str], Source | None]
ProofFinder = Callable[[Viewer, Sequence[uuid.UUID]], Sequence[Proof]]
ProofChoices = Callable[[Viewer], Sequence[Proof]]
_sources: dict[str, SourceFinder] = {}
_proof: dict[str, tuple[ProofFinder, ProofChoices]] = {}


def register_source(kind: str, finder: SourceFinder) -> None:
    """Say how `improvement:new?source=<kind>:<ref>` finds its source; one finder per kind."""
    if kind in _sources:
        raise ValueError(f"The source {kind} is registered already.")
    _sources[kind] = finder


def find_source(viewer: Viewer, kind: str, ref: str) -> Source | None:
    """Return the source that the viewer may see, or None."""
    finder = _sources.get(kind)
    return finder(viewer, ref) if finder else None


def register_proof(finder: ProofFinder, choices: ProofChoices) -> None:
    """Say how ids of evidence become titles, and which evidence may be chosen (evidence app)."""
    if _proof:
        raise ValueError("Proof is registered already.")
    _proof["evidence"] = (finder, choices)


def find_proof(viewer: Viewer, ids: Sequence[uuid.UUID]) -> list[Proof] | None:
    """Return what the viewer may see of these ids; None when nobody can tell."""
    if not _proof:
        return None
    return list(_proof["evidence"][0](viewer, ids)) if ids else []


def proof_choices(viewer: Viewer) -> list[Proof]:
    """Return the evidence that may be chosen as proof, newest first, a few hundred at most."""
    return list(_proof["evidence"][1](viewer)) if _proof else []

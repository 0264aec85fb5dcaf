"""Which command an output folder belongs to: told by the plan, or by what older versions left."""

from pathlib import Path
from typing import Any

import msgspec

from hegui.checks.corpus.shards.errors import OutputOfOtherError
from hegui.checks.corpus.shards.manifest import NAME
from hegui.checks.corpus.shards.plan import LONGEST, plan_head

SIGNS = {
    "findings_sha256": "scan",
    "docs_overlapping": "overlap",
    "docs_unlicensed": "licences",
    "sketches_sha256": "duplicates",
}
"""A field of a manifest line -> the command that wrote it."""
DOCUMENTS = {
    "profile.json": "profile",
    "media.json": "media",
    "draw.json": "sample",
    "technical.json": "sample",
    "review.json": "sample",
}
"""A document of an output folder -> the command that wrote it."""
PARTS, OF_PARTS = "part_sha256", ("profile", "sample")
"""A field that the lines of two commands have."""


def refuse_other(folder: Path, command: str) -> None:
    """Raise `OutputOfOtherError` for a folder that holds the output of another command."""
    owners = _owners(folder)
    if owners and command not in owners:
        raise OutputOfOtherError(path=folder, command=" / ".join(owners), asked=command)


def _owners(folder: Path) -> tuple[str, ...]:
    """Return the commands that may have written a folder; none where nothing tells."""
    if head := plan_head(folder):
        return (head.command,)
    line = _first_line(folder / NAME)
    if found := tuple(kind for sign, kind in SIGNS.items() if sign in line):
        return found
    if found := tuple(kind for name, kind in DOCUMENTS.items() if (folder / name).is_file()):
        return tuple(dict.fromkeys(found))
    return OF_PARTS if PARTS in line else ()


def _first_line(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return msgspec.json.decode(file.readline(LONGEST), type=dict[str, Any])
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):
        return {}

"""The digest of a subject: a Merkle root over the relative path and SHA-256 of each of its files."""

from collections.abc import Sequence
from pathlib import Path

from hegui.common.hashing import sha256_file
from hegui.common.merkle import merkle_root
from hegui.project.model import Subject
from hegui.project.paths import expand


def files_digest(root: Path, files: Sequence[Path]) -> str:
    """Return `sha256:` and the Merkle root of the files' leaves in order of relative path.

    A leaf is the relative path in UTF-8, a NUL, and the file's SHA-256 in lower-case hex.
    """
    named = sorted((path.relative_to(root).as_posix(), path) for path in files)
    leaves = [f"{name}\0{sha256_file(path)}".encode() for name, path in named]
    return f"sha256:{merkle_root(leaves)}"


def subject_digest(root: Path, subject: Subject) -> str:
    """Return the computed digest of a subject with files, else the declared one (may be empty)."""
    files = expand(root, subject.files)
    return files_digest(root, files) if files else subject.digest

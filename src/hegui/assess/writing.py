"""Writing the parts of a bundle into the working folder."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from hegui.assess.errors import EvidenceChangedError
from hegui.assess.place import writing
from hegui.bundle.consistency import evidence_path
from hegui.bundle.contents import (
    Contents,
    catalogue_bytes,
    evidence_bytes,
    parse_contents,
    parsed_paths,
    verdicts_bytes,
)
from hegui.bundle.declaration import assessed, project_bytes
from hegui.bundle.layout import CATALOGUE, EVIDENCE_INDEX, PROJECT, VERDICTS
from hegui.bundle.problems import UnsealableError
from hegui.bundle.sources import FolderSource
from hegui.catalogue.model import Catalogue
from hegui.common.files import make_folder, write_atomic
from hegui.common.hashing import CHUNK
from hegui.conformity.model import Assessment
from hegui.engine.model import EvidenceItem
from hegui.project.declared import Declared


def write_parts(
    folder: Path, declared: Declared, catalogue: Catalogue, evidence: Sequence[EvidenceItem]
) -> Contents:
    """Write everything verdicts are made from, and return it as it reads back from disk.

    Judging what was read back makes sure that a verifier judges the same.
    """
    write_atomic(folder / PROJECT, project_bytes(assessed(declared, catalogue)))
    write_atomic(folder / CATALOGUE, catalogue_bytes(catalogue))
    copy_evidence(folder, declared, evidence)
    write_atomic(folder / EVIDENCE_INDEX, evidence_bytes(evidence))
    paths = parsed_paths(list(FolderSource(folder).sizes))
    files = {path: (folder / path).read_bytes() for path in paths if path != VERDICTS}
    contents, problems = parse_contents(files | {VERDICTS: EMPTY})
    if contents is None:
        raise UnsealableError(folder, problems[0])
    return contents


EMPTY = b'{\n  "conclusion": "",\n  "verdicts": []\n}\n'
"""Stands for verdicts.json until there are verdicts."""


def write_verdicts(folder: Path, assessment: Assessment) -> None:
    """Write verdicts.json."""
    write_atomic(folder / VERDICTS, verdicts_bytes(assessment))


def write_reports(folder: Path, pages: dict[str, bytes]) -> None:
    """Write rendered reports."""
    for name, page in pages.items():
        write_atomic(folder / "reports" / name, page)


def copy_evidence(folder: Path, declared: Declared, evidence: Sequence[EvidenceItem]) -> None:
    """Copy every document that has a digest; the copy must have that digest."""
    for item in evidence:
        target = folder / evidence_path(item)
        if item.sha256 and not target.exists():
            copy(declared.document_path(item.path), target, item)


def copy(source: Path, target: Path, item: EvidenceItem) -> None:
    """Copy one document, hashing what is copied."""
    digest = hashlib.sha256()
    make_folder(target.parent)
    try:
        original = source.open("rb")
    except OSError as error:
        raise EvidenceChangedError(path=item.path) from error
    with original, writing(target), target.open("wb") as kept:
        while chunk := original.read(CHUNK):
            digest.update(chunk)
            kept.write(chunk)
    if digest.hexdigest() != item.sha256:
        raise EvidenceChangedError(path=item.path)

"""Declared documents as evidence: hashed, read, and joined with the roles of their approvers."""

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from hegui.catalogue.model import Catalogue
from hegui.checks.records.reading import UnreadableDocumentError
from hegui.checks.records.reading import document_text as read_document
from hegui.checks.records.reading.errors import NO_ACCESS
from hegui.common.errors import HeguiError, MissingExtraError
from hegui.common.files import why
from hegui.common.hashing import sha256_file
from hegui.common.text import Text
from hegui.engine.model import EvidenceItem
from hegui.project.approvers import approver_roles
from hegui.project.declared import Declared
from hegui.project.model import Document

NO_PROBLEM = Text("", "")


class ReadFile(NamedTuple):
    """A document file as read: size, SHA-256, text, and what is wrong (`NO_PROBLEM` if nothing)."""

    size: int
    sha256: str
    text: str
    problem: Text


def document_text(path: Path) -> str:
    """Return the text of a document, never empty; raise `UnreadableDocumentError` with the reason.

    The text of a file is extracted once as long as its bytes stay the same.
    """
    try:
        return _text(path, sha256_file(path) if path.is_file() else "")
    except OSError as error:
        raise UnreadableDocumentError(path.name, NO_ACCESS, why=why(error)) from error


@lru_cache(maxsize=32)
def _text(path: Path, _digest: str) -> str:
    return read_document(path)


def read_file(path: Path) -> ReadFile:
    """Read a document; what is wrong with it is part of the answer."""
    size, digest = 0, ""
    try:
        if path.is_file():
            size, digest = path.stat().st_size, sha256_file(path)
        return ReadFile(size, digest, _text(path, digest), NO_PROBLEM)
    except (UnreadableDocumentError, MissingExtraError) as error:
        return ReadFile(size, digest, "", _both(error))
    except OSError as error:
        problem = _both(UnreadableDocumentError(path.name, NO_ACCESS, why=why(error)))
        return ReadFile(0, "", "", problem)


def read_evidence(declared: Declared, catalogue: Catalogue) -> list[EvidenceItem]:
    """Read every declared document, in the order of the project file.

    A file that is missing, damaged or without text stays in the list as not readable, with the
    reason. A path that leaves the project folder is wrong use and is raised.
    """
    return [_item(declared, catalogue, document) for document in declared.project.documents]


def _item(declared: Declared, catalogue: Catalogue, document: Document) -> EvidenceItem:
    read = read_file(declared.document_path(document.file))
    return EvidenceItem(
        id=document.id,
        type=document.type,
        title=document.title or _title(catalogue, document),
        path=document.file,
        sha256=read.sha256,
        size=read.size,
        date=document.date,
        approved_by=document.approved_by,
        approver_roles=approver_roles(declared.project.people, document.approved_by),
        approved_on=document.approved_on,
        valid_until=document.valid_until,
        covers=document.covers,
        readable=read.problem is NO_PROBLEM,
        problem_zh=read.problem.zh,
        problem_en=read.problem.en,
    )


def _title(catalogue: Catalogue, document: Document) -> str:
    kind = catalogue.evidence_types.get(document.type)
    return kind.zh if kind else Path(document.file).stem


def _both(error: HeguiError) -> Text:
    return Text(error.message("zh"), error.message("en"))

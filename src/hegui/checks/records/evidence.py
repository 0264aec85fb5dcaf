"""Declared documents as evidence: hashed, read, and joined with the roles of their approvers."""

from functools import lru_cache
from pathlib import Path

from hegui.catalogue.model import Catalogue
from hegui.checks.records.reading import UnreadableDocumentError
from hegui.checks.records.reading import document_text as read_document
from hegui.checks.records.reading.errors import NO_ACCESS
from hegui.common.errors import HeguiError, MissingExtraError
from hegui.common.files import why
from hegui.common.hashing import sha256_file
from hegui.common.text import Text
from hegui.engine.model import EvidenceItem
from hegui.project.declared import Declared
from hegui.project.model import Document

NO_PROBLEM = Text("", "")


def document_text(path: Path) -> str:
    """Return the text of a document, never empty; raise `UnreadableDocumentError` with the reason.

    The text of a file is extracted once as long as its bytes stay the same.
    """
    digest = sha256_file(path) if path.is_file() else ""
    return _text(path, digest)


@lru_cache(maxsize=64)
def _text(path: Path, _digest: str) -> str:
    return read_document(path)


def read_evidence(declared: Declared, catalogue: Catalogue) -> list[EvidenceItem]:
    """Read every declared document, in the order of the project file.

    A file that is missing, damaged or without text stays in the list as not readable, with the
    reason. A path that leaves the project folder is wrong use and is raised.
    """
    return [_item(declared, catalogue, document) for document in declared.project.documents]


def _item(declared: Declared, catalogue: Catalogue, document: Document) -> EvidenceItem:
    from hegui.project.paths import inside

    path = inside(declared.root, document.file)
    size, digest, problem = _read(path)
    return EvidenceItem(
        id=document.id,
        type=document.type,
        title=document.title or _title(catalogue, document),
        path=document.file,
        sha256=digest,
        size=size,
        date=document.date,
        approved_by=document.approved_by,
        approver_roles=roles_of(declared, document.approved_by),
        approved_on=document.approved_on,
        valid_until=document.valid_until,
        covers=document.covers,
        readable=problem is NO_PROBLEM,
        problem_zh=problem.zh,
        problem_en=problem.en,
    )


def roles_of(declared: Declared, person_id: str) -> tuple[str, ...]:
    """Return the roles that a declared person holds; none for an unknown person."""
    return next((p.roles for p in declared.project.people if p.id == person_id), ())


def _title(catalogue: Catalogue, document: Document) -> str:
    kind = catalogue.evidence_types.get(document.type)
    return kind.zh if kind else Path(document.file).stem


def _read(path: Path) -> tuple[int, str, Text]:
    """Return size, SHA-256 and what is wrong (`NO_PROBLEM` if nothing is)."""
    size, digest = 0, ""
    try:
        if path.is_file():
            size, digest = path.stat().st_size, sha256_file(path)
        _text(path, digest)
    except (UnreadableDocumentError, MissingExtraError) as error:
        return size, digest, _both(error)
    except OSError as error:
        return 0, "", _both(UnreadableDocumentError(path.name, NO_ACCESS, why=why(error)))
    return size, digest, NO_PROBLEM


def _both(error: HeguiError) -> Text:
    return Text(error.message("zh"), error.message("en"))

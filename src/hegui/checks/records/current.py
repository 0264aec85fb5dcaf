"""Which documents are current on the day of the assessment, and speak for a subject."""

import datetime as dt

from hegui.catalogue.model import SubjectKind
from hegui.project.declared import Declared
from hegui.project.model import Document, Subject

VERSIONED: frozenset[SubjectKind] = frozenset({"model", "dataset", "service"})
"""Kinds whose evidence belongs to one version; organisations and suppliers have none."""


def in_force(document: Document, as_of: dt.date) -> bool:
    """Tell whether a document is dated and not expired on a day (both ends included)."""
    begun = document.date <= as_of
    return begun and (document.valid_until is None or as_of <= document.valid_until)


def speaks_for(document: Document, subject: Subject | None) -> bool:
    """Tell whether a document is about this subject in its current version.

    None is the organisation itself, for which every document speaks.
    """
    if subject is None or subject.kind == "organisation":
        return True
    if subject.kind not in VERSIONED:
        return not document.covers or subject.id in document.covers
    covered = document.covers.get(subject.id, "")
    return bool(covered) and covered in (subject.version, subject.digest)


def current_documents(declared: Declared, evidence_type: str, subject_id: str) -> list[Document]:
    """Return the documents of a type in force that speak for a subject, newest first."""
    subject = next((s for s in declared.subjects if s.id == subject_id), None)
    found = [
        document
        for document in declared.project.documents
        if document.type == evidence_type
        and in_force(document, declared.as_of)
        and speaks_for(document, subject)
    ]
    return sorted(found, key=lambda document: (document.date, document.id), reverse=True)

"""The documents of a declaration that is made from the records here: the current evidence."""

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath
from typing import Any

from django.utils import timezone

from hegui.server.core.models import Domain, Organisation
from hegui.server.core.rules import catalogue
from hegui.server.evidence.models import Item, State
from hegui.server.evidence.selectors.engine import covers, document_date
from hegui.server.evidence.store import store
from hegui.server.evidence.store.errors import FileMissingError
from hegui.server.runs.folders import private

FOLDER = "documents"
SUFFIX = 9
"""The longest suffix that a file keeps, with its dot, as in bundles."""


def items_of(organisation: Organisation, domain: Domain | None) -> list[Item]:
    """Return the current items of types that the catalogue knows, oldest first.

    A domain narrows them to its own and those below: who may see a run sees what it carries.
    """
    rows = Item.objects.filter(
        organisation=organisation, state=State.CURRENT, type__in=catalogue().evidence_types
    )
    if domain is not None:
        rows = rows.filter(domain__path__startswith=domain.path)
    return list(rows.select_related("current", "subject").order_by("id"))


def documents_of(items: Iterable[Item], subjects: Collection[str]) -> list[dict[str, Any]]:
    """Return evidence as documents; what is about a subject not declared is left out.

    Whether a document is in time, approved in the right role and about the current version is for
    the engine to judge, by the same rules as for documents that people declare.
    """
    told = (item for item in items if item.subject is None or item.subject.key in subjects)
    return [document(item) for item in told]


def document(item: Item) -> dict[str, Any]:
    """Return an item as declarations list documents, without what is empty."""
    from hegui.project.secrets import looks_secret

    date, until = document_date(item), item.valid_until
    found = {
        "id": str(item.pk),
        "type": item.type,
        "file": file_of(item),
        "date": min(date, until) if until else date,
        "title": "" if looks_secret(item.title) else item.title,
        "approved_by": str(item.approved_by_id) if item.approved_by_id else "",
        "approved_on": timezone.localdate(item.approved_at) if item.approved_at else None,
        "valid_until": until,
        "covers": covers(item),
    }
    return {name: value for name, value in found.items() if value}


def file_of(item: Item) -> str:
    """Return where the file of an item lies: named by the item, with a plain suffix."""
    suffix = PurePosixPath(item.current.name if item.current else "").suffix.lower()
    plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= SUFFIX
    return f"{FOLDER}/{item.pk}{suffix if plain else ''}"


def write_documents(items: Iterable[Item], folder: Path) -> None:
    """Copy the files of evidence from the store; what is kept no longer stays missing."""
    private(folder / FOLDER)
    for item in items:
        if item.current is None or item.current.removed_at is not None:
            continue
        try:
            source = store().open(item.current.sha256)
        except FileMissingError:
            continue
        with source, (folder / file_of(item)).open("wb") as out:
            shutil.copyfileobj(source, out, 1 << 20)

"""Freezing catalogues and importing clause sets."""

import hashlib
import zlib
from collections.abc import Iterable

from django.db import transaction

from hegui.catalogue.model import Catalogue, Clause
from hegui.common.hashing import sha256_bytes
from hegui.server.assessments.bulk import insert_many, rows_digest
from hegui.server.assessments.catalogues import content_of
from hegui.server.assessments.grades import graded
from hegui.server.assessments.models import ClauseRow, ClauseSet, FrozenCatalogue
from hegui.server.assessments.reading import ClauseIn, read_set
from hegui.server.core.errors import InvalidError
from hegui.server.core.ids import new_id
from hegui.server.core.viewer import Viewer
from hegui.server.core.writing import Writing, writing

ROW = (
    "clause",
    "parent",
    "number",
    "title_zh",
    "title_en",
    "requirement_zh",
    "requirement_en",
    "layer",
    "form",
    "weight",
    "gate",
    "grade",
)
TEXT = slice(0, 9)
"""The fields of a row over which its digest goes: what the clause says."""
Values = tuple[str | int | bool, ...]


def set_of_catalogue(*, acting_user: Viewer, catalogue: Catalogue) -> ClauseSet:
    """Return the clause set of a catalogue, frozen on first use; equal content is one row."""
    acting_user.require("assessments.change")
    content = content_of(catalogue)
    digest = sha256_bytes(content)
    place = {"organisation": acting_user.organisation}
    known = ClauseSet.objects.filter(catalogue__sha256=digest, **place)
    found: ClauseSet | None = known.select_related("catalogue").first()
    if found is not None:
        return found
    with transaction.atomic(), writing(acting_user) as write:
        frozen = FrozenCatalogue(
            digest=catalogue.digest,
            release=catalogue.version,
            sha256=digest,
            content=zlib.compress(content, 6),
            **place,
        )
        write.create(frozen, "assessments.catalogue.frozen")
        return _create_set(write, _described(catalogue, frozen), _catalogue_rows(catalogue))


def clause_set_import(*, acting_user: Viewer, data: bytes, name: str, **about: str) -> ClauseSet:
    """Import a clause set from a file. `about` (title, source …) outranks what the file says.

    Raises `ClauseSetError`, which names every bad row; then nothing was written.
    """
    acting_user.require_everywhere("assessments.change")
    found = read_set(data, name)
    fields = {
        key: about.get(key) or getattr(found, key)
        for key in ("title", "title_en", "release", "source", "numbering", "grade")
    }
    if not fields["title"]:
        raise InvalidError(
            field="title", what_zh="请填写条款集的名称。", what_en="give the set a title."
        )
    clause_set = ClauseSet(
        organisation=acting_user.organisation, **{**fields, "grade": fields["grade"] or "imported"}
    )
    with writing(acting_user) as write:
        return _create_set(
            write, clause_set, [_imported(row, fields["grade"]) for row in found.clauses]
        )


def _create_set(write: Writing, clause_set: ClauseSet, rows: list[Values]) -> ClauseSet:
    clause_set.count = len(rows)
    clause_set.layers = [layer for layer in dict.fromkeys(str(row[7]) for row in rows) if layer]
    clause_set.digest = rows_digest(rows)
    write.create(clause_set, "assessments.clause_set.imported")
    insert_many(
        write,
        ClauseRow,
        {"organisation": clause_set.organisation_id, "clause_set": clause_set},
        ("id", "order", *ROW, "digest"),
        [(new_id(), at, *row, text_digest(row[TEXT])) for at, row in enumerate(rows, 1)],
        action="assessments.clause_set.filled",
        about=clause_set,
    )
    return clause_set


def text_digest(parts: Iterable[object]) -> str:
    """Return a short digest of what a clause says."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def _imported(row: ClauseIn, of_set: str) -> Values:
    return (
        row.id,
        row.parent,
        row.number or row.id,
        row.title_zh.strip(),
        row.title_en.strip(),
        row.requirement_zh,
        row.requirement_en,
        row.layer,
        row.kind,
        row.weight,
        row.gate,
        graded(row.grade, of_set),
    )


def _catalogue_rows(catalogue: Catalogue) -> list[Values]:
    """Return the clauses of a catalogue that are judged, in their order."""
    return [
        _catalogue_row(clause, catalogue)
        for clause in catalogue.clauses.values()
        if clause.id in catalogue.criteria
    ]


def _catalogue_row(clause: Clause, catalogue: Catalogue) -> Values:
    criterion = catalogue.criteria[clause.id]
    return (
        clause.id[:64],
        clause.parent[:64],
        clause.id[:64],
        clause.title_zh[:300],
        clause.title_en[:300],
        clause.requirement_zh,
        clause.requirement_en,
        clause.layer[:60],
        clause.kind[:60],
        criterion.weight,
        criterion.gate,
        clause.grade[:20],
    )


def _described(catalogue: Catalogue, frozen: FrozenCatalogue) -> ClauseSet:
    about = next(iter(catalogue.clause_sets.values()), None)
    return ClauseSet(
        organisation_id=frozen.organisation_id,
        catalogue=frozen,
        title=about.title_zh[:200] if about else "catalogue",
        title_en=about.title_en[:200] if about else "",
        release=catalogue.version[:80],
        source=about.source if about else "",
        numbering=f"{about.numbering_zh}\n{about.numbering_en}" if about else "",
        grade=about.grade[:20] if about else "",
    )

"""What goes into a bill of materials: the records, and which of them a service needs."""

import datetime as dt
import uuid
from dataclasses import dataclass
from functools import cached_property

from hegui.server.core.errors import ConflictError
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.models import Filing, Relation, Subject
from hegui.server.inventory.selectors import (
    current_version,
    filing_list,
    relation_list,
    subject_list,
)

NEEDS = ("trained_on", "derived_from", "evaluated_on", "supplied_by", "commissioned_from")
"""Following these, the first needs the second; `served_by` runs the other way."""


@dataclass(frozen=True, kw_only=True)
class Material:
    """The records of one bill, each list in the order of keys."""

    organisation: str
    subjects: list[Subject]
    relations: list[Relation]
    filings: list[Filing]
    root: Subject | None = None

    def relations_of(self, subject: Subject) -> list[Relation]:
        """Return a subject's own relations."""
        return self._by_source.get(subject.pk, [])

    def filings_of(self, subject: Subject) -> list[Filing]:
        """Return a subject's filings."""
        return self._by_subject.get(subject.pk, [])

    @cached_property
    def _by_source(self) -> dict[uuid.UUID, list[Relation]]:
        found: dict[uuid.UUID, list[Relation]] = {}
        for row in self.relations:
            found.setdefault(row.source_id, []).append(row)
        return found

    @cached_property
    def _by_subject(self) -> dict[uuid.UUID, list[Filing]]:
        found: dict[uuid.UUID, list[Filing]] = {}
        for row in self.filings:
            if row.subject_id:
                found.setdefault(row.subject_id, []).append(row)
        return found

    @property
    def moment(self) -> dt.datetime:
        """Return when the youngest of these records was last changed."""
        rows = [*self.subjects, *self.relations, *self.filings]
        versions = [row for subject in self.subjects if (row := current_version(subject))]
        return max(row.updated_at for row in [*rows, *versions])


def bom_material(*, viewer: Viewer, subject: Subject | None = None) -> Material:
    """Return what the viewer may see of the whole inventory, or of what one subject needs."""
    rows = list(subject_list(viewer=viewer).order_by("key"))
    relations = sorted(relation_list(viewer=viewer), key=_place)
    if subject is not None:
        wanted = needed(subject.pk, relations)
        rows = [row for row in rows if row.pk in wanted]
        relations = [r for r in relations if {r.source_id, r.target_id} <= wanted]
    if not rows:
        raise ConflictError(
            what_zh="清单里还没有对象。", what_en="the inventory has no subjects yet."
        )
    shown = {row.pk for row in rows}
    filings = [row for row in filing_list(viewer=viewer) if row.subject_id in shown]
    return Material(
        organisation=viewer.organisation.name,
        subjects=rows,
        relations=relations,
        filings=sorted(filings, key=lambda row: (row.procedure, row.number, str(row.pk))),
        root=subject,
    )


def needed(root: uuid.UUID, relations: list[Relation]) -> set[uuid.UUID]:
    """Return a subject and all that it rests on: models, data, suppliers."""
    found, waiting = {root}, [root]
    rests: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in relations:
        user, used = rests_on(row)
        rests.setdefault(user, set()).add(used)
    while waiting:
        new = rests.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return found


def rests_on(row: Relation) -> tuple[uuid.UUID, uuid.UUID]:
    """Return who uses and what is used: a service uses the model that it serves."""
    ends = (row.source_id, row.target_id)
    return ends if row.type in NEEDS else ends[::-1]


def _place(row: Relation) -> tuple[str, str, str]:
    return row.type, row.source.key, row.target.key

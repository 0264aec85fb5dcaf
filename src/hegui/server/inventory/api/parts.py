"""Versions, relations, stage and bill of one subject over the API."""

import json
import uuid
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Status

from hegui.server.core.errors import NotFoundError
from hegui.server.core.viewer import Viewer
from hegui.server.inventory.api.schemas import (
    MoveIn,
    MoveOut,
    RelationIn,
    RelationOut,
    VersionChange,
    VersionIn,
    VersionOut,
    show_move,
    show_relation,
    show_version,
)
from hegui.server.inventory.bom import bom_material, bom_write
from hegui.server.inventory.models import Subject, SubjectVersion
from hegui.server.inventory.selectors import relation_list, subject_get, version_list
from hegui.server.inventory.services import (
    relation_add,
    relation_remove,
    stage_move,
    version_add,
    version_change,
    version_make_current,
    version_remove,
)
from hegui.server.rest.access import Org, viewer_of
from hegui.server.rest.errors import ERRORS
from hegui.server.rest.paging import PageOf, PageQuery, paged

router = Router(tags=["inventory"])
VIEW, CHANGE = "inventory.view", "inventory.change"


def both(request: HttpRequest, org: str, subject: uuid.UUID, verb: str) -> tuple[Viewer, Subject]:
    """Return the viewer and the subject of the address."""
    viewer = viewer_of(request, org, verb)
    return viewer, subject_get(viewer=viewer, subject=subject)


def version_get(viewer: Viewer, subject: Subject, version: uuid.UUID) -> SubjectVersion:
    """Return one version of a subject or raise `NotFoundError`."""
    rows = version_list(viewer=viewer, subject=subject).select_related("subject__domain")
    found = rows.filter(pk=version).first()
    if found is None:
        raise NotFoundError(what=str(version))
    return found


@router.get("/{subject}/versions", response={200: PageOf[VersionOut], **ERRORS})
def list_versions(
    request: HttpRequest, org: Org, subject: uuid.UUID, page: Query[PageQuery]
) -> Any:
    """List the versions of a subject, the current one first."""
    viewer, found = both(request, org, subject, VIEW)
    return paged(version_list(viewer=viewer, subject=found), page, show_version)


@router.post("/{subject}/versions", response={201: VersionOut, **ERRORS})
def add_version(request: HttpRequest, org: Org, subject: uuid.UUID, body: VersionIn) -> Any:
    """Record a version."""
    viewer, found = both(request, org, subject, CHANGE)
    made = version_add(acting_user=viewer, subject=found, **body.model_dump())
    return Status(201, show_version(made))


@router.patch("/{subject}/versions/{version}", response={200: VersionOut, **ERRORS})
def change_version(
    request: HttpRequest, org: Org, subject: uuid.UUID, version: uuid.UUID, body: VersionChange
) -> Any:
    """Change a version, or make it the current one."""
    viewer, found = both(request, org, subject, CHANGE)
    row = version_get(viewer, found, version)
    changes = body.model_dump(exclude_unset=True, exclude={"version", "reason", "current"})
    if changes.get("label", "") is None:
        del changes["label"]
    version_change(
        acting_user=viewer,
        version=row,
        changes=changes,
        expected=body.version,
        reason=body.reason,
    )
    if body.current:
        version_make_current(acting_user=viewer, version=row, reason=body.reason)
    return show_version(row)


@router.delete("/{subject}/versions/{version}", response={204: None, **ERRORS})
def remove_version(request: HttpRequest, org: Org, subject: uuid.UUID, version: uuid.UUID) -> Any:
    """Delete a version recorded by mistake."""
    viewer, found = both(request, org, subject, CHANGE)
    row = version_get(viewer, found, version)
    version_remove(acting_user=viewer, version=row, reason="API")
    return Status(204, None)


@router.get("/{subject}/relations", response={200: PageOf[RelationOut], **ERRORS})
def list_relations(
    request: HttpRequest, org: Org, subject: uuid.UUID, page: Query[PageQuery]
) -> Any:
    """List the relations of a subject, in both directions."""
    viewer, found = both(request, org, subject, VIEW)
    rows = relation_list(viewer=viewer).filter(Q(source=found) | Q(target=found))
    return paged(rows.order_by("type", "id"), page, show_relation)


@router.post("/{subject}/relations", response={201: RelationOut, **ERRORS})
def add_relation(request: HttpRequest, org: Org, subject: uuid.UUID, body: RelationIn) -> Any:
    """Relate a subject to another."""
    viewer, found = both(request, org, subject, CHANGE)
    target = subject_get(viewer=viewer, subject=body.target)
    made = relation_add(
        acting_user=viewer, source=found, target=target, kind=body.type, note=body.note
    )
    return Status(201, show_relation(made))


@router.delete("/{subject}/relations/{relation}", response={204: None, **ERRORS})
def remove_relation(request: HttpRequest, org: Org, subject: uuid.UUID, relation: uuid.UUID) -> Any:
    """Remove one of a subject's own relations."""
    viewer, found = both(request, org, subject, CHANGE)
    row = relation_list(viewer=viewer).filter(pk=relation, source=found).first()
    if row is None:
        raise NotFoundError(what=str(relation))
    relation_remove(acting_user=viewer, relation=row)
    return Status(204, None)


@router.get("/{subject}/moves", response={200: PageOf[MoveOut], **ERRORS})
def list_moves(request: HttpRequest, org: Org, subject: uuid.UUID, page: Query[PageQuery]) -> Any:
    """List the stages that a subject entered, the latest first."""
    _, found = both(request, org, subject, VIEW)
    return paged(found.moves.all(), page, show_move)


@router.post("/{subject}/moves", response={201: MoveOut, **ERRORS})
def move(request: HttpRequest, org: Org, subject: uuid.UUID, body: MoveIn) -> Any:
    """Let a subject enter a stage; a closed gate answers 409 with what blocks."""
    viewer, found = both(request, org, subject, CHANGE)
    made = stage_move(
        acting_user=viewer,
        subject=found,
        stage=body.stage,
        reason=body.reason,
        force=body.force,
        expected=body.version,
    )
    return Status(201, show_move(made))


@router.get("/{subject}/bom", response={200: dict[str, Any], **ERRORS})
def subject_bom(request: HttpRequest, org: Org, subject: uuid.UUID) -> Any:
    """Return the AI bill of materials of one subject (CycloneDX 1.6)."""
    viewer, found = both(request, org, subject, VIEW)
    return json.loads(bom_write(bom_material(viewer=viewer, subject=found)))

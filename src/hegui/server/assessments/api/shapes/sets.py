"""Clause sets."""

import uuid
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from hegui.server.assessments.api.shapes.base import In
from hegui.server.assessments.models import ClauseSet
from hegui.server.rest.fields import Line, Prose, Short, Title


class SetIn(In):
    """A clause set: what a file of JSON would hold."""

    title: Title
    title_en: Line = ""
    release: Short = ""
    source: Annotated[Prose, Field(max_length=2000)] = ""
    numbering: Annotated[Prose, Field(max_length=2000)] = ""
    grade: Annotated[Short, Field(max_length=20)] = ""
    clauses: Annotated[list[dict[str, Any]], Field(max_length=20_000)]


class SetOut(Schema):
    """A clause set."""

    id: uuid.UUID
    title: str
    title_en: str
    release: str
    source: str
    numbering: str
    grade: str
    digest: str
    count: int
    from_catalogue: bool


class RowOut(Schema):
    """One clause of a set."""

    clause: str
    number: str
    parent: str
    title_zh: str
    title_en: str
    requirement_zh: str
    requirement_en: str
    layer: str
    kind: str
    weight: int
    gate: bool
    grade: str


def show_set(row: ClauseSet) -> dict[str, Any]:
    """Return a clause set as the API shows it."""
    fields = {n: getattr(row, n) for n in SetOut.model_fields if n != "from_catalogue"}
    return {**fields, "from_catalogue": row.catalogue_id is not None}

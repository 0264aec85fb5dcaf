"""What the routes that take an Excel file share."""

from typing import Annotated

from ninja import File, Form, Schema
from ninja.files import UploadedFile
from pydantic import ConfigDict, Field

from hegui.server.rest.fields import Prose

LARGEST = 20 << 20
"""Bytes of a file; one byte more is read, so that the reader of the sheet refuses it by size."""


class ImportIn(Schema):
    """Why the records are changed, and whether newer edits than the file knows are overwritten."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Prose, Field(max_length=2000)] = ""
    overwrite: bool = False


class OverIn(Schema):
    """Whether newer edits than the file knows are overwritten."""

    model_config = ConfigDict(extra="forbid")

    overwrite: bool = False


class ImportedOut(Schema):
    """How many records a file changed, and the columns that were not recognised."""

    changed: int
    ignored: list[str]


ExcelFile = Annotated[UploadedFile, File()]
Why = Annotated[ImportIn, Form()]
Over = Annotated[OverIn, Form()]


def content(file: UploadedFile) -> bytes:
    """Return the bytes of a file, at most one more than allowed."""
    data: bytes = file.read(LARGEST + 1)
    return data

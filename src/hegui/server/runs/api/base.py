"""The one router of runs, and what its schemas share."""

import uuid
from typing import Annotated

from ninja import Router
from pydantic import Field

from hegui.server.rest.fields import Short

router = Router(tags=["runs"])
Names = Annotated[list[Short], Field(max_length=300)]
Ids = Annotated[list[uuid.UUID], Field(max_length=300)]

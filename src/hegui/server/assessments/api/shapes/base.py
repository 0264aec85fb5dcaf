"""What the shapes have in common: words, bounds, unknown keys refused."""

from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from hegui.server.rest.fields import Line, Prose

Verdict = Literal["conforms", "partly", "does_not_conform", "not_applicable", "undetermined"]
Purpose = Literal["internal", "self", "third_party"]
State = Literal["open", "review", "signed", "closed"]
Flag = Literal[
    "gate", "changed", "overridden", "unjudged", "unverified", "stale", "carried", "commented"
]
Reason = Annotated[Prose, Field(max_length=4000)]
ClauseId = Annotated[Line, Field(min_length=1, max_length=64)]
Version = Annotated[int, Field(ge=1, le=2_000_000_000)]


class In(Schema):
    """What is sent; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid")

"""What the server answers, as typed records; fields that are not named here are passed over."""

from typing import Any

import msgspec

ENDED = ("done", "refused", "failed", "cancelled", "interrupted")
"""The states in which a run stays."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run or an import on the server."""

    id: str
    status: str
    url: str = ""
    title: str = ""
    problems: tuple[Any, ...] = ()

    @property
    def ended(self) -> bool:
        """Tell whether the state will not change by itself."""
        return self.status in ENDED


class GateCondition(msgspec.Struct, frozen=True, kw_only=True):
    """One condition of a gate: a clause or a gate of the overall conclusion, its state, and why."""

    id: str
    state: str
    zh: str
    en: str
    href: str = ""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """The gate of a stage for a subject: `passed`, `blocked` or `open`."""

    state: str
    subject: str
    stage: str
    conditions: tuple[GateCondition, ...] = ()

    @property
    def passed(self) -> bool:
        """Tell whether a build may go on: open is not passed."""
        return self.state == "passed"


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list."""

    items: list[dict[str, Any]]
    total: int
    page: int
    page_size: int
    more: bool


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """The one shape of errors."""

    code: str
    message: str
    data: Any = None


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """How far an upload is."""

    sent: int
    total: int

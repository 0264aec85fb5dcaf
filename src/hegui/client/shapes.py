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

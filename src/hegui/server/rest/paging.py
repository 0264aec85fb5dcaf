"""Pages of lists: `{items, total, page, page_size, more}`; every list has them."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from ninja import Field, Schema

COUNT_CAP = 10_000
T = TypeVar("T")


class PageOf(Schema, Generic[T]):
    """One page. `total` counts up to 10,001, which means "more than 10,000"."""

    items: list[T]
    total: int
    page: int
    page_size: int
    more: bool


class PageQuery(Schema):
    """Which page."""

    page: int = Field(1, ge=1, le=100_000)
    page_size: int = Field(50, ge=1, le=200)


def paged(rows: QuerySet[Any], asked: PageQuery, show: Callable[[Any], Any]) -> dict[str, Any]:
    """Return one page of a queryset that is in a stable order."""
    start = (asked.page - 1) * asked.page_size
    found = list(rows[start : start + asked.page_size + 1])
    return {
        "items": [show(row) for row in found[: asked.page_size]],
        "total": rows.order_by()[: COUNT_CAP + 1].count(),
        "page": asked.page,
        "page_size": asked.page_size,
        "more": len(found) > asked.page_size,
    }

"""Pages of lists that are in memory."""

from collections.abc import Callable, Sequence
from typing import Any

from hegui.server.rest.paging import PageQuery


def paged_list(rows: Sequence[Any], asked: PageQuery, show: Callable[[Any], Any]) -> dict[str, Any]:
    """Return one page of a list."""
    start = (asked.page - 1) * asked.page_size
    return {
        "items": [show(row) for row in rows[start : start + asked.page_size]],
        "total": len(rows),
        "page": asked.page,
        "page_size": asked.page_size,
        "more": len(rows) > start + asked.page_size,
    }

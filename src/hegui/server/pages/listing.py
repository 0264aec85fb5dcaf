"""Lists: filters, search, order and pages over a queryset, with counts that stay cheap.

The number of rows is counted up to a cap only, so that a page costs the same at any size.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict

PAGE_SIZE = 20
COUNT_CAP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One choice above a list: the parameter, its title, its choices and what each selects."""

    name: str
    title: Any
    choices: Sequence[tuple[str, Any]]
    select: Callable[[str], Q]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: heading, the template or attribute that fills it, and what orders by it."""

    name: str
    title: Any
    order: str = ""
    template: str = ""
    number: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a list offers."""

    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    order: str = "-id"
    page_size: int = PAGE_SIZE

    def page(self, rows: QuerySet[Any], asked: QueryDict | Mapping[str, str]) -> "ListPage":
        """Return one page of `rows` as asked for by the address."""
        rows = self._filtered(rows, asked)
        order = self._order(asked.get("sort", ""))
        number = _number(asked.get("page", "1"))
        start = (number - 1) * self.page_size
        shown = list(
            rows.order_by(order, *(["-pk"] if order != "-pk" else []))[
                start : start + self.page_size + 1
            ]
        )
        return ListPage(
            listing=self,
            rows=shown[: self.page_size],
            number=number,
            more=len(shown) > self.page_size,
            total=self._total(rows, start, len(shown)),
            asked={key: asked.get(key, "") for key in asked},
            sort=asked.get("sort", ""),
        )

    def chosen(self, rows: QuerySet[Any], asked: Mapping[str, str] | QueryDict) -> QuerySet[Any]:
        """Return all rows that the address asks for, in no order: what an export gives out."""
        return self._filtered(rows, asked)

    def _filtered(self, rows: QuerySet[Any], asked: Mapping[str, str] | QueryDict) -> QuerySet[Any]:
        for choice in self.filters:
            value = asked.get(choice.name, "")
            if value in {key for key, _ in choice.choices if key}:
                rows = rows.filter(choice.select(value))
        for word in asked.get("q", "").split()[:8]:
            found = Q()
            for name in self.search:
                found |= Q(**{f"{name}__icontains": word})
            rows = rows.filter(found)
        return rows

    def _order(self, asked: str) -> str:
        """Return the order; only what a column offers may be asked for."""
        name, minus = asked.removeprefix("-"), asked.startswith("-")
        order = next((c.order for c in self.columns if c.order and c.name == name), "")
        return (f"-{order}" if minus else order) if order else self.order

    def _total(self, rows: QuerySet[Any], start: int, shown: int) -> int:
        """Count up to the cap; a last page tells the number without counting."""
        if 0 < shown <= self.page_size or (shown == 0 and start == 0):
            return start + shown
        return rows.order_by()[: COUNT_CAP + 1].count()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of a list, ready for the template `pages/list.html`."""

    listing: Listing
    rows: list[Any]
    number: int
    more: bool
    total: int
    asked: dict[str, str] = field(default_factory=dict)
    sort: str = ""

    @property
    def capped(self) -> bool:
        """Tell whether there are more rows than were counted."""
        return self.total > COUNT_CAP

    @property
    def filtered(self) -> bool:
        """Tell whether the reader narrowed the list."""
        return any(value for key, value in self.asked.items() if key not in ("page", "sort"))


def _number(text: str) -> int:
    """Return a page number; nonsense means the first."""
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and int(text) > 0 else 1

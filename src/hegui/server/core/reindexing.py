"""Making the index of words right again from the records, while the server is used.

Each batch is a short transaction: people go on working. What fits already is not written.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from hegui.server.core.models.base import Guarded
from hegui.server.core.models.search import SearchEntry
from hegui.server.core.search import BATCH, entry_of, index

ANEW = {
    "sqlite": "INSERT INTO core_words(core_words) VALUES ('rebuild')",
    "postgresql": "REINDEX INDEX core_words",
}
ORGANISATION = 32
"""The digits of an organisation at the start of a scope; the kind follows."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Reindexed:
    """How many records can be found, how many entries were missing or wrong, how many of nothing."""

    records: int = 0
    mended: int = 0
    removed: int = 0


def reindex(progress: Progress = lambda _done, _total: None) -> Reindexed:
    """Compare every entry with its record; mend, remove, and make the tables of words anew."""
    found = Reindexed()
    kinds = {"".join(filter(str.isalnum, model.kind)): model for model in searched()}
    total = sum(model._default_manager.count() for model in kinds.values())
    for model in kinds.values():
        for keys in batches(model):
            found.records += len(keys)
            found.mended += mend(model, keys)
            progress(found.records, total)
    found.removed = sum(remove(kinds, ids) for ids in batches(SearchEntry))
    with connection.cursor() as cursor:
        cursor.execute(ANEW[connection.vendor])
    return found


def searched() -> list[type[Guarded]]:
    """Return the models that search finds, by kind."""
    guarded = (model for model in apps.get_models() if issubclass(model, Guarded))
    return sorted((m for m in guarded if m.search_fields), key=lambda model: model.kind)


def batches(model: type[models.Model]) -> Iterator[list[Any]]:
    """Yield the keys of all rows in order, so many at a time."""
    rows = model._default_manager.order_by("pk").values_list("pk", flat=True)
    keys = list(rows[:BATCH])
    while keys:
        yield keys
        keys = list(rows.filter(pk__gt=keys[-1])[:BATCH])


def mend(model: type[Guarded], keys: list[Any]) -> int:
    """Write the entries of records that are missing or wrong; return how many."""
    related = [name.rpartition("__")[0] for name in model.search_fields if "__" in name]
    rows = model._default_manager.filter(pk__in=keys).order_by("pk")
    with transaction.atomic():
        kept = SearchEntry.objects.filter(record__in=keys)
        known = {row.record: (row.scope, row.text, row.pairs) for row in kept}
        wrong = [row for row in rows.select_related(*related) if known.get(row.pk) != told(row)]
        moved = [r.pk for r in wrong if r.pk in known and known[r.pk][0] != told(r)[0]]
        SearchEntry.objects.filter(record__in=moved).delete()
        index(wrong)
    return len(wrong)


def told(record: Any) -> tuple[str, str, str]:
    """Return what the entry of a record must hold."""
    entry = entry_of(record)
    return entry.scope, entry.text, entry.pairs


def remove(kinds: dict[str, type[Guarded]], ids: list[int]) -> int:
    """Delete entries of records that are gone; return how many."""
    with transaction.atomic():
        rows = list(SearchEntry.objects.filter(pk__in=ids).values_list("pk", "scope", "record"))
        there = {
            (kind, key)
            for kind, model in kinds.items()
            for key in model._default_manager.filter(
                pk__in=[record for _, scope, record in rows if scope[ORGANISATION:] == kind]
            ).values_list("pk", flat=True)
        }
        gone = [key for key, scope, record in rows if (scope[ORGANISATION:], record) not in there]
        SearchEntry.objects.filter(pk__in=gone).delete()
    return len(gone)

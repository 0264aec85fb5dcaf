"""Reading the ledger."""

from django.db.models import QuerySet

from hegui.server.ledger.models import SYSTEM, Entry, Head


def history_of(chain: str, kind: str, object_id: str, limit: int = 100) -> list[Entry]:
    """Return the latest entries about one object, newest first (one query)."""
    rows = Entry.objects.filter(kind=kind, object_id=str(object_id), chain=chain)
    return list(rows.order_by("-number")[:limit])


def entry_list(chain: str) -> QuerySet[Entry]:
    """Return the entries of a chain, newest first."""
    return Entry.objects.filter(chain=chain).order_by("-number")


def chains() -> list[str]:
    """Return all chains, the system's first."""
    known = set(Head.objects.values_list("chain", flat=True))
    known.update(Entry.objects.order_by().values_list("chain", flat=True).distinct())
    return sorted(known, key=lambda chain: (chain != SYSTEM, chain))

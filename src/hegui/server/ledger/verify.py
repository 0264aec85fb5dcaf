"""Verifying a chain in the database, entry by entry, never the whole chain in memory."""

from collections.abc import Callable, Iterator
from typing import Any

from hegui.server.ledger.chain import HASHED, START, Problem, Verification, Walk
from hegui.server.ledger.models import Anchor, Entry, Head
from hegui.server.ledger.selectors import chains
from hegui.server.ledger.timestamps import token_problem

__all__ = ["chains", "entries_of", "verify_chain"]

Progress = Callable[[int, int], None]
"""Told how many entries of how many were read."""
EVERY = 5000


def verify_chain(chain: str, *, progress: Progress | None = None) -> Verification:
    """Read a chain from its start and say what does not fit: entries, head, anchors.

    Entries that others append meanwhile are not looked at.
    """
    count, digest = head_of(chain)
    anchors = list(Anchor.objects.filter(chain=chain, number__lte=count).order_by("number"))
    later = Anchor.objects.filter(chain=chain, number__gt=count).values_list("number", "digest")
    walk = Walk(chain, {row.number: row.digest for row in anchors} | dict(later))
    for entry, own in entries_of(chain, count):
        walk.take(entry, own)
        if progress is not None and walk.entries % EVERY == 0:
            progress(walk.entries, count)
    for anchor in anchors:
        if why := token_problem(bytes(anchor.token), anchor.digest):
            walk.note(Problem("token", anchor.number, why=why))
    _beyond(walk, chain, count)
    if progress is not None:
        progress(walk.entries, count)
    return walk.end(count, digest)


def head_of(chain: str) -> tuple[int, str]:
    """Return the number of entries and the last digest that the head knows."""
    found = Head.objects.filter(chain=chain).values_list("count", "digest").first()
    return found or (0, START)


def entries_of(chain: str, upto: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield the entries up to a number in order, each with the digest it claims."""
    rows = Entry.objects.filter(chain=chain, number__lte=upto).order_by("number", "id")
    for row in rows.values_list(*HASHED, "digest").iterator(chunk_size=EVERY):
        yield dict(zip(HASHED, row[:-1], strict=True)), row[-1]


def _beyond(walk: Walk, chain: str, count: int) -> None:
    """Note entries that the head does not know, also after what was appended meanwhile."""
    rows = Entry.objects.filter(chain=chain, number__gt=count).order_by("-number")
    last = rows.values_list("number", flat=True).first()
    known = head_of(chain)[0]
    if last is not None and last > known:
        walk.note(Problem("beyond_head", last, known))

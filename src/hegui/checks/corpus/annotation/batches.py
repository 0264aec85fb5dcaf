"""Batches: their samples, and what was done with those that failed (requirement ANN-08)."""

from collections.abc import Iterator, Mapping, Sequence

from hegui.checks.corpus.annotation.tables import BatchEntry

Told = tuple[str, str, str, str]
"""Place, kind of defect, batch, note."""


def in_use(batch: BatchEntry) -> bool:
    """Tell whether the data of a batch may be used: not voided and not done again."""
    return batch.outcome in ("", "accepted")


def redone(batch: BatchEntry, known: Mapping[str, BatchEntry]) -> bool:
    """Tell whether a batch was done again under another number, and that one was accepted."""
    new = known.get(batch.redone_as)
    return new is not None and new.batch != batch.batch and new.outcome == "accepted"


def batch_measures(batches: Sequence[BatchEntry]) -> dict[str, int]:
    """Return the sample over the batches in use, and how many were voided and done again.

    A sample without a count of right ones says nothing and is left out of both n and k; what is
    wrong with it is told among the defects.
    """
    known = {batch.batch: batch for batch in batches}
    judged = [b for b in batches if in_use(b) and b.sampled and b.correct is not None]
    voided = [batch for batch in batches if batch.outcome == "voided"]
    return {
        "n": sum(batch.sampled for batch in judged),
        "k": sum(batch.correct or 0 for batch in judged),
        "batches_voided_and_redone": sum(redone(batch, known) for batch in voided),
    }


def batch_defects(
    batches: Sequence[tuple[str, BatchEntry]], of_items: Mapping[str, str]
) -> Iterator[Told]:
    """Yield what is wrong with batches, and batches of items that are not in the table."""
    known = {batch.batch: batch for _, batch in batches}
    for file, batch in batches:
        for kind, note in _defects(batch, known):
            yield f"{file}:{batch.line}", kind, batch.batch, note
    for name, where in of_items.items():
        if name not in known:
            yield where, "batch_unlisted", name, ""


def _defects(batch: BatchEntry, known: Mapping[str, BatchEntry]) -> Iterator[tuple[str, str]]:
    if batch.illegal and batch.outcome != "voided":
        yield "illegal_not_voided", f"{batch.illegal} / {batch.sampled}"
    if not in_use(batch):
        if not redone(batch, known):
            yield f"{batch.outcome}_without_new_batch", batch.redone_as
        return
    if not batch.outcome:
        yield "batch_undecided", ""
    if batch.kind == "functional" and (not batch.sampled or batch.correct is None):
        yield "batch_not_sampled", ""

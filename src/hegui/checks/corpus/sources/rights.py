"""Rights in a source: contracts that end, training that is not permitted, and others' wishes.

What a contract says on a day decides: one that has ended, or that forbids training, is no lawful
basis (requirement SRC-09). A wish of others that is not honoured takes the basis of self-collected
data away (SRC-08: nothing is collected that others clearly closed to collection).
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hegui.checks.corpus.sources.register import SourceEntry
from hegui.checks.corpus.sources.rules import source_rules

NOT_HONOURED, UNKNOWN = "not_honoured", "unknown"


FILE_SUFFIXES = {".pdf", ".docx", ".doc", ".txt", ".md", ".png", ".jpg", ".jpeg", ".csv", ".json"}
"""A basis that ends like this is a file of the project and must be there."""


def absent_files(entry: SourceEntry, path: Callable[[str], Path]) -> tuple[str, ...]:
    """Return the basis columns that name a file which is not there."""
    named = {name: v for name, v in entry.basis.items() if Path(v).suffix.lower() in FILE_SUFFIXES}
    return tuple(name for name, value in named.items() if not path(value).is_file())


def lacking_basis(entry: SourceEntry, absent: Sequence[str], as_of: dt.date) -> tuple[str, ...]:
    """Return the basis columns that are empty, name an absent file, or hold nothing good."""
    lost = lost_basis(entry, as_of)
    return tuple(
        name for name, value in entry.basis.items() if not value or name in absent or name in lost
    )


def lost_basis(entry: SourceEntry, as_of: dt.date) -> tuple[str, ...]:
    """Return the basis columns that are filled but hold nothing good on `as_of`."""
    basis = source_rules().kinds[entry.kind].basis
    lost = []
    if "contract" in basis and (contract_ended(entry, as_of) or entry.training_permitted is False):
        lost.append("contract")
    if "collection_record" in basis and wishes(entry, NOT_HONOURED):
        lost.append("collection_record")
    return tuple(lost)


def void_because(entry: SourceEntry, missing: Sequence[str], as_of: dt.date) -> str:
    """Return why the basis does not hold on `as_of`, as a kind of defect; empty where it does."""
    lost = lost_basis(entry, as_of)
    if "contract" in lost:
        return "contract_ended" if contract_ended(entry, as_of) else "training_not_permitted"
    if lost:
        return "opt_out_not_honoured"
    if any(entry.basis[name] for name in missing):
        return "proof_missing"
    return "record_missing" if missing else ""


def contract_ended(entry: SourceEntry, as_of: dt.date) -> bool:
    """Tell whether the contract is over; its last day still counts."""
    return entry.contract_until is not None and entry.contract_until < as_of


def contract_ending(entry: SourceEntry, as_of: dt.date) -> int | None:
    """Return the days a contract has left when they are few, else None."""
    if entry.contract_until is None or contract_ended(entry, as_of):
        return None
    left = (entry.contract_until - as_of).days
    return left if left <= source_rules().contract_notice_days else None


def wishes(entry: SourceEntry, answer: str) -> tuple[str, ...]:
    """Return the kinds of wishes for which the register gives this answer."""
    pairs = zip(source_rules().opt_outs, entry.opt_outs, strict=True)
    return tuple(name for name, given in pairs if given == answer)


def rights_defects(entry: SourceEntry, as_of: dt.date) -> Iterator[tuple[str, str]]:
    """Yield (kind, note) of what is wrong, or soon will be, with the rights in a source."""
    if contract_ended(entry, as_of):
        yield "contract_ended", f"{entry.contract_until}"
    if (left := contract_ending(entry, as_of)) is not None:
        yield "contract_ending", f"{entry.contract_until} ({left} d)"
    if entry.training_permitted is False:
        yield "training_not_permitted", ""
    if names := wishes(entry, NOT_HONOURED):
        yield "opt_out_not_honoured", ", ".join(names)
    if names := unasked(entry):
        yield "opt_out_unknown", ", ".join(names)


def unasked(entry: SourceEntry) -> tuple[str, ...]:
    """Return the wishes nobody looked at, for sources that are taken without asking their owners.

    Under a contract, a licence or a consent the owner has spoken already; there only what is
    expressly called unknown is named.
    """
    unknown = wishes(entry, UNKNOWN)
    if source_rules().kinds[entry.kind].also:
        return unknown
    return tuple(name for name in unknown if name in entry.given)

"""What keeps a file: everybody who refers to it. And looking whether all files are still whole."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from hegui.server.evidence.store.base import CHUNK
from hegui.server.evidence.store.choice import store
from hegui.server.evidence.store.errors import FileMissingError

GRACE = dt.timedelta(hours=1)
Referrer = Callable[[str], bool]
_referrers: list[Referrer] = []


def register_referrer(refers: Referrer) -> Referrer:
    """Register a function that tells whether its app still needs a file."""
    if refers in _referrers:
        raise ValueError(f"{refers.__qualname__} is registered already.")
    _referrers.append(refers)
    return refers


def remove_unused(sha256: str) -> bool:
    """Delete a file that nobody refers to; tell whether it was deleted.

    What was put a short while ago stays: a record that names it may be about to be written.
    """
    age = store().age(sha256)
    if age is None or age < GRACE or any(refers(sha256) for refers in _referrers):
        return False
    store().delete(sha256)
    return True


def sweep() -> int:
    """Delete all files that nobody refers to; return how many."""
    return sum(remove_unused(sha256) for sha256 in list(store().digests()))


class Problem(NamedTuple):
    """A file that is not what it should be: `missing` or `changed`."""

    sha256: str
    what: str


def verify(digests: Iterable[str]) -> Iterator[Problem]:
    """Read files again and yield those that are missing or whose bytes changed."""
    for sha256 in digests:
        try:
            if _hash(sha256) != sha256:
                yield Problem(sha256, "changed")
        except FileMissingError:
            yield Problem(sha256, "missing")


def _hash(sha256: str) -> str:
    digest = hashlib.sha256()
    with store().open(sha256) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

"""Numbers that depend on nothing but names: the same on every machine and in every run."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def number(*names: object) -> int:
    """Return a large number for the names."""
    data = "/".join(str(name) for name in names).encode()
    return int.from_bytes(hashlib.sha256(data).digest()[:8])


def below(limit: int, *names: object) -> int:
    """Return a number from 0 to `limit` - 1."""
    return number(*names) % limit


def pick(items: Sequence[T], *names: object) -> T:
    """Return one of the items."""
    return items[below(len(items), *names)]

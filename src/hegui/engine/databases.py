"""Compiled Hyperscan databases, kept in the user's cache folder.

Compiling 10,000 terms takes about a second, 100,000 take many; loading takes milliseconds.
"""

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any

from hegui.common.cache import cache_read, cache_write

KIND = "databases"
KEEP = 16
"""Databases kept; one of 100,000 terms takes some 30 MB."""
CACHED_FROM = 500
"""Expressions from which compiling takes longer than reading a file."""

Flags = Callable[[Sequence[bytes]], list[int]]
"""Returns the flag of every expression."""


def database(
    expressions: Sequence[bytes], flags: Flags, *, literal: bool = False, name: str = ""
) -> Any:
    """Return the compiled expressions (numbered in order), from the cache where it has them.

    `name`, if any, stands for these expressions and flags and for nothing else.
    Raises `ImportError` where Hyperscan is not installed. A cached database that this processor or
    this version of the library refuses is compiled again.
    """
    import hyperscan

    if len(expressions) < CACHED_FROM:
        return _compiled(expressions, flags(expressions), literal)
    library = version("hyperscan")
    if name:
        key = hashlib.sha256(f"{library} {literal} {name}".encode()).hexdigest()
    else:
        key = _key(expressions, flags(expressions), literal, library)
    if kept := cache_read(KIND, key):
        try:
            return hyperscan.loadb(kept, hyperscan.HS_MODE_BLOCK)
        except hyperscan.HyperscanError:
            pass
    made = _compiled(expressions, flags(expressions), literal)
    cache_write(KIND, key, hyperscan.dumpb(made), keep=KEEP)
    return made


def _compiled(expressions: Sequence[bytes], flags: Sequence[int], literal: bool) -> Any:
    import hyperscan

    made = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    made.compile(
        expressions=list(expressions),
        ids=list(range(len(expressions))),
        elements=len(expressions),
        flags=list(flags),
        literal=literal,
    )
    return made


def _key(expressions: Sequence[bytes], flags: Sequence[int], literal: bool, library: str) -> str:
    digest = hashlib.sha256(f"{library} {literal}".encode())
    for expression, flag in zip(expressions, flags, strict=True):
        digest.update(b"%d %d " % (flag, len(expression)))
        digest.update(expression)
    return digest.hexdigest()

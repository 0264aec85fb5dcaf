"""The store of files: each file is named by the SHA-256 of its bytes and kept once.

    stored = store().put(file)          # streams, refuses what is too large
    with store().open(stored.sha256) as file: ...
    remove_unused(sha256)               # only when nothing refers to it
    verify(digests)                     # reads everything again

A file is never changed. Apps that keep files here register a referrer, so that nothing that is
still needed is ever deleted.
"""

from hegui.server.evidence.store.base import Store, Stored
from hegui.server.evidence.store.choice import store
from hegui.server.evidence.store.errors import (
    FileMissingError,
    FileTooLargeError,
    StoreUnavailableError,
)
from hegui.server.evidence.store.keeping import (
    Problem,
    register_referrer,
    remove_unused,
    sweep,
    verify,
)

__all__ = [
    "FileMissingError",
    "FileTooLargeError",
    "Problem",
    "Store",
    "StoreUnavailableError",
    "Stored",
    "register_referrer",
    "remove_unused",
    "store",
    "sweep",
    "verify",
]

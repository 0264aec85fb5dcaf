"""The cache in the user's cache folder: derived data that can always be made again.

A cache entry that is absent, damaged or cannot be written costs time, never correctness, so this
is the one place where a failure to write is not an error. Entries are written beside and swapped,
so that processes may share them.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

DIGEST_SIZE = 32


def cache_folder() -> Path:
    """Return the cache folder: HEGUI_CACHE_DIR, else the platform's folder for this user."""
    chosen = os.environ.get("HEGUI_CACHE_DIR", "")
    if chosen:
        return Path(chosen)
    from platformdirs import user_cache_path

    return user_cache_path("hegui", appauthor=False)


def cache_read(kind: str, key: str) -> bytes | None:
    """Return the cached bytes, or None when there are none or they are damaged."""
    try:
        data = (cache_folder() / kind / key).read_bytes()
    except OSError:
        return None
    digest, payload = data[:DIGEST_SIZE], data[DIGEST_SIZE:]
    return payload if hashlib.sha256(payload).digest() == digest else None


def cache_write(kind: str, key: str, payload: bytes, *, keep: int = 64) -> None:
    """Store the bytes under `kind/key`, keeping only the `keep` newest entries of the kind."""
    folder = cache_folder() / kind
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".new-", dir=folder)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(payload).digest() + payload)
            os.replace(name, folder / key)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
        _drop_oldest(folder, keep)


def _drop_oldest(folder: Path, keep: int) -> None:
    """Delete all but the newest entries; another process may be doing the same."""
    entries = []
    for entry in folder.iterdir():
        with suppress(OSError):
            entries.append((entry.stat().st_mtime_ns, entry))
    for _, entry in sorted(entries, reverse=True)[keep:]:
        with suppress(OSError):
            entry.unlink()

"""Taking a file in: looked at, then put into the store, before any record names it."""

from typing import IO, NamedTuple

from hegui.server.core.errors import ConflictError
from hegui.server.evidence.inspection import inspect
from hegui.server.evidence.models import FileReading
from hegui.server.evidence.store import FileTooLargeError, store
from hegui.server.evidence.store.base import default_limit


class Kept(NamedTuple):
    """A file that is in the store and was looked at."""

    sha256: str
    size: int
    media_type: str
    name: str
    flags: list[str]


def keep(file: IO[bytes], name: str) -> Kept:
    """Look at a seekable file and put it into the store.

    Raises `FileTooLargeError` or `FileRefusedError`; then nothing is kept.
    """
    most = default_limit()
    if file.seek(0, 2) > most:
        raise FileTooLargeError(limit=most // 1_000_000)
    found = inspect(file, name)
    file.seek(0)
    stored = store().put(file)
    return Kept(stored.sha256, stored.size, found.media_type, found.name, found.flags)


def read_ahead(kept: Kept) -> None:
    """Queue the reading of a file's text, in the transaction that names it by a record."""
    from hegui.server.evidence.tasks import file_read

    if not FileReading.objects.filter(pk=kept.sha256).exists():
        file_read.enqueue(kept.sha256, kept.name)


def still_there(kept: Kept) -> None:
    """Raise when a file was deleted between being kept and being named by a record."""
    if not store().exists(kept.sha256):
        raise ConflictError(
            what_zh="同一文件刚被清理，请重新上传。",
            what_en="the same file was just cleared away; upload it again.",
        )

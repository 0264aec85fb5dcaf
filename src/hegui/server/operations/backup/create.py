"""Making a backup."""

import contextlib
import datetime as dt
import hashlib
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from hegui import __version__
from hegui.common.files import OutputError, why
from hegui.common.hashing import canonical_json
from hegui.server.operations.backup.errors import BackupExistsError
from hegui.server.operations.backup.manifest import FORMAT, KEPT, NAME, Manifest, Part
from hegui.server.operations.backup.snapshot import Snapshot, snapshot
from hegui.server.settings import Settings

Progress = Callable[[int, int], None]
"""Told how many files of how many are written."""


class Reading(io.RawIOBase):
    """Reads a file and computes its digest on the way."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        data = self.file.read(size)
        self.hash.update(data)
        return data


def default_name(now: dt.datetime) -> str:
    """Return the name of a backup made now."""
    return f"hegui-{now:%Y%m%d-%H%M%S}.tar.gz"


def backup(settings: Settings, out: Path, progress: Progress | None = None) -> Manifest:
    """Write a backup; the file appears when it is complete, and never replaces another."""
    if out.exists():
        raise BackupExistsError(path=out)
    partial = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        out.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            manifest = write(file, settings, out.parent, progress)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, out)
    except FileExistsError as error:
        raise BackupExistsError(path=out) from error
    except OSError as error:
        raise OutputError(path=out, why=why(error)) from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def write(file: IO[bytes], settings: Settings, folder: Path, progress: Progress | None) -> Manifest:
    """Write the archive; the database first, so that every file it names is there already."""
    parts: dict[str, Part] = {}
    with (
        tempfile.TemporaryDirectory(prefix=".snapshot-", dir=folder) as work,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=3) as archive,
    ):
        taken = snapshot(Path(work))
        kept = {name: settings.data / name for name in KEPT if (settings.data / name).exists()}
        for name, path in {**taken.files, **kept}.items():
            with path.open("rb") as source:
                parts[name] = add(archive, name, source, path.stat().st_size)
        damaged = tuple(add_files(archive, parts, progress))
        manifest = made(taken, parts, damaged)
        data = canonical_json(manifest)
        add(archive, NAME, io.BytesIO(data), len(data))
    return manifest


def add_files(
    archive: tarfile.TarFile, parts: dict[str, Part], progress: Progress | None
) -> Iterator[str]:
    """Add all files of the store; yield the digests of those that are damaged there."""
    from hegui.server.evidence.store import FileMissingError, store

    digests = list(store().digests())
    for number, digest in enumerate(digests, start=1):
        size = store().size(digest)
        # A file that nobody needed any more may go while the backup runs.
        with contextlib.suppress(FileMissingError):
            if size is not None:
                with store().open(digest) as source:
                    part = add(archive, f"files/{digest}", source, size)
                parts[f"files/{digest}"] = part
                if part.sha256 != digest:
                    yield digest
        if progress is not None:
            progress(number, len(digests))


def add(archive: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> Part:
    """Add one file under a plain name, without owner or time."""
    about = tarfile.TarInfo(name)
    about.size, about.mode = size, 0o600
    reading = Reading(source)
    archive.addfile(about, reading)
    return Part(size=size, sha256=reading.hash.hexdigest())


def made(taken: Snapshot, parts: dict[str, Part], damaged: tuple[str, ...]) -> Manifest:
    """Return the manifest."""
    return Manifest(
        format=FORMAT,
        version=__version__,
        made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        database=taken.kind,
        migrations=taken.migrations,
        heads=taken.heads,
        parts=parts,
        damaged=damaged,
    )


def rotate(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest backups with our own names; return what was deleted."""
    found = sorted(folder.glob("hegui-[0-9]*-[0-9]*.tar.gz"), reverse=True)
    for path in found[keep:]:
        path.unlink()
    return found[keep:]

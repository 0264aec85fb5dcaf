"""Restoring a backup on an empty machine."""

import datetime as dt
import hashlib
import os
import shutil
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import IO, NoReturn

import msgspec

from hegui.common.files import OutputError, why
from hegui.common.text import Text
from hegui.server.operations.backup.errors import (
    BackupDamagedError,
    BackupKindError,
    NotEmptyError,
)
from hegui.server.operations.backup.manifest import FORMAT, MEMBER, NAME, Manifest, Part
from hegui.server.settings import Settings

CHUNK = 1 << 20
OURS = ("hegui.sqlite3", "hegui.sqlite3-wal", "hegui.sqlite3-shm", "files", "secret.key")
MISSING = Text("缺失", "is missing")
WRONG = Text("的内容与清单不符", "does not match the manifest")
STRANGE = Text("不应出现在备份里", "does not belong into a backup")
BROKEN = Text("读不出来", "cannot be read")
FORM = Text("不是备份清单", "is no manifest of a backup")


def make_room(settings: Settings, *, force: bool) -> Path | None:
    """See to it that the data folder is empty; with `force`, move what is there aside."""
    found = [settings.data / name for name in OURS if (settings.data / name).exists()]
    if not found:
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        return None
    if not force:
        raise NotEmptyError(place=settings.data)
    aside = settings.data / f"before-restore-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}"
    aside.mkdir(mode=0o700)
    for path in found:
        os.replace(path, aside / path.name)
    return aside


def unpack(backup: Path, work: Path) -> Manifest:
    """Unpack a backup and compare every part with the manifest, or raise what does not fit."""
    found: dict[str, Part] = {}
    name = NAME
    try:
        with tarfile.open(backup, mode="r:gz") as archive:
            for about in archive:
                name = about.name
                if not about.isreg() or not MEMBER.match(name) or name in found:
                    damaged(backup, name, STRANGE)
                source = archive.extractfile(about)
                assert source is not None
                found[name] = take(source, work / name)
    except (tarfile.TarError, zlib.error, EOFError) as error:
        raise BackupDamagedError(
            path=backup, name=name, why_zh=BROKEN.zh, why_en=BROKEN.en
        ) from error
    except OSError as error:
        if error.errno is None:  # gzip's own: not a gzip file, wrong checksum
            damaged(backup, name, BROKEN)
        raise OutputError(path=work, why=why(error)) from error
    return compare(backup, work, found)


def take(source: IO[bytes], path: Path) -> Part:
    """Write one part, readable for its owner only, and return its size and digest."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as out:
        os.chmod(path, 0o600)
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            out.write(chunk)
    return Part(size=size, sha256=digest.hexdigest())


def compare(backup: Path, work: Path, found: dict[str, Part]) -> Manifest:
    """Compare what was found with the manifest."""
    if found.pop(NAME, None) is None:
        damaged(backup, NAME, MISSING)
    try:
        manifest = msgspec.json.decode((work / NAME).read_bytes(), type=Manifest)
    except msgspec.MsgspecError:
        damaged(backup, NAME, FORM)
    if manifest.format != FORMAT:
        damaged(backup, NAME, FORM)
    for name in sorted(manifest.parts.keys() | found.keys()):
        if name not in found:
            damaged(backup, name, MISSING)
        if name not in manifest.parts:
            damaged(backup, name, STRANGE)
        if found[name] != manifest.parts[name]:
            damaged(backup, name, WRONG)
        digest = name.removeprefix("files/")
        if digest != name and found[name].sha256 != digest and digest not in manifest.damaged:
            damaged(backup, name, WRONG)
    return manifest


def damaged(backup: Path, name: str, what: Text) -> NoReturn:
    """Refuse a backup and name the part."""
    raise BackupDamagedError(path=backup, name=name, why_zh=what.zh, why_en=what.en)


def restore(settings: Settings, backup: Path, *, force: bool = False) -> Manifest:
    """Restore a backup into the data folder (and the database that the settings name).

    Everything is verified before anything is put into its place. Django must not be set up yet:
    it would make a secret key of its own.
    """
    if not backup.is_file():
        damaged(backup, backup.name, MISSING)
    wanted = "postgresql" if settings.database_url.get_secret_value() else "sqlite"
    settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.data) as name:
        work = Path(name)
        manifest = unpack(backup, work)
        if manifest.database != wanted:
            raise BackupKindError(found=manifest.database, wanted=wanted)
        make_room(settings, force=force)
        place(settings, work)
        from hegui.server.operations.options import ready

        ready()
        from hegui.server.operations.backup.loading import load

        load(manifest, work)
    return manifest


def place(settings: Settings, work: Path) -> None:
    """Put the key and the database of SQLite into the data folder.

    Settings are laid beside, never put into effect: they may name another machine's database.
    """
    for name, target in (
        ("secret.key", "secret.key"),
        ("database.sqlite3", settings.database_file.name),
        ("server.toml", "server.toml.from-backup"),
    ):
        if (work / name).exists():
            shutil.move(work / name, settings.data / target)

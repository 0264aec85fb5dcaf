"""Write a label: into a file beside, read back and compared, then swapped in."""

import itertools
import os
import stat
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from hegui.checks.labels.carriers.protocol import (
    Carrier,
    Copy,
    Plan,
    RefusedError,
    data_of,
    joined,
)
from hegui.checks.labels.carriers.registry import carrier_of
from hegui.checks.labels.carriers.source import Source, write_all
from hegui.checks.labels.write.checking import Verify, verify_written
from hegui.checks.labels.write.errors import (
    CHANGED,
    DAMAGED,
    HAS_LABEL,
    INTERRUPTED,
    NOT_STRINGS,
    READ_ONLY,
    LabelWriteError,
)
from hegui.checks.labels.write.label import label_text
from hegui.checks.labels.write.sidecar import SIDECAR, write_sidecar
from hegui.checks.labels.write.undo import record_of
from hegui.common.files import OutputError, why

NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_numbers = itertools.count()


class Options(NamedTuple):
    """How carefully to write: what is compared, and whether power loss is guarded against."""

    verify: Verify = "full"
    fsync: bool = False
    force: bool = False
    """Write although a signature breaks."""
    then: Callable[[Path, Path, str | None, Verify], None] | None = None
    """Changes the new file, beside its destination, once it is verified: given are it, the
    original, the text of the label and how to verify."""


class Edit(NamedTuple):
    """What is to be done to one open file."""

    carrier: Carrier
    plan: Plan
    text: str | None


def write_label(
    path: Path,
    label: Mapping[str, str],
    out: Path | None = None,
    *,
    options: Options = Options(),  # noqa: B008 - immutable
    replace: bool = False,
) -> Path:
    """Write an implicit label into a file and return where it is.

    Nothing is re-encoded. The new file is made beside its destination (`out`, else `path`), read
    back and compared, and only then swapped in. With `replace` labels that are there give way.
    Raises `LabelWriteError` when the file has a label already or cannot take one,
    `UnreadableMediaError` when it cannot be read, `OutputError` when the disk refuses; in every
    case the original is unchanged.
    """
    if not all(isinstance(part, str) for pair in label.items() for part in pair):
        raise LabelWriteError(path.name, NOT_STRINGS)
    return rewrite(path, label_text(label), out, options=options, replace=replace)


def rewrite(
    path: Path,
    text: str | None,
    out: Path | None = None,
    *,
    options: Options = Options(),  # noqa: B008 - immutable
    replace: bool = True,
) -> Path:
    """Write a file with exactly this text as its label, None for none, and return where it is."""
    true = behind_links(path)
    destination = true if out is None else behind_links(out)
    refuse_unfit(path, true, in_place=out is None or destination.resolve() == true.resolve())
    with Source.open(path) as source:
        source.forced = options.force
        if carrier_of(source).name == SIDECAR:
            write_sidecar(source, text, destination, replace=replace)
            return out or path
        edit = planned(source, text, replace=replace)
        try:
            _write(source, edit, destination, path, options)
        except OSError as error:
            raise OutputError(path=out or path, why=why(error)) from error
    return out or path


def behind_links(path: Path) -> Path:
    """Return the file that a link leads to, so that the link stays; any other path as it is."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def refuse_unfit(path: Path, true: Path, *, in_place: bool) -> None:
    """Raise when a file may not be changed: read-only, or half changed already."""
    if in_place and not os.stat(path).st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise LabelWriteError(path.name, READ_ONLY)
    if record_of(true).exists():
        raise LabelWriteError(path.name, INTERRUPTED)


def planned(source: Source, text: str | None, *, replace: bool) -> Edit:
    """Return what is to be done; raises where the file cannot take the label."""
    carrier = carrier_of(source)
    try:
        sites = carrier.sites(source)
        if sites and not replace:
            raise LabelWriteError(source.name, HAS_LABEL, place=sites[0].place)
        return Edit(carrier, joined(carrier.edit(source, text)), text)
    except RefusedError as error:
        raise LabelWriteError(source.name, error.reason) from error
    except (struct.error, RecursionError, OverflowError) as error:
        raise LabelWriteError(source.name, DAMAGED) from error


def _write(source: Source, edit: Edit, destination: Path, path: Path, options: Options) -> None:
    """Make the new file beside its destination, look it over and swap it in."""
    beside = _beside(source, edit, destination, options)
    try:
        with Source.open(beside) as new:
            new.name = destination.name
            verify_written(source, new, edit.carrier, edit.text, options.verify)
        if options.then is not None:
            options.then(beside, path, edit.text, options.verify)
        now = os.stat(path)
        if (now.st_size, now.st_mtime_ns) != source.stamp:
            raise LabelWriteError(path.name, CHANGED)
        _keep_owner(now, beside, destination, path)
        os.replace(beside, destination)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    if options.fsync:
        sync_folder(destination.parent)


def _keep_owner(now: os.stat_result, beside: Path, destination: Path, path: Path) -> None:
    """Give the new file the rights, and in place the owner, of the old one."""
    os.chmod(beside, stat.S_IMODE(now.st_mode))
    own = hasattr(os, "geteuid") and (os.geteuid(), os.getegid()) != (now.st_uid, now.st_gid)
    if own and destination.resolve() == path.resolve():
        with suppress(PermissionError):
            os.chown(beside, now.st_uid, now.st_gid)


def _beside(source: Source, edit: Edit, destination: Path, options: Options) -> Path:
    """Write the labelled file beside the destination; return its path."""
    # Short, since the name of the file itself may be as long as the system allows.
    beside = destination.with_name(f".hegui-{os.getpid()}-{next(_numbers)}{destination.suffix}")
    try:
        handle = os.open(beside, NEW, 0o600)
    except FileNotFoundError:
        destination.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(beside, NEW, 0o600)
    try:
        try:
            lay(source, edit.plan, handle)
            if options.fsync:
                os.fsync(handle)
        finally:
            os.close(handle)
    except RefusedError as error:
        beside.unlink(missing_ok=True)
        raise LabelWriteError(source.name, error.reason) from error
    except (struct.error, OverflowError) as error:
        beside.unlink(missing_ok=True)
        raise LabelWriteError(source.name, DAMAGED) from error
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def lay(source: Source, plan: Plan, handle: int) -> None:
    """Write a plan to an open file; a small one at once."""
    if source.data is not None:
        write_all(handle, b"".join(data_of(source, plan)))
        return
    for piece in plan:
        if isinstance(piece, Copy):
            source.copy(piece.start, piece.end, handle)
        elif isinstance(piece, bytes):
            write_all(handle, piece)
        else:
            for data in piece.make():
                write_all(handle, data)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a loss of power, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

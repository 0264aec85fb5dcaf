"""Write a label: into a file beside, read back and compare, then swap."""

import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

from hegui.checks.labels.carriers import read_label_sites
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write import jpeg, mp3, mp4, png
from hegui.checks.labels.write.errors import (
    HAS_LABEL,
    NOT_MERGED,
    NOT_STRINGS,
    NOT_VERIFIED,
    LabelWriteError,
)
from hegui.checks.labels.write.label import label_text
from hegui.common.errors import HeguiError
from hegui.common.files import OutputError, why


class Writer(NamedTuple):
    """How a carrier is written, and the digest of what writing must not change."""

    write: Callable[[Source, BinaryIO, str, str], None]
    essence: Callable[[Source], str]


WRITERS = {
    "png": Writer(png.write, png.essence),
    "jpeg": Writer(jpeg.write, jpeg.essence),
    "mp4": Writer(mp4.write, mp4.essence),
    "mp3": Writer(mp3.write, mp3.essence),
}


def write_label(path: Path, label: Mapping[str, str], out: Path | None = None) -> Path:
    """Write an implicit label into a PNG, JPEG, MP4/MOV or MP3 file and return where it is.

    Nothing is re-encoded. The new file is made beside its destination (`out`, else `path`), read
    back and compared, and only then swapped in. Raises `LabelWriteError` when the file has a
    label already or cannot take one, `UnreadableMediaError` when it cannot be read, `OutputError`
    when the disk refuses; in every case the original is unchanged.
    """
    if not all(isinstance(part, str) for pair in label.items() for part in pair):
        raise LabelWriteError(path.name, NOT_STRINGS)
    text = label_text(label)
    reading = read_label_sites(path)
    if reading.sites:
        raise LabelWriteError(path.name, HAS_LABEL, place=reading.sites[0].place)
    destination = out or path
    try:
        beside = _beside(path, destination, WRITERS[reading.carrier], text)
    except OSError as error:
        raise OutputError(path=destination, why=why(error)) from error
    try:
        _verify(path, beside, WRITERS[reading.carrier], text)
        os.replace(beside, destination)
    except OSError as error:
        raise OutputError(path=destination, why=why(error)) from error
    finally:
        beside.unlink(missing_ok=True)
    return destination


def _beside(path: Path, destination: Path, writer: Writer, text: str) -> Path:
    """Write the labelled file beside the destination, flushed to disk; return its path."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        prefix=f".{destination.stem}.", suffix=destination.suffix, dir=destination.parent
    )
    try:
        with os.fdopen(handle, "wb") as file, Source.open(path) as source:
            writer.write(source, file, text, path.name)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
    except (struct.error, RecursionError) as error:
        Path(name).unlink(missing_ok=True)
        raise LabelWriteError(path.name, NOT_MERGED, place="moov") from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _verify(path: Path, beside: Path, writer: Writer, text: str) -> None:
    """Raise unless the new file has this label exactly once and everything else is unchanged."""
    try:
        sites = read_label_sites(beside).sites
        with Source.open(path) as old, Source.open(beside) as new:
            same = writer.essence(old) == writer.essence(new)
    except (HeguiError, struct.error, RecursionError) as error:
        what = getattr(error, "code", type(error).__name__)
        raise LabelWriteError(path.name, NOT_VERIFIED, what=what) from error
    if [site.text for site in sites] != [text] or not sites[0].guide:
        raise LabelWriteError(path.name, NOT_VERIFIED, what="label")
    if not same:
        raise LabelWriteError(path.name, NOT_VERIFIED, what="content")

"""Change a file where it is, inside its free space or behind its end: nothing moves.

Every change is checked against the payload before the first byte is written, and recorded so that
it can be taken back.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from hegui.checks.labels.carriers.protocol import Copy, Piece, Plan, size_of
from hegui.checks.labels.carriers.source import Source, write_all
from hegui.checks.labels.write.checking import BROKEN, verify_written
from hegui.checks.labels.write.errors import DAMAGED, NO_FREE_SPACE, LabelWriteError
from hegui.checks.labels.write.label import label_text
from hegui.checks.labels.write.undo import Overwrite, restore, write_record
from hegui.checks.labels.write.writer import Edit, behind_links, planned, refuse_unfit, sync_folder
from hegui.common.files import OutputError, why


def patch_label(path: Path, label: Mapping[str, str], *, replace: bool = False) -> Path:
    """Write a label into the free space of a file, or behind its end, and return its path.

    Raises `LabelWriteError` when something would have to move. Interrupted, it leaves a record
    with which `restore` brings the old file back.
    """
    return patch(path, label_text(label), replace=replace)


def patch(path: Path, text: str | None, *, replace: bool = True) -> Path:
    """Write exactly this text as the label of a file where it is; see `patch_label`."""
    refuse_unfit(path, behind_links(path), in_place=True)
    with Source.open(path) as source:
        edit = planned(source, text, replace=replace)
        changes = list(overwrites(source, edit.plan))
        _refuse_payload(source, edit, changes)
        try:
            _apply(path, source, edit, changes)
        except OSError as error:
            raise OutputError(path=path, why=why(error)) from error
    return path


def overwrites(source: Source, plan: Plan) -> Iterator[Overwrite]:
    """Yield what a plan changes when nothing moves; raise `LabelWriteError` when something does."""
    position = 0
    for piece in plan:
        if isinstance(piece, Copy):
            if piece.start != position:
                raise LabelWriteError(source.name, NO_FREE_SPACE)
        else:
            data = piece if isinstance(piece, bytes) else b"".join(piece.make())
            yield Overwrite(position, data)
        position += size_of([piece])
    if position < source.size:
        raise LabelWriteError(source.name, NO_FREE_SPACE)


def _refuse_payload(source: Source, edit: Edit, changes: Iterable[Overwrite]) -> None:
    """Raise when a change would touch a byte of the payload."""
    try:
        kept = _ranges(edit.carrier.payload(source))
    except BROKEN as error:
        raise LabelWriteError(source.name, DAMAGED) from error
    for change in changes:
        end = change.at + len(change.data)
        if any(one.start < end and change.at < one.end for one in kept):
            raise LabelWriteError(source.name, NO_FREE_SPACE)


def _ranges(payload: Iterable[Piece]) -> list[Copy]:
    kept: list[Copy] = []
    for piece in payload:
        if isinstance(piece, Copy) and piece.start < piece.end:
            if kept and kept[-1].end == piece.start:
                kept[-1] = Copy(kept[-1].start, piece.end)
            else:
                kept.append(piece)
    return kept


def _apply(path: Path, source: Source, edit: Edit, changes: list[Overwrite]) -> None:
    """Record, change, look over; take everything back when the look says no."""
    record = write_record(path, source, changes)
    sync_folder(record.parent)
    try:
        _put(path, changes)
        with Source.open(path) as new:
            verify_written(source, new, edit.carrier, edit.text, "structure")
    except BaseException:
        restore(path)
        raise
    record.unlink()


def _put(path: Path, changes: list[Overwrite]) -> None:
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        for change in changes:
            os.lseek(handle, change.at, os.SEEK_SET)
            write_all(handle, change.data)
        os.fsync(handle)
    finally:
        os.close(handle)

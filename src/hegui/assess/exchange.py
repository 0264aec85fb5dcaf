"""Swapping two folders in one step, where the system can; in two with a way back where it cannot."""

import ctypes
import os
import sys
from pathlib import Path

AT_FDCWD = -100
RENAME_EXCHANGE = 2


def exchange(new: Path, old: Path) -> None:
    """Let two folders of one parent trade places.

    On Linux the kernel does it atomically. Elsewhere, or on a file system that cannot, the old
    folder steps aside for the moment of one rename and returns if that rename fails.
    """
    if not _exchange_atomic(new, old):
        exchange_in_steps(new, old)


def _exchange_atomic(new: Path, old: Path) -> bool:
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if _linux() else None
    if rename is None:
        return False
    names = os.fsencode(new), os.fsencode(old)
    return bool(rename(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE) == 0)


def _linux() -> bool:
    return sys.platform == "linux"


def aside_of(old: Path) -> Path:
    """Return where the old folder waits during an exchange in steps."""
    return old.with_name(f".{old.name}.old")


def exchange_in_steps(new: Path, old: Path) -> None:
    """Exchange by three renames; a failure of the second puts the old folder back."""
    aside = aside_of(old)
    old.rename(aside)
    try:
        new.rename(old)
    except BaseException:
        aside.rename(old)
        raise
    aside.rename(new)

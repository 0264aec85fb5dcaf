"""Writing a labelled file: beside its destination, read back, then swapped in."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hegui.checks.labels.carriers.errors import NOT_A_FILE, UnreadableMediaError
from hegui.checks.labels.explicit.errors import ExplicitLabelError
from hegui.checks.labels.security.c2pa import find_c2pa
from hegui.checks.labels.write.errors import READ_ONLY
from hegui.common.files import OutputError, make_folder, why
from hegui.common.text import Text

MANIFEST = "C2PA manifest"
HAS_MANIFEST = Text(
    "其中有 C2PA 签名清单（{place}），加显式标识会使它失效；应先加标识再签名，确要加请用 --force",
    "it holds a signed C2PA manifest ({place}), which the label would break; put the label on first and "
    "sign then, or use --force",
)


def behind_links(path: Path) -> Path:
    """Return the file that a link leads to, so that the link stays; any other path as it is."""
    return Path(os.path.realpath(path)) if path.is_symlink() else path


def refuse_unfit(path: Path, destination: Path, *, force: bool) -> bool:
    """Raise `ExplicitLabelError` when a file may not be changed; tell whether it has a manifest.

    Raises `OSError` when it cannot be looked at.
    """
    state = os.stat(path)
    if not stat.S_ISREG(state.st_mode):
        raise ExplicitLabelError(path.name, NOT_A_FILE)
    own = destination.exists() and os.path.samefile(path, destination)
    if own and not state.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
        raise ExplicitLabelError(path.name, READ_ONLY)
    try:
        manifest = find_c2pa(path)
    except UnreadableMediaError:
        return False  # of no kind that can hold one
    if manifest is not None and not force:
        raise ExplicitLabelError(path.name, HAS_MANIFEST, place=manifest.place)
    return manifest is not None


@contextmanager
def beside(path: Path, destination: Path) -> Iterator[Path]:
    """Yield a file to write; afterwards it takes the place of `destination`, on disk.

    When the block raises, the file is removed and the destination is as it was.
    """
    make_folder(destination.parent)
    try:
        handle, name = tempfile.mkstemp(
            prefix=".label-", suffix=destination.suffix, dir=destination.parent
        )
    except OSError as error:
        raise OutputError(path=destination, why=why(error)) from error
    os.close(handle)
    made = Path(name)
    try:
        yield made
        with made.open("rb") as file:
            os.fsync(file.fileno())
        shutil.copymode(path, made)
        os.replace(made, destination)
    except OSError as error:
        raise OutputError(path=destination, why=why(error)) from error
    finally:
        made.unlink(missing_ok=True)

"""Writing a labelled file: beside its destination, read back, then swapped in."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hegui.common.files import OutputError, make_folder, why


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

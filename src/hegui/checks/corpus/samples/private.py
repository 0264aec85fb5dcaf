"""Files with raw text of a corpus: for the eyes of their owner only."""

import os
import tempfile
from pathlib import Path

from hegui.common.files import OutputError, make_folder, why

MODE = 0o600


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read; old or new content, never a mixture."""
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, MODE)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error

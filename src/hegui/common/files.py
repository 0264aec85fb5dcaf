"""Writing files so that a reader never sees half of one."""

import os
import tempfile
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.common.text import Text


class OutputError(HeguiError):
    """A file of ours could not be written: full disk, no permission, folder gone."""

    code = "output"
    text = Text(
        "无法写入“{path}”：{why}。请腾出空间或换一个输出文件夹后再试。",
        "“{path}” cannot be written: {why}. Free some space or choose another output folder.",
    )


def why(error: OSError) -> str:
    """Return the plain reason of an operating-system error, without paths."""
    # The number says it best: some libraries put their own stack into the text.
    return os.strerror(error.errno) if error.errno else type(error).__name__


def make_folder(path: Path) -> Path:
    """Create a folder with its parents if it is not there; raise `OutputError` if it cannot be."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
    return path


def write_atomic(path: Path, data: bytes) -> None:
    """Write beside `path`, flush to disk, then swap: old or new content, never a mixture."""
    make_folder(path.parent)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error

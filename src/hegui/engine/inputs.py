"""Recording the files that a check read."""

from pathlib import Path

from hegui.common.hashing import sha256_file
from hegui.engine.model import InputFile


def input_file(path: Path, root: Path) -> InputFile:
    """Return name (relative to `root`), size and hash of a file of the project."""
    name = path.relative_to(root).as_posix()
    return InputFile(path=name, size=path.stat().st_size, sha256=sha256_file(path))

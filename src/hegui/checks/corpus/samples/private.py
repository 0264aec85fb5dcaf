"""Files with raw text of a corpus: for the eyes of their owner only."""

from pathlib import Path

from hegui.common.files import OWNER, write_atomic


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read; old or new content, never a mixture."""
    write_atomic(path, data, OWNER)

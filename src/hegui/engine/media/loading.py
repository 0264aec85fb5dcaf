"""The bytes of a medium, read when it is sent; a file that is another one by then is not sent."""

import os
import stat
from pathlib import Path

from hegui.common.errors import HeguiError
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.media.model import Media

FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class MediaChangedError(HeguiError):
    """The file of a question is gone or another one since its bank was read."""

    code = "media_changed"
    text = Text(
        "题目的媒体文件“{name}”在读取题库之后被改动或删除，没有发送；请恢复文件，或用 --resume 重新运行。",
        "The media file “{name}” of a question was changed or removed since the bank was read, and was not "
        "sent; put it back, or run again with --resume.",
    )


def read_file(path: Path, most: int) -> bytes | None:
    """Return the bytes of a regular file, None for anything else or one with more than `most`."""
    handle = os.open(path, FLAGS)
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        data = file.read(most + 1)
    return data if len(data) <= most else None


def loaded(media: Media) -> bytes:
    """Return the bytes of a medium; raise `MediaChangedError` when they are not those it had."""
    if media.data:
        return media.data
    try:
        data = read_file(Path(media.path), media.size)
    except OSError as error:
        raise MediaChangedError(name=Path(media.path).name) from error
    if data is None or sha256_bytes(data) != media.sha256:
        raise MediaChangedError(name=Path(media.path).name)
    return data

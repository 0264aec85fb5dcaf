"""Bounded reading of a part of a file: what it declares of itself is checked, never believed."""

import struct
from collections.abc import Callable
from typing import Any, BinaryIO

from hegui.common.text import Text

MAX_FIELD = 4 << 20
"""Bytes of one entry that are read at most; metadata is far smaller."""
MAX_PARTS = 100_000
"""More parts than any real file has."""

CUT_OFF = Text("文件被截断或长度有误（{place}）", "cut off or of a wrong length at {place}")
TOO_MANY = Text("结构超过 {limit} 个单元", "more than {limit} parts")
DAMAGED = Text("{place} 已损坏", "{place} is damaged")
UNKNOWN = Text("不是可识别的图像、音频或视频", "not an image, audio or video that is recognised")
EMPTY = Text("文件为空", "the file is empty")


class UnreadableFileError(Exception):
    """The metadata of a media file cannot be read; those who look through folders tell the user."""

    def __init__(self, reason: Text, **values: object) -> None:
        self.reason = reason.filled(**values)
        super().__init__(self.reason.en)


class Pieces:
    """Bytes `start` to `end` of a file; parts of it share one count of parts."""

    def __init__(
        self, file: BinaryIO, start: int = 0, end: int | None = None, counted: Any = None
    ) -> None:
        self._file = file
        self.start = start
        self.size = (file.seek(0, 2) if end is None else end) - start
        self._counted: list[int] = [0] if counted is None else counted

    def window(self, offset: int, size: int, place: str) -> "Pieces":
        """Return a part as its own file; raises when it does not lie inside."""
        self._inside(offset, size, place)
        start = self.start + offset
        return Pieces(self._file, start, start + size, self._counted)

    def whole(self) -> "Pieces":
        """Return the whole file that this is a part of."""
        return Pieces(self._file, 0, None, self._counted)

    def at(self, offset: int, size: int, place: str) -> bytes:
        """Return exactly these bytes; raises when there are too many or too few."""
        self._inside(offset, size, place)
        if size > MAX_FIELD:
            raise UnreadableFileError(DAMAGED, place=place)
        self._file.seek(self.start + offset)
        data = self._file.read(size)
        if len(data) != size:
            raise UnreadableFileError(CUT_OFF, place=place)
        return data

    def upto(self, offset: int, size: int) -> bytes:
        """Return at most so many bytes, fewer at the end."""
        return self.at(offset, max(0, min(size, MAX_FIELD, self.size - offset)), "file")

    def unpack(self, form: str, offset: int, place: str) -> tuple[Any, ...]:
        """Return the numbers of a `struct` format."""
        return struct.unpack(form, self.at(offset, struct.calcsize(form), place))

    def count(self) -> None:
        """Count one part; raises when there are more than any real file has."""
        self._counted[0] += 1
        if self._counted[0] > MAX_PARTS:
            raise UnreadableFileError(TOO_MANY, limit=MAX_PARTS)

    def _inside(self, offset: int, size: int, place: str) -> None:
        if offset < 0 or size < 0 or offset + size > self.size:
            raise UnreadableFileError(CUT_OFF, place=place)


Seen = Callable[[str], None]
"""Told what an entry tells: `location`, `device`, `model`, `generated`, `generator`."""

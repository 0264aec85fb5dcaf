"""EXIF and TIFF directories: which of the entries that matter have content."""

from hegui.checks.corpus.media.pieces import DAMAGED, Pieces, Seen, UnreadableFileError
from hegui.checks.corpus.media.tags import media_tags

EXIF_IFD, GPS_IFD, SUB_IFDS, XMP_TAG = 0x8769, 0x8825, 0x014A, 0x02BC
MAX_ENTRIES, MAX_DIRECTORIES = 4096, 64
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value by its type."""
VALUE = 4096
"""Bytes of a value that are looked at to tell whether there is any content."""


def read_exif(data: Pieces, seen: Seen) -> list[bytes]:
    """Tell what the directories hold; return XMP packets that stand in them.

    Directories that point to one another in a circle are read once each.
    """
    order = {b"II": "<", b"MM": ">"}.get(data.upto(0, 2))
    if order is None or data.size < 8:
        raise UnreadableFileError(DAMAGED, place="EXIF")
    (first,) = data.unpack(f"{order}I", 4, "EXIF")
    return _Directories(data, order, seen).read(first)


class _Directories:
    def __init__(self, data: Pieces, order: str, seen: Seen) -> None:
        self._data, self._order, self._seen = data, order, seen
        self._waiting: list[tuple[int, bool]] = []
        self._known: set[int] = set()
        self._packets: list[bytes] = []

    def read(self, first: int) -> list[bytes]:
        """Read the first directory and all it leads to."""
        self._waiting = [(first, False)]
        while self._waiting:
            offset, gps = self._waiting.pop()
            if offset and offset not in self._known:
                self._known.add(offset)
                if len(self._known) > MAX_DIRECTORIES:
                    raise UnreadableFileError(DAMAGED, place="EXIF")
                self._directory(offset, gps)
        return self._packets

    def _directory(self, offset: int, gps: bool) -> None:
        (count,) = self._data.unpack(f"{self._order}H", offset, "EXIF")
        if count > MAX_ENTRIES:
            raise UnreadableFileError(DAMAGED, place="EXIF")
        for at in range(offset + 2, offset + 2 + 12 * count, 12):
            self._data.count()
            self._entry(at, gps)
        after = offset + 2 + 12 * count
        if not gps and after + 4 <= self._data.size:
            (following,) = self._data.unpack(f"{self._order}I", after, "EXIF")
            self._waiting.append((following, False))

    def _entry(self, at: int, gps: bool) -> None:
        tag, kind, number = self._data.unpack(f"{self._order}HHI", at, "EXIF")
        size = SIZES.get(kind, 0) * number
        if not self._matters(tag, gps) or not size:
            return
        (start,) = self._data.unpack(f"{self._order}I", at + 8, "EXIF")
        start = at + 8 if size <= 4 else start
        if tag in (EXIF_IFD, GPS_IFD, SUB_IFDS):
            for place in range(start, start + min(size, 4 * MAX_DIRECTORIES), 4):
                (offset,) = self._data.unpack(f"{self._order}I", place, "EXIF")
                self._waiting.append((offset, tag == GPS_IFD))
        elif tag == XMP_TAG:
            self._packets.append(self._data.at(start, size, "TIFF XMP"))
        elif self._data.at(start, min(size, VALUE), "EXIF").strip(b"\0 "):
            self._tell(tag, gps)

    def _matters(self, tag: int, gps: bool) -> bool:
        tags = media_tags().exif
        if gps:
            return tag in tags.location
        return tag in (EXIF_IFD, GPS_IFD, SUB_IFDS, XMP_TAG, *tags.device, *tags.model)

    def _tell(self, tag: int, gps: bool) -> None:
        if gps:
            self._seen("location")
        else:
            self._seen("device" if tag in media_tags().exif.device else "model")

"""What a file is by its content, and whether it is whole: its end is looked at, nothing is decoded."""

from collections.abc import Callable

from hegui.engine.media.model import Format, Signs, media_rules

BOX = b"ftyp"


def format_of(data: bytes) -> str:
    """Return the name of the format of a file that can be asked with; empty for any other."""
    found = (name for name, signs in media_rules().formats.items() if _is(data, signs))
    return next(found, "")


def other_of(data: bytes) -> str:
    """Return the name of a known format that cannot be asked with; empty when it is not known."""
    found = (name for name, signs in media_rules().others.items() if _is(data, signs))
    return next(found, "")


def whole(data: bytes, own: Format) -> bool:
    """Tell whether a file ends where its format says it ends; true where a format does not say."""
    return FRAMES[own.frame](data) if own.frame else True


def _is(data: bytes, signs: Signs) -> bool:
    if signs.boxes:
        return data[4:8] == BOX and data[8:12].hex() in signs.boxes
    if not any(data.startswith(bytes.fromhex(start)) for start in signs.starts):
        return False
    return not signs.inner or data[8:12].hex() in signs.inner


def _png(data: bytes) -> bool:
    at = 8
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        at += 12 + size
        if name == b"IEND":
            return at <= len(data)
    return False


def _jpeg(data: bytes) -> bool:
    """Tell whether an end of image follows the last scan."""
    scan = data.rfind(b"\xff\xda")
    return scan > 0 and data.find(b"\xff\xd9", scan) > 0


def _gif(data: bytes) -> bool:
    return data.rstrip(b"\0").endswith(b";")


UNKNOWN_SIZES = (0, 0xFFFFFFFF)
"""What a program that does not know the size yet writes there."""


def _riff(data: bytes) -> bool:
    size = int.from_bytes(data[4:8], "little")
    return size in UNKNOWN_SIZES or size + 8 <= len(data) + 1


def _boxes(data: bytes) -> bool:
    """Tell whether the boxes fill the file and one says what is in it."""
    at, described = 0, False
    while at + 8 <= len(data):
        size, name = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        if size == 1:
            size = int.from_bytes(data[at + 8 : at + 16])
        elif size == 0:
            size = len(data) - at
        if size < 8:
            return False
        described = described or name == b"moov"
        at += size
    return described and at == len(data)


FRAMES: dict[str, Callable[[bytes], bool]] = {
    "png": _png,
    "jpeg": _jpeg,
    "gif": _gif,
    "riff": _riff,
    "boxes": _boxes,
}

"""ZIP files and what is built on them: judged by their tables alone, nothing is unpacked."""

import struct
import zipfile
from typing import IO

from hegui.server.evidence.inspection.errors import (
    BROKEN_ARCHIVE,
    ESCAPES,
    PROGRAM,
    RATIO,
    TOO_MANY_ENTRIES,
    TOO_MUCH_INSIDE,
    FileRefusedError,
)
from hegui.server.evidence.inspection.kinds import OFFICE, OPEN, PROGRAM_PARTS, ZIP

MAX_ENTRIES = 10_000
MAX_TABLE = 64 << 20
MAX_INSIDE = 2_000_000_000
MAX_RATIO = 200
RATIO_FROM = 50_000_000
"""Small files may well shrink a lot; the ratio counts from this unpacked size."""
NESTED = (".zip", ".gz", ".7z", ".rar", ".xz", ".bz2", ".tar", ".jar", ".zst")
ENTRY = 46
END = 22


def look_into(file: IO[bytes], name: str) -> tuple[str, list[str]]:
    """Return the media type of a ZIP file and its flags; refuse bombs, escapes and programs."""
    _count_first(file, name)
    try:
        with zipfile.ZipFile(file) as archive:
            infos = archive.infolist()
            _within_limits(infos, name, file.seek(0, 2))
            kind = _kind(archive, {info.filename for info in infos})
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, struct.error) as error:
        raise FileRefusedError(name, BROKEN_ARCHIVE) from error
    if kind == ZIP and any(info.filename in PROGRAM_PARTS for info in infos):
        raise FileRefusedError(name, PROGRAM)
    return kind, _flags(infos, kind)


def _count_first(file: IO[bytes], name: str) -> None:
    """Refuse a table that is too large before the library reads it into memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END:
        raise FileRefusedError(name, BROKEN_ARCHIVE)
    entries, table = struct.unpack_from("<HI", tail, at + 10)
    if entries > MAX_ENTRIES or table > MAX_TABLE or b"PK\x06\x07" in tail:
        raise FileRefusedError(name, TOO_MANY_ENTRIES, found=entries, limit=MAX_ENTRIES)
    if table > size:
        raise FileRefusedError(name, BROKEN_ARCHIVE)


def _within_limits(infos: list[zipfile.ZipInfo], name: str, size: int) -> None:
    if len(infos) > MAX_ENTRIES:
        raise FileRefusedError(name, TOO_MANY_ENTRIES, found=len(infos), limit=MAX_ENTRIES)
    if any(_escapes(info.filename) for info in infos):
        raise FileRefusedError(name, ESCAPES)
    inside = sum(info.file_size for info in infos)
    if inside > MAX_INSIDE:
        raise FileRefusedError(name, TOO_MUCH_INSIDE, found=inside // 1_000_000)
    if inside > RATIO_FROM and inside > MAX_RATIO * size:
        raise FileRefusedError(name, RATIO, found=inside // max(size, 1))


def _escapes(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or parts[0].endswith(":")


def _kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "[Content_Types].xml" in names:
        for folder, kind in OFFICE.items():
            if any(name.startswith(folder) for name in names):
                return kind
    if "mimetype" in names:
        info = archive.getinfo("mimetype")
        if info.file_size < 200 and info.compress_type == zipfile.ZIP_STORED:
            return OPEN.get(archive.read(info).strip(), ZIP)
    return ZIP


def _flags(infos: list[zipfile.ZipInfo], kind: str) -> list[str]:
    names = [info.filename.lower() for info in infos]
    found = {
        "archive": kind == ZIP,
        "encrypted": any(info.flag_bits & 1 for info in infos),
        "macros": any(
            name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names
        ),
        "nested": any(name.endswith(NESTED) for name in names),
        "embedded": kind != ZIP and any("/embeddings/" in name for name in names),
    }
    return [flag for flag, there in found.items() if there]

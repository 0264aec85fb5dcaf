"""The record of an explicit label: what was put where, how large, and the digests before and after.

It stands beside the file as `<name>.label.json`. A checker reads it as a declaration and measures
again: the record alone proves nothing.
"""

from pathlib import Path
from typing import Any

import msgspec

from hegui import __version__
from hegui.checks.labels.companions import RECORD
from hegui.checks.labels.explicit.rules import Content
from hegui.common.files import write_atomic
from hegui.common.struct import Record

SCHEMA = "hegui/explicit-label/1"
SUFFIX = RECORD
LARGEST = 1 << 20


class LabelRecord(Record, frozen=True, kw_only=True):
    """What was done to one file. Lengths are pixels, times seconds.

    `mark` of a picture or film, `rhythm` or `prompt` of a sound, `place` of a text or sound;
    `coded` says what was coded anew: `nothing`, `opening` or `all`; `lost` what could not be kept.
    """

    schema: str = ""
    content: Content
    file: str
    words: str = ""
    place: str = ""
    mark: dict[str, Any] = {}
    sound: dict[str, Any] = {}
    seconds: float = 0.0
    coded: str = ""
    kept: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    before_sha256: str = ""
    after_sha256: str = ""
    program: str = f"hegui {__version__}"


def record_path(path: Path) -> Path:
    """Return where the record of a file stands."""
    return path.with_name(path.name + SUFFIX)


def write_record(path: Path, record: LabelRecord) -> Path:
    """Write the record beside its file and return where."""
    place = record_path(path)
    data = msgspec.json.encode(msgspec.structs.replace(record, schema=SCHEMA))
    write_atomic(place, msgspec.json.format(data, indent=1) + b"\n")
    return place


def read_record(path: Path) -> LabelRecord | None:
    """Return the record beside a file, of a link beside what it leads to; None without one."""
    place = record_path(path)
    if path.is_symlink() and not place.exists():
        place = record_path(path.resolve())
    try:
        if place.stat().st_size > LARGEST:
            return None
        record = msgspec.json.decode(place.read_bytes(), type=LabelRecord)
    except (OSError, msgspec.DecodeError):
        return None
    return record if record.schema == SCHEMA else None

"""The label of plain text and tables: a side-car file, a convention of our own.

Text has no place for metadata. The side-car stands beside the file under its name with
`.aigc.json` behind it, and names the SHA-256 of the file it belongs to; where that does not fit,
the label is seen, but not as a label of this file.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from hegui.checks.labels.carriers.documents.texts import is_text, member, wrapped_text
from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier, Copy, Piece, Plan, RefusedError
from hegui.checks.labels.carriers.refusals import NO_PLACE
from hegui.checks.labels.carriers.site import KEY, Site
from hegui.checks.labels.carriers.source import MAX_FIELD, Source

EXTENSIONS = (".txt", ".csv", ".tsv", ".log", ".srt", ".vtt")
SUFFIX = ".aigc.json"
PLACE, STALE = f"side-car {SUFFIX}", f"side-car {SUFFIX} of another version"


def sidecar_of(path: Path) -> Path:
    """Return where the side-car of a file stands."""
    return path.with_name(path.name + SUFFIX)


def digest_of(source: Source) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    for data in source.stream(0, source.size):
        digest.update(data)
    return digest.hexdigest()


def sidecar_text(source: Source, text: str) -> bytes:
    """Return the content of a side-car."""
    bound = json.dumps({"file": source.name, "sha256": digest_of(source)}, ensure_ascii=False)
    return f"{{{member(text)}, {bound[1:]}\n".encode()


def text_sites(source: Source) -> list[Site]:
    """Return the label in the side-car of a file; its bytes are those of the side-car."""
    if source.path is None or not sidecar_of(source.path).is_file():
        return []
    with Source.open(sidecar_of(source.path)) as beside:
        data = beside.at(0, beside.size, PLACE, MAX_FIELD)
    try:
        held = json.loads(data)
        label, digest = held[KEY], held.get("sha256")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableMediaError(DAMAGED, place=PLACE) from error
    fits = digest == digest_of(source)
    start = data.find(b"{", 1)
    end = _end(data, start)
    text = data[start:end].decode("utf-8", "replace") if end else wrapped_text(label)
    return [Site(PLACE if fits else STALE, text, fits, start, end or len(data))]


def _end(data: bytes, start: int) -> int:
    """Return where the object that begins at `start` ends, 0 when none begins there."""
    try:
        text = data[start:].decode("utf-8")
        _value, end = json.JSONDecoder().raw_decode(text)
    except ValueError:
        return 0
    return start + len(text[:end].encode())


def edit(_source: Source, text: str | None) -> Plan:
    """Refuse: the writer puts the label into the side-car."""
    raise RefusedError(NO_PLACE, place="TXT")


def payload(source: Source) -> Iterator[Piece]:
    """Yield the file."""
    yield Copy(0, source.size)


CARRIER = Carrier(
    name="text",
    family="text",
    extensions=EXTENSIONS,
    sniff=lambda source: source.suffix in EXTENSIONS and is_text(source),
    sites=text_sites,
    edit=edit,
    payload=payload,
    guide="",
    place=f"side-car file NAME{SUFFIX}",
)

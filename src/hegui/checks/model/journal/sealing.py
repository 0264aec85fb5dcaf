"""Records of an encrypted journal: id, attempt, times and chain stay plain, what was said does not."""

from typing import Any

import msgspec

from hegui.checks.model.errors import JournalSealedError
from hegui.checks.model.journal.lines import Entry
from hegui.common.hashing import sha256_bytes
from hegui.engine.sealing import Seal


class Hidden(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is encrypted of a record."""

    body: dict[str, Any] = {}
    detail: str = ""
    text: str = ""
    earlier: tuple[str, ...] = ()


def closed(entry: Entry, seal: Seal) -> Entry:
    """Return a record with what it says encrypted, bound to its id, attempt and request."""
    hidden = Hidden(entry.body, entry.detail, entry.text, entry.earlier)
    said = sha256_bytes(entry.text.encode()) if entry.answered else ""
    sealed = seal.closed(msgspec.json.encode(hidden), _bound(entry))
    empty: dict[str, Any] = {"body": {}, "detail": "", "text": "", "earlier": ()}
    return msgspec.structs.replace(entry, sealed=sealed, said=said, **empty)


def opened(entry: Entry, seal: Seal) -> Entry:
    """Return a record in plain words; raise `JournalSealedError` for another key."""
    data = seal.opened(entry.sealed, _bound(entry))
    if data is None:
        raise JournalSealedError(path=entry.id)
    hidden = msgspec.json.decode(data, type=Hidden)
    said = {name: getattr(hidden, name) for name in Hidden.__struct_fields__}
    return msgspec.structs.replace(entry, sealed="", **said)


def _bound(entry: Entry) -> bytes:
    return f"{entry.id}\n{entry.attempt}\n{entry.request}".encode()

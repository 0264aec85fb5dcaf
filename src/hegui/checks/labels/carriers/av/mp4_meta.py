"""The metadata boxes of a movie in memory: taking labels out of them and putting one in.

QuickTime keeps names in `keys` and values in `ilst` (handler mdta); iTunes keeps values by their
four letters (handler mdir). Both may hold a label; ours goes to the first kind.
"""

import struct
from typing import NamedTuple

from hegui.checks.labels.carriers.errors import DAMAGED, UnreadableMediaError
from hegui.checks.labels.carriers.isobmff import box
from hegui.checks.labels.carriers.site import KEY

LABEL = KEY.encode()
HANDLER = b"\0" * 8 + b"mdta" + b"\0" * 13
TEXT = b"\0\0\0\1\0\0\0\0"
"""Head of a data box: type UTF-8, no locale."""
MDTA = b"mdta"


class Part(NamedTuple):
    """One box: its type and its content; a type of None is a tail that is no box."""

    kind: bytes | None
    body: bytes

    def dump(self) -> bytes:
        """Return the bytes of the box."""
        return self.body if self.kind is None else box(self.kind, self.body)


def parts(data: bytes, place: str = "MP4 udta") -> list[Part]:
    """Return the boxes in `data`; a tail (the four zero bytes of QuickTime) is kept as it is."""
    found: list[Part] = []
    position = 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position : position + 4], "big")
        if size == 0:
            break
        if size < 8 or position + size > len(data):
            raise UnreadableMediaError(DAMAGED, place=place)
        found.append(Part(data[position + 4 : position + 8], data[position + 8 : position + size]))
        position += size
    if position < len(data):
        found.append(Part(None, data[position:]))
    return found


def dump(found: list[Part]) -> bytes:
    """Return the bytes of a list of boxes."""
    return b"".join(part.dump() for part in found)


def placed(found: list[Part], kind: bytes, body: bytes) -> list[Part]:
    """Return the list with a box in the place of that of its kind, before the tail if new.

    An empty body takes the box out.
    """
    if any(part.kind == kind for part in found):
        out = [Part(kind, body) if part.kind == kind else part for part in found]
    else:
        tail = [part for part in found if part.kind is None]
        out = [*(part for part in found if part.kind is not None), Part(kind, body), *tail]
    return [part for part in out if part != Part(kind, b"")]


def body_of(found: list[Part], kind: bytes) -> bytes:
    """Return the content of the box of a kind, empty without one."""
    return next((part.body for part in found if part.kind == kind), b"")


def handler_of(meta: bytes) -> bytes:
    """Return the handler type of a meta box (`mdta`, `mdir`), empty without a box."""
    return body_of(parts(meta[_head(meta) :]), b"hdlr")[8:12] if meta else b""


def _head(meta: bytes) -> int:
    """Return how many bytes stand before the boxes of meta: four in MP4, none in QuickTime."""
    return 0 if meta[4:8] == b"hdlr" else 4


def unlabelled(meta: bytes) -> bytes:
    """Return the content of meta without labels; empty when nothing else was in it."""
    if not meta:
        return b""
    head = _head(meta)
    found = parts(meta[head:])
    keys = _keys(body_of(found, b"keys"))
    items = parts(body_of(found, b"ilst"))
    kept = [item for item in items if _name(item, keys) != LABEL]
    if LABEL in keys:
        left = [name for name in keys if name != LABEL]
        kept = [_renumbered(item, keys) for item in kept]
        if not left and not kept and _only_ours(found):
            return b""
        found = placed(found, b"keys", _keys_body(body_of(found, b"keys"), left))
    if len(kept) != len(items):
        found = _with_items(found, dump(kept))
    return meta[:head] + dump(found)


def _only_ours(found: list[Part]) -> bool:
    return {part.kind for part in found} <= {b"hdlr", b"keys", b"ilst"}


def labelled(meta: bytes, text: str, *, quicktime: bool = False) -> bytes:
    """Return the content of meta, which holds no label and has the handler mdta, with one.

    A new box has version and flags, but in the `quicktime` form, which readers expect of moov.meta.
    """
    if not meta:
        meta = b"\0" * (0 if quicktime else 4) + box(b"hdlr", HANDLER)
    head = _head(meta)
    found = parts(meta[head:])
    old = body_of(found, b"keys")
    keys = [*_keys(old), LABEL]
    found = placed(found, b"keys", _keys_body(old, keys))
    item = box(struct.pack(">I", len(keys)), box(b"data", TEXT + text.encode()))
    return meta[:head] + dump(_with_items(found, body_of(found, b"ilst") + item))


def _with_items(found: list[Part], items: bytes) -> list[Part]:
    if any(part.kind == b"ilst" for part in found):
        return [Part(b"ilst", items) if part.kind == b"ilst" else part for part in found]
    return placed(found, b"ilst", items)


def _keys(body: bytes) -> list[bytes]:
    """Return the names in the content of a keys box, in order."""
    return [part.body for part in parts(body[8:], "MP4 keys")] if body else []


def _keys_body(old: bytes, names: list[bytes]) -> bytes:
    spaces = {part.body: part.kind or MDTA for part in parts(old[8:], "MP4 keys")} if old else {}
    entries = b"".join(box(spaces.get(name, MDTA), name) for name in names)
    return struct.pack(">II", 0, len(names)) + entries


def _name(item: Part, keys: list[bytes]) -> bytes:
    """Return the name of an item: by key index, by type, or by the name box of a free form."""
    index = int.from_bytes(item.kind or b"", "big")
    if 1 <= index <= len(keys):
        return keys[index - 1]
    if item.kind == b"----":
        return body_of(parts(item.body), b"name")[4:]
    return item.kind or b""


def _renumbered(item: Part, keys: list[bytes]) -> Part:
    index = int.from_bytes(item.kind or b"", "big")
    if not 1 <= index <= len(keys):
        return item
    gone = sum(name == LABEL for name in keys[: index - 1])
    return Part(struct.pack(">I", index - gone), item.body)

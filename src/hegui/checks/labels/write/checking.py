"""Looking over a written file: its label, and that everything else is as it was."""

import struct
from collections.abc import Iterable, Iterator
from typing import Literal

from hegui.checks.labels.carriers.errors import UnreadableMediaError
from hegui.checks.labels.carriers.protocol import Carrier, Piece, data_of, joined
from hegui.checks.labels.carriers.registry import carrier_of
from hegui.checks.labels.carriers.source import Source
from hegui.checks.labels.write.errors import NOT_VERIFIED, LabelWriteError
from hegui.common.errors import HeguiError
from hegui.common.text import Text

Verify = Literal["full", "structure"]
"""`full` compares the payload byte by byte; `structure` only reads the new file back."""
BROKEN = (HeguiError, struct.error, RecursionError, OverflowError, ValueError, LookupError)
"""What reading a file that is not as it should be may raise."""


def verify_written(
    old: Source, new: Source, carrier: Carrier, text: str | None, mode: Verify
) -> None:
    """Raise `LabelWriteError` unless `new` has exactly this label and the payload of `old`."""
    try:
        if carrier_of(new) is not carrier:
            raise LabelWriteError(old.name, NOT_VERIFIED, what=carrier.name)
        sites = carrier.sites(new)
        same = mode == "structure" or same_payload(carrier, old, new)
    except LabelWriteError:
        raise
    except UnreadableMediaError as error:
        reason = Text(
            NOT_VERIFIED.zh.format(what=error.data["zh"]),
            NOT_VERIFIED.en.format(what=error.data["en"]),
        )
        raise LabelWriteError(old.name, reason) from error
    except BROKEN as error:
        what = getattr(error, "code", type(error).__name__)
        raise LabelWriteError(old.name, NOT_VERIFIED, what=what) from error
    if [site.text for site in sites] != ([] if text is None else [text]):
        raise LabelWriteError(old.name, NOT_VERIFIED, what="label")
    if not all(site.guide for site in sites):
        raise LabelWriteError(old.name, NOT_VERIFIED, what="place")
    if not same:
        raise LabelWriteError(old.name, NOT_VERIFIED, what="content")


def same_payload(carrier: Carrier, old: Source, new: Source) -> bool:
    """Tell whether two files have the same payload, read side by side."""
    return same_bytes(payload_of(carrier, old), payload_of(carrier, new))


def payload_of(carrier: Carrier, source: Source) -> Iterator[bytes]:
    """Yield the bytes of the payload."""
    pieces: Iterable[Piece] = carrier.payload(source)
    return data_of(source, joined(pieces) if source.data is not None else pieces)


def same_bytes(left: Iterator[bytes], right: Iterator[bytes]) -> bool:
    """Tell whether two streams hold the same bytes, however they are cut."""
    one, other = b"", b""
    while True:
        one = one or next((data for data in left if data), b"")
        other = other or next((data for data in right if data), b"")
        if not one or not other:
            return one == other
        if len(one) == len(other):
            if one != other:
                return False
            one = other = b""
            continue
        length = min(len(one), len(other))
        if one[:length] != other[:length]:
            return False
        one, other = one[length:], other[length:]

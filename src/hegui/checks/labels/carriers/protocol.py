"""What one carrier is: a module that knows one container, as five functions over a `Source`.

A carrier never opens, writes or compares files itself. Its edits are plans: what to copy from the
old file and what to put between. So one place decides how files are written, verified and patched,
and no carrier needs more memory than the metadata it changes.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from hegui.checks.labels.carriers.site import Site
from hegui.checks.labels.carriers.source import Source
from hegui.common.text import Text

Family = Literal["image", "video", "audio", "document", "text"]


class Copy(NamedTuple):
    """A range of the old file, from `start` up to `end`."""

    start: int
    end: int


class Lazy(NamedTuple):
    """Bytes that are made when they are needed, such as a table with shifted offsets."""

    size: int
    make: Callable[[], Iterable[bytes]]


Piece = bytes | Copy | Lazy
Plan = list[Piece]


class RefusedError(Exception):
    """A carrier cannot take the label as the file is; the writer names the file."""

    def __init__(self, reason: Text, **values: object) -> None:
        super().__init__(reason.en)
        self.reason = reason.filled(**values) if values else reason


@dataclass(frozen=True, slots=True)
class Carrier:
    """One kind of file.

    `sniff` tells by content (for plain text by the name too) whether a file is of this kind.
    `sites` returns the labels seen, at places of the guides and at others.
    `edit` returns the plan of the file with exactly this text as its label, or, given None, with
    none; labels that are there give way. It uses free space before it moves anything.
    `payload` returns what an edit must leave as it is: media data, other metadata, structure.
    """

    name: str
    family: Family
    extensions: tuple[str, ...]
    sniff: Callable[[Source], bool]
    sites: Callable[[Source], list[Site]]
    edit: Callable[[Source, str | None], Plan]
    payload: Callable[[Source], Iterable[Piece]]
    guide: str
    """The practice guide that names the place, or empty for a convention of our own."""
    place: str
    """Where `edit` puts the label."""


def joined(plan: Iterable[Piece]) -> Plan:
    """Return the plan with neighbouring copies and neighbouring bytes joined, empty ones left out."""
    out: Plan = []
    for piece in plan:
        last = out[-1] if out else None
        if isinstance(piece, Copy):
            if piece.start >= piece.end:
                continue
            if isinstance(last, Copy) and last.end == piece.start:
                out[-1] = Copy(last.start, piece.end)
                continue
        elif isinstance(piece, bytes):
            if not piece:
                continue
            if isinstance(last, bytes):
                out[-1] = last + piece
                continue
        out.append(piece)
    return out


def size_of(plan: Iterable[Piece]) -> int:
    """Return how many bytes a plan makes."""
    return sum(_size(piece) for piece in plan)


def _size(piece: Piece) -> int:
    if isinstance(piece, bytes):
        return len(piece)
    return piece.end - piece.start if isinstance(piece, Copy) else piece.size


def data_of(source: Source, plan: Iterable[Piece]) -> Iterator[bytes]:
    """Yield the bytes of a plan in pieces."""
    for piece in plan:
        if isinstance(piece, bytes):
            yield piece
        elif isinstance(piece, Copy):
            yield from source.stream(piece.start, piece.end)
        else:
            yield from piece.make()


def without(size: int, cuts: Iterable[tuple[int, int]], start: int = 0) -> Plan:
    """Return copies of `start` to `size` without the ranges in `cuts`, which are in order."""
    plan: Plan = []
    for first, last in cuts:
        plan.append(Copy(start, first))
        start = last
    plan.append(Copy(start, size))
    return joined(plan)


def replaced(size: int, changes: Iterable[tuple[int, int, bytes]]) -> Plan:
    """Return the plan of a file in which ranges give way to bytes; ranges come in any order."""
    plan: Plan = []
    position = 0
    for start, end, data in sorted(changes, key=lambda change: change[:2]):
        plan += [Copy(position, start), data]
        position = end
    plan.append(Copy(position, size))
    return joined(plan)

"""Reading files block by block: hashed on the way, unpacked, cut at line ends, bounded in memory."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

from hegui.checks.corpus.errors import (
    ChangedFileError,
    CorpusError,
    DamagedFileError,
    UnreadableFileError,
)
from hegui.checks.corpus.reading.files import CorpusFile
from hegui.checks.corpus.reading.items import Damage, damage
from hegui.checks.corpus.reading.packings import unpacked
from hegui.checks.corpus.reading.stores import reason
from hegui.engine.model import InputFile

CHUNK = 256 << 10
"""Bytes read from disk at a time, and about the size of a block: it should fit a core's cache."""
ZSTD_CHUNK = 4 << 10
"""Packed bytes unpacked at a time; a hostile frame makes at most some 130 MB of them."""
MAX_LINE = 64 << 20
"""A longer line is counted as an error and not read."""

T = TypeVar("T")
Tick = Callable[[int], None]
"""Told the bytes read from disk; raises when the user has asked to stop."""


class Block(NamedTuple):
    """Some whole lines: the number of the first and how many. Data is None for a line too long."""

    first: int
    lines: int
    data: bytes | None


class Source:
    """One file read from start to end; knows its hash when it is done.

    Of a damaged file that is to be kept (`CorpusFile.keep`) the content ends where the damage is.
    """

    def __init__(self, file: CorpusFile, tick: Tick) -> None:
        self._file = file
        self._tick = tick
        self._hash = hashlib.sha256()
        self._size = 0
        self._state = self._now()
        self._damage: DamagedFileError | None = None

    def ended(self, report: Callable[[Damage], None]) -> InputFile:
        """Return what was read, and report where a file that is kept is damaged."""
        if self._damage is None:
            return self.input_file()
        report(damage(self._file.name, str(self._damage.data["why"])))
        whole = Source(self._file, lambda _size: None)
        for _ in whole.raw():
            pass
        return whole.input_file()

    def kept(self, items: Iterable[T]) -> Iterator[T]:
        """Yield what comes before damage, if the file is to be kept."""
        try:
            yield from items
        except DamagedFileError as error:
            if not self._file.keep or isinstance(error, UnreadableFileError):
                raise
            self._damage = error

    def input_file(self) -> InputFile:
        """Return name, size and hash of what was read; raises `ChangedFileError`."""
        if self._now() != self._state:
            raise ChangedFileError(path=self._file.name)
        return InputFile(path=self._file.name, size=self._size, sha256=self._hash.hexdigest())

    def _now(self) -> tuple[Any, ...]:
        try:
            return self._file.state()
        except OSError as error:
            raise self._unreadable(error) from error

    def _unreadable(self, error: OSError) -> UnreadableFileError:
        return UnreadableFileError(path=self._file.name, why=reason(error))

    def raw(self, size: int = CHUNK) -> Iterator[bytes]:
        """Yield the bytes of the file as they lie on disk."""
        try:
            with self._file.open() as opened:
                while chunk := opened.read(CHUNK):
                    self._hash.update(chunk)
                    self._size += len(chunk)
                    self._tick(len(chunk))
                    yield from (chunk[at : at + size] for at in range(0, len(chunk), size))
        except OSError as error:
            raise self._unreadable(error) from error

    def filler(self) -> Callable[[memoryview], int]:
        """Return a function that puts the next bytes of the content into a buffer; 0 at the end."""
        if self._file.packing:
            return _Pieces(self.unpacked()).fill
        return self._plain()

    def _plain(self) -> Callable[[memoryview], int]:
        try:
            opened = self._file.open()
        except OSError as error:
            raise self._unreadable(error) from error

        def fill(view: memoryview) -> int:
            got = 0
            while got < len(view) and not opened.closed:
                try:
                    size = self._piece(opened, view[got : got + CHUNK])
                except OSError as error:
                    if got:
                        break  # it is told when nothing is left to be handed on
                    raise self._unreadable(error) from error
                if not size:
                    opened.close()
                got += size
            return got

        return fill

    def _piece(self, opened: Any, piece: memoryview) -> int:
        """Read into a piece that a core's cache keeps until it is hashed."""
        size: int = opened.readinto(piece) or 0
        self._hash.update(piece[:size])
        self._size += size
        self._tick(size)
        return size

    def unpacked(self) -> Iterator[bytes]:
        """Yield the content in pieces; raises `DamagedFileError` for a damaged archive."""
        if not self._file.packing:
            return self.raw()
        if self._file.packing == "zst":
            pieces = gathered(self._zstd())
        elif self._file.packing == "gz":
            pieces = self._gzip()
        else:
            pieces = gathered(unpacked(self._file.packing, self.raw(), self._damaged))
        return self.kept(pieces) if self._file.keep else pieces

    def _damaged(self, why: str) -> DamagedFileError:
        return DamagedFileError(path=self._file.name, why=why)

    def _gzip(self) -> Iterator[bytes]:
        member = _gzip_member()
        begun = False
        for chunk in self.raw():
            data = chunk
            while data:
                try:
                    piece = member.decompress(data, CHUNK)
                except zlib.error as error:
                    raise self._damaged("gzip") from error
                begun = True
                if piece:
                    yield piece
                data = member.unconsumed_tail
                if member.eof:
                    data, begun = member.unused_data.lstrip(b"\0"), False
                    member = _gzip_member()
        if begun:
            raise self._damaged("gzip: unexpected end")

    def _zstd(self) -> Iterator[bytes]:
        import zstandard

        unpacker = zstandard.ZstdDecompressor()
        frame, begun = unpacker.decompressobj(), False
        for chunk in self.raw(ZSTD_CHUNK):
            data = chunk
            while data:
                try:
                    piece = frame.decompress(data)
                except zstandard.ZstdError as error:
                    raise self._damaged("zstd") from error
                begun, data = True, b""
                if frame.eof:
                    data, begun = frame.unused_data, False
                    frame = unpacker.decompressobj()
                if piece:
                    yield piece
        if begun:
            raise self._damaged("zstd: unexpected end")


class _Pieces:
    """Pieces of any size, put into buffers of any size."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self._failed: CorpusError | None = None

    def fill(self, view: memoryview) -> int:
        """Fill a buffer with the next bytes; return how many, fewer only at the end.

        What was read before a damaged place is handed on before the damage is told.
        """
        got = 0
        while got < len(view) and self._next():
            size = min(len(view) - got, len(self._rest))
            view[got : got + size] = self._rest[:size]
            self._rest = self._rest[size:]
            got += size
        if self._failed and not got:
            raise self._failed
        return got

    def _next(self) -> bool:
        """Tell whether there is more, and have it at hand."""
        if not self._rest and not self._failed:
            try:
                self._rest = memoryview(next(self._pieces, b""))
            except CorpusError as error:
                self._failed = error
        return bool(self._rest)


def _gzip_member() -> Any:
    return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)


def gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Join small pieces, so that what follows is done once for many."""
    parts: list[bytes] = []
    size = 0
    try:
        for piece in pieces:
            parts.append(piece)
            size += len(piece)
            if size >= CHUNK:
                yield b"".join(parts)
                parts, size = [], 0
    except DamagedFileError:
        if parts:
            yield b"".join(parts)
        raise
    if parts:
        yield b"".join(parts)


def file_sha256(file: CorpusFile) -> str:
    """Return the SHA-256 of a file, wherever it lies."""
    source = Source(file, lambda _size: None)
    for _ in source.raw():
        pass
    return source.input_file().sha256


def blocks(pieces: Iterator[bytes], limit: int = MAX_LINE) -> Iterator[Block]:
    """Cut pieces into blocks of whole lines; a line longer than `limit` becomes a block of None."""
    tail: list[bytes] = []
    size, line, skipping = 0, 1, False
    for piece in pieces:
        head = piece.find(b"\n") + 1
        if not head:
            if not skipping:
                tail.append(piece)
                size += len(piece)
            if size > limit:
                tail, size, skipping = [], 0, True
            continue
        if skipping or size + head > limit:
            yield Block(line, 1, None)
            line += 1
            rest = piece[head:]
        else:
            rest = b"".join((*tail, piece))
        cut = rest.rfind(b"\n") + 1
        if cut:
            count = rest.count(b"\n")
            yield Block(line, count, rest[:cut])
            line += count
        tail, size, skipping = [rest[cut:]], len(rest) - cut, False
    if skipping or size:
        yield Block(line, 1, None if skipping else b"".join(tail))

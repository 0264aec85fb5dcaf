"""The index file: an Arrow IPC file of one row, mapped into memory, so that processes share it.

Columns: `digests` (sorted), `texts` and `places` (which text, and where in its letters, for each
digest), `buckets` (where the digests with the same first bits begin), `names` and `letters` of the
texts. The header, as JSON in the metadata of the schema, holds format, parameters and the SHA-256 of
everything. No text is kept, but a run of letters can be tried out: who has an index can tell whether
a sentence is in it.
"""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from hegui.checks.corpus.letters.table import table_digest
from hegui.checks.corpus.overlap.errors import IndexVersionError, NoIndexError, NotAnIndexError
from hegui.checks.corpus.overlap.kinds import Kind
from hegui.common.files import OutputError, make_folder, why
from hegui.common.struct import Record

FORMAT = "hegui/overlap-index/1"
KEY = b"hegui"
ARRAYS = {
    "digests": np.uint64,
    "texts": np.uint32,
    "places": np.uint32,
    "buckets": np.uint64,
    "letters": np.uint32,
}
PIECE = 8 << 20


class Header(Record, frozen=True, kw_only=True):
    """What an index says of itself; `short` texts were left out, `crowded` runs were cut."""

    format: str
    letters_read: str
    name: str
    kind: Kind
    gram: int
    window: int
    texts: int
    letters: int
    runs: int
    short: int
    crowded: int
    sha256: str = ""


class Content(NamedTuple):
    """The arrays of an index, in memory or mapped, and the names of the texts."""

    digests: NDArray[np.uint64]
    texts: NDArray[np.uint32]
    places: NDArray[np.uint32]
    buckets: NDArray[np.uint64]
    letters: NDArray[np.uint32]
    names: Any

    @property
    def bits(self) -> int:
        """Return how many first bits the buckets tell apart."""
        return len(self.buckets).bit_length() - 1

    def digest(self, header: Header) -> str:
        """Return the SHA-256 of header and content."""
        whole = hashlib.sha256(msgspec.json.encode(msgspec.structs.replace(header, sha256="")))
        for name in ARRAYS:
            array = getattr(self, name)
            step = max(1, PIECE // array.itemsize)
            for at in range(0, len(array), step):
                whole.update(array[at : at + step].tobytes())
        for name in self.names:
            whole.update(str(name).encode("utf-8", "surrogatepass") + b"\0")
        return whole.hexdigest()


def write_index(path: Path, header: Header, content: Content) -> Header:
    """Write an index beside its place and move it there; return the header with its digest."""
    import pyarrow as pa

    header = msgspec.structs.replace(header, sha256=content.digest(header))
    arrays = {name: _one_row(pa.array(getattr(content, name))) for name in ARRAYS}
    arrays["names"] = _one_row(pa.array(content.names, pa.large_string()))
    batch = pa.record_batch(arrays).replace_schema_metadata({KEY: msgspec.json.encode(header)})
    make_folder(path.parent)
    new = path.with_name(f".new-{path.name}")
    try:
        with pa.OSFile(str(new), "wb") as sink, pa.ipc.new_file(sink, batch.schema) as writer:
            writer.write_batch(batch)
        new.replace(path)
    except OSError as error:
        raise OutputError(path=path, why=why(error)) from error
    finally:
        new.unlink(missing_ok=True)
    return header


def _one_row(values: Any) -> Any:
    import pyarrow as pa

    return pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values)


def open_index(path: Path, *, verify: bool = True) -> tuple[Header, Content]:
    """Map an index; raises `NotAnIndexError` for a damaged one, `IndexVersionError` for another.

    With `verify` everything is read once and compared with the digest.
    """
    header, columns = _read(path)
    content = Content(**{name: _values(path, columns, name) for name in Content._fields})
    _whole(path, header, content)
    if verify and content.digest(header) != header.sha256:
        raise NotAnIndexError(path=path, why="sha256")
    return header, content


def _read(path: Path) -> tuple[Header, dict[str, Any]]:
    import pyarrow as pa

    if not path.is_file():
        raise NoIndexError(path=path)
    try:
        reader = pa.ipc.open_file(pa.memory_map(str(path)))
        said = (reader.schema.metadata or {}).get(KEY, b"")
        _known(path, said)
        header = msgspec.json.decode(said, type=Header)
        batch = reader.get_batch(0)
        batch.validate(full=False)
    except (pa.ArrowException, OSError, msgspec.DecodeError, IndexError) as error:
        raise NotAnIndexError(path=path, why=type(error).__name__) from error
    return header, dict(zip(batch.schema.names, batch.columns, strict=True))


def _known(path: Path, said: bytes) -> None:
    head = msgspec.json.decode(said, type=dict[str, Any])
    found = (head.get("format"), head.get("letters_read"))
    known = (FORMAT, table_digest())
    if found != known:
        raise IndexVersionError(
            path=path, found="/".join(map(str, found)), known="/".join(map(str, known))
        )


def _values(path: Path, columns: dict[str, Any], name: str) -> Any:
    column = columns.get(name)
    if column is None or len(column) != 1:
        raise NotAnIndexError(path=path, why=name)
    values = column.values
    if name == "names":
        return values.to_pylist()
    found = values.to_numpy(zero_copy_only=True)
    if found.dtype != ARRAYS[name]:
        raise NotAnIndexError(path=path, why=name)
    return found


def _whole(path: Path, header: Header, content: Content) -> None:
    """Refuse arrays that do not fit each other; a look-up would go astray."""
    runs, texts = header.runs, header.texts
    lengths = (len(content.digests), len(content.texts), len(content.places))
    if lengths != (runs, runs, runs) or (len(content.letters), len(content.names)) != (
        texts,
        texts,
    ):
        raise NotAnIndexError(path=path, why="length")
    if len(content.buckets) != (1 << content.bits) + 1 or int(content.buckets[-1]) != runs:
        raise NotAnIndexError(path=path, why="buckets")

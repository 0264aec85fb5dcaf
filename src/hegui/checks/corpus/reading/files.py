"""Which files make a corpus, in what format, and how the work is divided."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, Literal

from hegui.checks.corpus.errors import DamagedFileError, FormatError, NoFilesError
from hegui.checks.corpus.reading.stores import SCHEME, Remote, listed
from hegui.engine.check import Context
from hegui.project.model import Corpus, FieldMap

Format = Literal["lines", "json", "parquet", "arrow", "sheet", "text", "warc"]
Packing = Literal["", "gz", "zst", "bz2", "xz"]

PACKINGS: dict[str, Packing] = {".gz": "gz", ".zst": "zst", ".bz2": "bz2", ".xz": "xz"}
TABLES = ("parquet", "arrow")
"""Formats with a packing of their own, read from anywhere in the file."""
FORMATS: dict[str, Format] = {
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".json": "json",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".csv": "sheet",
    ".tsv": "sheet",
    ".warc": "warc",
    ".wet": "warc",
    ".txt": "text",
    ".md": "text",
    ".markdown": "text",
}
TEXTS_PER_UNIT = 500
BYTES_PER_UNIT = 16 << 20
"""Small text files are given to a worker together, up to this."""
GROUPS_PER_UNIT = 4
"""Row groups of a Parquet file given to a worker together."""


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """One file: where it is, its name in the project, and how to read it.

    A remote object has no path of its own; `tag` is what its listing said of its version. Of a file
    to `keep` what comes before a damage is read; of any other a damage is an error.
    """

    path: Path
    name: str
    format: Format
    packing: Packing
    size: int
    remote: Remote | None = None
    tag: str = ""
    keep: bool = False

    def open(self) -> Any:
        """Open the file to be read from start to end, unbuffered; raises `OSError`."""
        return self.remote.stream() if self.remote else self.path.open("rb", buffering=0)

    def state(self) -> tuple[Any, ...]:
        """Return what tells one version of the content from another; raises `OSError`."""
        if self.remote:
            return self.remote.state()
        about = self.path.stat()
        return about.st_size, about.st_mtime_ns, about.st_ino


@dataclass(frozen=True, slots=True)
class Unit:
    """What one worker reads at a time: files of one format, or some row groups of one file."""

    number: int
    fields: FieldMap
    files: tuple[CorpusFile, ...]
    groups: tuple[int, int] | None = None


def corpus_files(corpus: Corpus, context: Context) -> list[CorpusFile]:
    """Return the files of a corpus by name.

    A pattern `s3://bucket/…` names objects of the store that the environment names.
    Raises `NoFilesError` for a pattern without a file and `FormatError` for an unknown format.
    """
    found: dict[str, CorpusFile] = {}
    for pattern in corpus.files:
        files = list(_declared(pattern, context))
        if not files:
            raise NoFilesError(corpus=corpus.id, pattern=pattern)
        found |= {file.name: file for file in files}
    if not found:
        raise NoFilesError(corpus=corpus.id, pattern="")
    return [found[name] for name in sorted(found)]


def _declared(pattern: str, context: Context) -> Iterator[CorpusFile]:
    if pattern.startswith(SCHEME):
        yield from objects(pattern)
        return
    for path in context.glob([pattern]):
        yield described(path, path.relative_to(context.declared.root).as_posix())


def objects(address: str, endpoint: str = "") -> Iterator[CorpusFile]:
    """Yield the objects of known formats that an `s3://` address names; raises `StoreError`."""
    for remote, size, tag in listed(address, endpoint):
        name = SCHEME + remote.key
        try:
            form, packing = format_of(name, name)
        except FormatError:
            if name == address:
                raise
            continue
        yield CorpusFile(Path(name), name, form, packing, size, remote, tag)


def spelled(path: PurePath | str) -> str:
    """Return a path as text; bytes that are not UTF-8 are escaped as `\\x…`."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def described(path: Path, name: str) -> CorpusFile:
    """Return a file with its format by suffix, or raise `FormatError`."""
    form, packing = format_of(path.name, name)
    return CorpusFile(path, name, form, packing, path.stat().st_size)


def format_of(file: str, name: str) -> tuple[Format, Packing]:
    """Return format and packing by suffix, or raise `FormatError`, which tells `name`."""
    suffixes = [suffix.lower() for suffix in PurePath(file).suffixes]
    packing = PACKINGS.get(suffixes[-1], "") if suffixes else ""
    if packing:
        suffixes.pop()
    suffix = suffixes[-1] if suffixes else ""
    form = FORMATS.get(suffix)
    if form is None or (packing and form in TABLES):
        shown = "".join(PurePath(file).suffixes[-2:]) or "—"
        raise FormatError(path=name, what_zh=f"后缀 {shown}", what_en=f"suffix {shown}")
    return form, packing


def divide(files: Sequence[tuple[FieldMap, CorpusFile]]) -> list[Unit]:
    """Divide the work into units in the order of the files."""
    units: list[Unit] = []
    for fields, group, span in _groups(files):
        units.append(Unit(len(units), fields, tuple(group), span))
    return units


Group = tuple[FieldMap, list[CorpusFile], tuple[int, int] | None]


def _groups(files: Iterable[tuple[FieldMap, CorpusFile]]) -> Iterator[Group]:
    texts: list[CorpusFile] = []
    fields = FieldMap()
    for own, file in files:
        if texts and (file.format != "text" or own.encoding != fields.encoding):
            yield fields, texts, None
            texts = []
        if file.format == "text":
            texts.append(file)
            fields = FieldMap(encoding=own.encoding)
            if len(texts) >= TEXTS_PER_UNIT or sum(f.size for f in texts) >= BYTES_PER_UNIT:
                yield fields, texts, None
                texts = []
            continue
        if file.format == "parquet":
            yield from ((own, [file], span) for span in row_groups(file))
        else:
            yield own, [file], None
    if texts:
        yield fields, texts, None


def row_groups(file: CorpusFile) -> list[tuple[int, int]]:
    """Return the spans of row groups of a Parquet file; at least one, so that it is hashed."""
    import pyarrow
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(opened_for_arrow(file)) as opened:
            count = opened.num_row_groups
    except (pyarrow.ArrowException, OSError) as error:
        raise DamagedFileError(path=file.name, why=type(error).__name__) from error
    starts = range(0, count, GROUPS_PER_UNIT)
    return [(start, min(count, start + GROUPS_PER_UNIT)) for start in starts] or [(0, 0)]


def opened_for_arrow(file: CorpusFile) -> Any:
    """Return a file that Arrow reads from anywhere."""
    import pyarrow

    return file.remote.file() if file.remote else pyarrow.OSFile(os.fsencode(file.path), "rb")

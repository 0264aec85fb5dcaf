"""Captions of media files, from metadata tables and from files of the same name.

`captions` yields them as documents, so that whatever reads text (scans, profiles, samples) can
read captions too; `hegui corpus media` writes them as JSON lines for that.
"""

import mimetypes
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hegui.common.struct import Record
from hegui.engine.rows import stream_rows
from hegui.engine.tables import Row, TableError

MEDIA = ("image", "audio", "video")
MAX_CAPTION = 1 << 20
"""Bytes of a caption file; what is larger is no caption."""
Report = Callable[[str, str, str], None]
"""Takes the place of what cannot be read, and why in Chinese and English."""


class MediaColumns(Record, frozen=True, kw_only=True):
    """The words of metadata beside media; see the comments in `columns.yaml`."""

    schema: str
    tables: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    captions: tuple[str, ...]
    media: tuple[str, ...]
    yes_words: tuple[str, ...]


class Caption(Record, frozen=True, kw_only=True):
    """A caption as a document: `id` is the media file by its path, `where` the table's line."""

    id: str
    text: str
    where: str
    source: str = ""
    licence: str = ""
    language: str = ""
    synthetic: bool = False


@cache
def media_columns() -> MediaColumns:
    """Return the words."""
    data = Path(__file__).with_name("columns.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=MediaColumns)


def is_called_media(path: Path) -> bool:
    """Tell whether a file is called an image, a sound or a film."""
    if path.suffix.lower() in media_columns().media:
        return True
    return (mimetypes.guess_type(path.name)[0] or "").partition("/")[0] in MEDIA


def captions(
    paths: Iterable[Path], name: Callable[[Path], str], report: Report
) -> Iterator[Caption]:
    """Yield the entries of the tables and caption files among `paths`, in their order.

    `name` says what a path is called. An entry without text (a row that only marks its file as
    synthetic) is yielded too. What cannot be read, and rows whose file is not there, go to `report`.
    """
    beside = Beside()
    for path in paths:
        if path.name.lower() in media_columns().tables:
            yield from _table(path, name, report)
        elif media := beside.media_of(path):
            yield from _sidecar(path, media, name, report)


class Beside:
    """Tells what stands beside media; each folder is listed once, however many captions it has."""

    def __init__(self) -> None:
        self._known: dict[Path, dict[str, Path]] = {}

    def is_read(self, path: Path) -> bool:
        """Tell whether a file is a metadata table, or holds the caption of a media file."""
        return path.name.lower() in media_columns().tables or self.media_of(path) is not None

    def media_of(self, path: Path) -> Path | None:
        """Return the media file whose caption a file holds, None for a text that stands alone."""
        if path.suffix.lower() not in media_columns().captions:
            return None
        if path.parent not in self._known:
            named: dict[str, Path] = {}
            for one in sorted(path.parent.iterdir()):
                if is_called_media(one):
                    named.setdefault(one.stem, one)
            self._known[path.parent] = named
        return self._known[path.parent].get(path.stem)


def _sidecar(
    path: Path, media: Path, name: Callable[[Path], str], report: Report
) -> Iterator[Caption]:
    try:
        if path.stat().st_size > MAX_CAPTION:
            report(name(path), "说明文字过长", "the caption is too long")
            return
        text = path.read_bytes().decode("utf-8-sig").strip()
    except (OSError, UnicodeDecodeError):
        report(name(path), "说明文字不是 UTF-8 文本或无法打开", "the caption is no UTF-8 text")
        return
    if text:
        yield Caption(id=name(media), text=text, where=f"{name(path)}:1")


def _table(path: Path, name: Callable[[Path], str], report: Report) -> Iterator[Caption]:
    place = name(path)

    def bad(line: int, zh: str, en: str) -> None:
        report(f"{place}:{line}", zh, en)

    try:
        for row in stream_rows(path, "files", bad, columns=media_columns().columns):
            if (found := _entry(path, row, name, bad)) is not None:
                yield found
    except TableError as error:
        bad(error.data["line"], error.data["what_zh"], error.data["what_en"])


def _entry(
    path: Path, row: Row, name: Callable[[Path], str], bad: Callable[[int, str, str], None]
) -> Caption | None:
    file = row.values.get("file")
    if not isinstance(file, str) or not file.strip():
        bad(row.line, "没有文件名", "no file is named")
        return None
    media = path.parent / file.strip()
    if Path(file).is_absolute() or ".." in Path(file).parts or not media.is_file():
        bad(row.line, f"文件“{file[:100]}”不在文件夹里", f"“{file[:100]}” is not in the folder")
        return None
    return Caption(
        id=name(media),
        text=_text(row, "text"),
        where=f"{name(path)}:{row.line}",
        source=_text(row, "source"),
        licence=_text(row, "licence"),
        language=_text(row, "language"),
        synthetic=_yes(row.values.get("synthetic")),
    )


def _text(row: Row, column: str) -> str:
    value = row.values.get(column)
    return value.strip() if isinstance(value, str) else ""


def _yes(value: Any) -> bool:
    return value is True or str(value).strip().lower() in media_columns().yes_words

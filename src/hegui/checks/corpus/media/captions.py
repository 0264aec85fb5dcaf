"""Captions of media files, from metadata tables and from files of the same name.

`captions` yields them as documents, so that whatever reads text (scans, profiles, samples) can
read captions too; `hegui corpus media` writes them as JSON lines for that.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from hegui.common.struct import Record
from hegui.engine.rows import stream_rows
from hegui.engine.tables import Row, TableError

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
    beside: tuple[str, ...]
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


def is_beside(path: Path) -> bool:
    """Tell whether a file stands beside media instead of being media."""
    return path.suffix.lower() in media_columns().beside


def captions(
    paths: Iterable[Path], name: Callable[[Path], str], report: Report
) -> Iterator[Caption]:
    """Yield the entries of the tables and caption files among `paths`, in their order.

    `name` says what a path is called. An entry without text (a row that only marks its file as
    synthetic) is yielded too. What cannot be read, and rows whose file is not there, go to `report`.
    """
    words = media_columns()
    for path in paths:
        if path.name.lower() in words.tables:
            yield from _table(path, name, report)
        elif path.suffix.lower() in words.captions and (media := media_of(path)):
            yield from _sidecar(path, media, name, report)


def media_of(path: Path) -> Path | None:
    """Return the media file whose caption a file holds, None for a text that stands alone."""
    found = sorted(p for p in path.parent.glob(f"{_literal(path.stem)}.*") if not is_beside(p))
    return found[0] if found else None


def _literal(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)


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

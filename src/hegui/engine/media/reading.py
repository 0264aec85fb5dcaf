"""Reading the media that a bank names: each file is looked at once, and only its digest is kept."""

import base64
import binascii
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

import msgspec

from hegui.common.files import why
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text
from hegui.engine.fields import Cells
from hegui.engine.media.inline import BadPartError, Source, source_of
from hegui.engine.media.loading import read_file
from hegui.engine.media.looking import format_of, other_of, whole
from hegui.engine.media.model import Kind, Media, media_rules

COLUMNS: dict[str, Kind | None] = {
    "media": None,
    "image": "image",
    "audio": "audio",
    "video": "video",
}
"""The columns with media, and what each must hold."""
REMEMBERED = 4096
"""Files whose digests are kept, for pictures that many questions share."""


class _Seen(NamedTuple):
    stamp: tuple[int, int, int]
    media: Media


class MediaReader:
    """Reads the media of one bank; paths are relative to its folder and do not leave it."""

    def __init__(self, bank: Path) -> None:
        self._folder = bank.parent.absolute()
        self._home = bank.parent.resolve()
        self._seen: dict[Path, _Seen] = {}

    def columns(self, cells: Cells) -> tuple[Media, ...]:
        """Return the media of a row's columns; raise `TableError`, which names file and line."""
        found: list[Source] = []
        for name, kind in COLUMNS.items():
            if cells.value(name):
                found += (_named(cells, text, kind) for text in _listed(cells, name))
        return self.of(cells, found) if found else ()

    def of(self, cells: Cells, sources: list[Source]) -> tuple[Media, ...]:
        """Return the media that a row names."""
        most = media_rules().limits.per_question
        if len(sources) > most:
            raise cells.fail(f"一题的媒体多于 {most} 个", f"a question has more than {most} media")
        return tuple(self._one(cells, source) for source in sources)

    def _one(self, cells: Cells, source: Source) -> Media:
        found = self._file(cells, source) if source.path else self._held(cells, source)
        if source.kind and found.kind != source.kind:
            wanted, is_ = media_rules().names[source.kind], media_rules().names[found.kind]
            name = _name(source)
            raise cells.fail(
                f"媒体{name.zh}是{is_.zh}（{found.format}），这里应是{wanted.zh}",
                f"the media {name.en} is of kind {is_.en} ({found.format}), and {wanted.en} belongs here",
            )
        return msgspec.structs.replace(found, at=source.at, detail=source.detail)

    def _file(self, cells: Cells, source: Source) -> Media:
        path = self._inside(cells, source.path)
        try:
            stat = path.stat()
            stamp = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
            seen = self._seen.get(path)
            if seen and seen.stamp == stamp:
                return seen.media
            data = read_file(path, max(map(media_rules().limits.of, media_rules().names)))
        except OSError as error:
            said = why(error)
            raise cells.fail(
                f"媒体“{source.path}”无法读取（{said}）；路径从题库所在文件夹算起",
                f"the media “{source.path}” cannot be read ({said}); paths begin at the bank's folder",
            ) from error
        if data is None:
            raise cells.fail(
                f"媒体“{source.path}”不是普通文件，或过大",
                f"the media “{source.path}” is no regular file, or too large",
            )
        found = msgspec.structs.replace(look(cells, data, source), path=str(path))
        if len(self._seen) >= REMEMBERED:
            self._seen.clear()
        self._seen[path] = _Seen(stamp, found)
        return found

    def _inside(self, cells: Cells, text: str) -> Path:
        """Return the path of a file in the bank's folder."""
        pure = PurePosixPath(text.replace("\\", "/"))
        leaves = pure.is_absolute() or ".." in pure.parts or PureWindowsPath(text).drive
        path = self._folder / pure
        try:
            if not leaves and "\0" not in text and path.resolve().is_relative_to(self._home):
                return path
        except (OSError, RuntimeError):
            pass
        raise cells.fail(
            f"媒体“{text}”不在题库所在的文件夹里；请放进去并写相对路径",
            f"the media “{text}” is not in the bank's folder; put it there and name it by a relative path",
        )

    def _held(self, cells: Cells, source: Source) -> Media:
        try:
            data = base64.b64decode("".join(source.base64.split()), validate=True)
        except (binascii.Error, ValueError) as error:
            raise cells.fail(
                "题中的媒体不是有效的 Base64", "a medium in the row is not valid Base64"
            ) from error
        return msgspec.structs.replace(look(cells, data, source), data=data)


def look(cells: Cells, data: bytes, source: Source) -> Media:
    """Return what the bytes of a medium are; raise `TableError` for none that can be asked with."""
    name, rules = _name(source), media_rules()
    if not data:
        raise cells.fail(f"媒体{name.zh}是空的", f"the media {name.en} is empty")
    found = format_of(data)
    if not found:
        is_ = other_of(data) or "?"
        known = ", ".join(rules.formats)
        raise cells.fail(
            f"媒体{name.zh}的内容（{is_}）不是可以提问的格式，请转换成其中之一：{known}",
            f"the content of the media {name.en} ({is_}) is of no format that can be asked with; convert it "
            f"to one of {known}",
        )
    own = rules.formats[found]
    if len(data) > rules.limits.of(own.kind):
        most = rules.limits.of(own.kind) >> 20
        raise cells.fail(
            f"媒体{name.zh}超过 {most} MiB", f"the media {name.en} has more than {most} MiB"
        )
    if not whole(data, own):
        raise cells.fail(
            f"媒体{name.zh}（{found}）已损坏或被截断，请重新导出",
            f"the media {name.en} ({found}) is damaged or cut off; export it again",
        )
    return Media(kind=own.kind, format=found, sha256=sha256_bytes(data), size=len(data))


def _name(source: Source) -> Text:
    return (
        Text(f"“{source.path}”", f"“{source.path}”")
        if source.path
        else Text("（题内）", "in the row")
    )


def _listed(cells: Cells, name: str) -> tuple[str, ...]:
    """Return the names in a column; one that is a data URI is not cut."""
    value = cells.value(name)
    parts = [value] if isinstance(value, str) and value.startswith("data:") else None
    if parts is not None:
        return tuple(part.strip() for part in parts)
    return cells.listed(name)


def _named(cells: Cells, text: str, kind: Kind | None) -> Source:
    try:
        return source_of(text, kind)
    except BadPartError as error:
        raise cells.fail(error.zh, error.en) from error

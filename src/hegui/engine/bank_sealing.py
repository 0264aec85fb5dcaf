"""Encrypting a bank whole: its rows, with the bytes of their media in them."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from hegui.engine.banks import bank_words, messages_of
from hegui.engine.fields import Cells
from hegui.engine.media import Media, MediaReader, loaded, media_rules
from hegui.engine.media.inline import bank_turn
from hegui.engine.media.reading import COLUMNS
from hegui.engine.rows.reading import stream_rows
from hegui.engine.sealed_bank import sealed_bytes
from hegui.engine.sealing import Seal
from hegui.engine.tables import Row, fail


def seal_bank(path: Path, seal: Seal) -> bytes:
    """Return the rows of a bank as an encrypted file, media in them.

    Raises `TableError` for rows that are none, for media that cannot be asked with, and for more media
    than one encrypted bank holds.
    """

    def refuse(line: int, zh: str, en: str) -> None:
        raise fail(path, line, zh, en)

    rows = whole_rows(path, stream_rows(path, "questions", refuse))
    return sealed_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows), seal)


def whole_rows(path: Path, rows: Iterator[Row]) -> Iterator[dict[str, Any]]:
    """Yield rows with the bytes of their media in place of the names of files."""
    names = {name: bank_words().columns[name] for name in (*COLUMNS, "messages")}
    spelled = {other: name for name, others in names.items() for other in (name, *others)}
    reader, held, most = MediaReader(path), 0, media_rules().limits.sealed_bytes
    for row in rows:
        own = {name: value for name, value in row.values.items() if name in spelled}
        if not any(own.values()):
            yield row.values
            continue
        cells = Cells(path, Row(row.line, own), names)
        media, turns = reader.columns(cells), messages_of(cells, reader)
        found = (*media, *(one for turn in turns for one in turn.media))
        held += sum(one.size for one in found)
        if held > most:
            raise cells.fail(
                f"到这一行媒体已超过 {most >> 20} MiB，加密题库整个放在内存里，放不下；请分成几个题库",
                f"up to this row the media have more than {most >> 20} MiB, and an encrypted bank is held in "
                "memory whole; make several banks of it",
            )
        yield _row(
            row, spelled, media, [bank_turn(t.role, t.content, t.media, inline) for t in turns]
        )


def _row(
    row: Row, spelled: dict[str, str], media: tuple[Media, ...], turns: list[dict[str, Any]]
) -> dict[str, Any]:
    plain = {name: value for name, value in row.values.items() if name not in spelled}
    if turns:
        return plain | {"messages": turns}
    return plain | ({"media": list(map(inline, media))} if media else {})


def inline(media: Media) -> str:
    """Return a medium as a data URI; raise `MediaChangedError` when it is another one by now."""
    return f"data:{media.type};base64,{base64.b64encode(loaded(media)).decode()}"

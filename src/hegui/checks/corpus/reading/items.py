"""What can be wrong with one item of a corpus, and how ids are read."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from hegui.checks.corpus.reading.diagnosis import NOT_UTF8
from hegui.common.text import Text
from hegui.engine.model import ItemError

NO_TEXT = Text("没有文字", "no text")
TOO_LONG = Text("过长，未读取", "too long, not read")


DAMAGED = Text(
    "文件从这里起已损坏或不完整（{why}），其后的内容没有读",
    "the file is damaged or incomplete from here on ({why}); what follows was not read",
)
UNCLOSED = Text(
    "第 {row} 行打开的引号一直没有关闭，从该行起的内容没有读",
    "a quote opened at row {row} never closed; nothing from that row on was read",
)


class Damage(ItemError, frozen=True, kw_only=True):  # noqa: N818
    """The error of a file that ends in damage; `why` in few words."""

    why: str


def damage(where: str, why: str) -> Damage:
    """Return the error of a file that is damaged from some place on."""
    return Damage(where=where, what=DAMAGED.filled(why=why).both(), why=why)


def unclosed(where: str, row: int) -> Damage:
    """Return the error of a table whose last cell swallows all that follows; row 0 has the names."""
    why = f"quote opened at row {row} never closed"
    return Damage(where=where, what=UNCLOSED.filled(row=row).both(), why=why)


def damage_in(errors: Iterable[ItemError]) -> str:
    """Return why a file is damaged, "" where it is not."""
    return next((error.why for error in errors if isinstance(error, Damage)), "")


def not_utf8(where: str) -> ItemError:
    """Return the error of bytes that are not UTF-8."""
    return ItemError(where=where, what=NOT_UTF8.both())


def no_text(where: str) -> ItemError:
    """Return the error of a document without text."""
    return ItemError(where=where, what=NO_TEXT.both())


def too_long(where: str) -> ItemError:
    """Return the error of an item beyond the limit."""
    return ItemError(where=where, what=TOO_LONG.both())


def bad_record(where: str, why: Text) -> ItemError:
    """Return the error of a record that cannot be used."""
    return ItemError(where=where, what=why.both())


def as_name(value: Any) -> str:
    """Return an id or source as text; what is not a word or number is no name."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def as_word(value: Any) -> str:
    """Return a value of metadata as text; "" for an object, a list or nothing."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value) if isinstance(value, str | int | float) else ""

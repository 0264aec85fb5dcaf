"""What can be wrong with one item of a corpus, and how ids are read."""

from typing import Any

from hegui.engine.model import ItemError


def not_utf8(where: str) -> ItemError:
    """Return the error of bytes that are not UTF-8."""
    return ItemError(where=where, what="不是 UTF-8 文本 / not UTF-8 text")


def no_text(where: str) -> ItemError:
    """Return the error of a document without text."""
    return ItemError(where=where, what="没有文字 / no text")


def too_long(where: str) -> ItemError:
    """Return the error of an item beyond the limit."""
    return ItemError(where=where, what="过长，未读取 / too long, not read")


def bad_record(where: str, why: str) -> ItemError:
    """Return the error of a record that does not have the declared fields."""
    return ItemError(where=where, what=f"记录不可用（{why}）/ the record cannot be used ({why})")


def as_name(value: Any) -> str:
    """Return an id or source as text; what is not a word or number is no name."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""

"""Errors of the register, said in both languages."""

from hegui.common.text import Text
from hegui.server.core.errors import ConflictError, InvalidError


def invalid(field: str, text: Text) -> InvalidError:
    """Return the error of a field that is not right."""
    return InvalidError(field=field, what_zh=text.zh, what_en=text.en)


def conflict(text: Text) -> ConflictError:
    """Return the error of something that cannot be done now."""
    return ConflictError(what_zh=text.zh, what_en=text.en)


NO_REASON = Text("请写明理由。", "give a reason.")
YEARS = Text("年份应在 1990 至 2199 之间。", "the year must lie between 1990 and 2199.")
"""The same bounds as in the project file."""

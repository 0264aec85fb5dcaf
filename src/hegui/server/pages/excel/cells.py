"""What a cell means: dates in several spellings, words of choices in both languages."""

import datetime as dt
import re
from typing import Any

from hegui.common.text import Text
from hegui.server.core.plain import not_allowed, plain_text
from hegui.server.pages.excel.model import CUT, Column

DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]00:00(?::00)?)?")
YES = {"是", "yes", "y", "true", "1", "对", "✓"}
NO = {"否", "no", "n", "false", "0", "不", "✗"}
ERRORS = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NULL!|NUM!)")


class NotRightError(ValueError):
    """A cell does not fit its column."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.what = Text(zh, en)


def cell_value(column: Column, value: Any) -> Any:
    """Return the value of a cell: None for an empty date or number, else what the kind says.

    Raises `NotRightError` with what is wrong.
    """
    if isinstance(value, str) and ERRORS.fullmatch(value.strip()):
        raise NotRightError(f"公式出错（{value}）。", f"the formula failed ({value}).")
    empty = value is None or (isinstance(value, str) and not value.strip())
    if empty and column.required:
        raise NotRightError("不能为空。", "must not be empty.")
    if empty:
        return "" if column.kind in ("text", "long", "choice") else None
    found = _READERS[column.kind](column, value)
    wrong = column.check(found) if column.check else None
    if wrong is not None:
        raise NotRightError(wrong.zh, wrong.en)
    return found


def _text(column: Column, value: Any) -> str:
    text = plain_text(_words(value)).strip()
    if wrong := not_allowed(text):
        raise NotRightError(wrong.zh, wrong.en)
    if column.kind == "text" and ("\n" in text or "\r" in text):
        raise NotRightError("不能换行。", "must be one line.")
    if text.endswith(CUT):
        raise NotRightError("导出时被截断，不能导回。", "was cut off when exported.")
    if len(text) > column.limit:
        raise NotRightError(
            f"有 {len(text)} 字，最多 {column.limit} 字。",
            f"has {len(text)} characters, at most {column.limit}.",
        )
    return text


def _words(value: Any) -> str:
    """Return a cell as its text: whole numbers without a point, days as 2026-11-25."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    return str(value).replace("\r\n", "\n").strip()


def _date(column: Column, value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    match = DAY.fullmatch(str(value).strip())
    if match is None:
        raise _bad_day(value)
    year, month, day = map(int, match.groups())
    try:
        return dt.date(year, month, day)
    except ValueError as error:
        raise _bad_day(value) from error


def _bad_day(value: Any) -> NotRightError:
    shown = str(value)[:40]
    return NotRightError(
        f"“{shown}”不是日期，请写成 2026-11-25。", f"“{shown}” is no day; write 2026-11-25."
    )


def _number(column: Column, value: Any) -> int | float:
    try:
        number = float(str(value).replace(",", ""))
    except ValueError as error:
        raise _no_number(value) from error
    if isinstance(value, bool) or not abs(number) < 1e15:
        raise _no_number(value)
    return int(number) if number.is_integer() else number


def _no_number(value: Any) -> NotRightError:
    shown = str(value)[:40]
    return NotRightError(f"“{shown}”不是数字。", f"“{shown}” is no number.")


def _choice(column: Column, value: Any) -> str:
    word = _words(value).casefold()
    for key, title in column.choices:
        if word in (key.casefold(), title.zh.casefold(), title.en.casefold()):
            return key
    shown = str(value)[:40]
    some = column.choices[:12]
    raise NotRightError(
        f"“{shown}”不在可选项中：{'、'.join(title.zh for _, title in some)}。",
        f"“{shown}” is none of: {', '.join(title.en for _, title in some)}.",
    )


def _yes_no(column: Column, value: Any) -> bool:
    word = _words(value).casefold()
    if word in YES:
        return True
    if word in NO:
        return False
    raise NotRightError("请填“是”或“否”。", "write yes or no.")


_READERS: dict[str, Any] = {
    "text": _text,
    "long": _text,
    "date": _date,
    "number": _number,
    "choice": _choice,
    "yes_no": _yes_no,
}

"""Does a plain value have the shape of a record? Every difference is a problem, not only the first.

The shape is read from the record types, so that the records stay the only definition.
"""

import datetime as dt
import difflib
import math
import re
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from hegui.common.text import Text
from hegui.project.errors import Key
from hegui.project.model import DIGEST_PATTERN, ENV_PATTERN, ID_PATTERN

Report = Callable[[str, Key, Text], None]
"""Takes a problem: its code, the key and the sentence."""

YEARS = (1990, 2199)
"""Years that a date may have; others are slips of the hand and break later arithmetic."""

_NAMES = {
    bool: Text(" true 或 false", "true or false"),
    int: Text("整数", "a whole number"),
    float: Text("数", "a number"),
    str: Text("文字（数字请加引号）", "text (put digits into quotes)"),
    dict: Text("若干“键: 值”", "keys with values"),
    list: Text("列表（每项一行，以“- ”开头）", "a list (one item per line, after “- ”)"),
    dt.date: Text("日期，写成 YYYY-MM-DD", "a date written YYYY-MM-DD"),
}
_PATTERNS = {
    ID_PATTERN: Text(
        "编号只能用字母、数字、点、下划线和连字符，至多 64 个字符",
        "an id is made of letters, digits, dots, underscores and hyphens, at most 64",
    ),
    DIGEST_PATTERN: Text(
        "摘要应写成 sha256: 或 sm3: 加 64 个小写十六进制数字",
        "write a digest as sha256: or sm3: and 64 lower-case hex digits",
    ),
    ENV_PATTERN: Text(
        "这里只写环境变量的名称，密钥本身放在环境变量里",
        "write the name of an environment variable here; the key itself belongs into that variable",
    ),
}


@cache
def shape_of(record: type[msgspec.Struct]) -> inspect.StructType:
    """Return the shape of a record type."""
    shape = inspect.type_info(record)
    assert isinstance(shape, inspect.StructType)
    return shape


def check_shape(value: Any, shape: inspect.Type, key: Key, report: Report) -> None:
    """Report every place where `value` does not have this shape."""
    if isinstance(shape, inspect.StructType):
        _struct(value, shape, key, report)
    elif isinstance(shape, inspect.VarTupleType):
        _list(value, shape, key, report)
    elif isinstance(shape, inspect.DictType):
        _dict(value, shape, key, report)
    elif isinstance(shape, inspect.UnionType):
        _union(value, shape, key, report)
    elif isinstance(shape, inspect.LiteralType):
        _literal(value, shape, key, report)
    elif not isinstance(shape, inspect.AnyType):
        _scalar(value, shape, key, report)


def wrong_type(wanted: type, value: Any) -> Text:
    """Return the sentence about a value of the wrong type."""
    name, given = _NAMES[wanted], shown(value)
    return Text(f"应是{name.zh}，现为{given.zh}。", f"expected {name.en}, found {given.en}.")


def shown(value: Any) -> Text:
    """Return a value as it is shown in a message; long text is cut, structures are named."""
    if value is None:
        return Text("空", "nothing")
    if isinstance(value, dict | list):
        name = _NAMES[type(value)]
        return Text(name.zh, name.en)
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = text if len(text) <= 40 else f"{text[:37]}…"
    return Text(f"“{text}”", f"“{text}”")


def nearest(word: str, known: Collection[str]) -> str:
    """Return the known word that was most probably meant, or an empty string."""
    found = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def did_you_mean(word: str, known: Collection[str]) -> Text:
    """Return `；是不是“…”？` in both languages, a full stop where nothing is near."""
    guess = nearest(word, known)
    if not guess:
        return Text("。", ".")
    return Text(f"；是不是“{guess}”？", f"; did you mean “{guess}”?")


def _struct(value: Any, shape: inspect.StructType, key: Key, report: Report) -> None:
    if not isinstance(value, dict):
        report("wrong_type", key, wrong_type(dict, value))
        return
    fields = {field.encode_name: field for field in shape.fields}
    for name, inner in value.items():
        if name not in fields:
            report("unknown_key", (*key, name), _unknown_key(name, fields))
        else:
            check_shape(inner, fields[name].type, (*key, name), report)
    for name, field in fields.items():
        if field.required and name not in value:
            text = Text(f"缺少必填的“{name}”。", f"the required key “{name}” is missing.")
            report("missing_key", (*key, name), text)


def _unknown_key(name: str, known: Collection[str]) -> Text:
    near = did_you_mean(name, known)
    names = "、".join(sorted(known)), ", ".join(sorted(known))
    if near.en == ".":
        return Text(f"不认识的键；可用：{names[0]}。", f"unknown key; known here: {names[1]}.")
    return Text(f"不认识的键{near.zh}", f"unknown key{near.en}")


def _list(value: Any, shape: inspect.VarTupleType, key: Key, report: Report) -> None:
    if not isinstance(value, list):
        report("wrong_type", key, wrong_type(list, value))
        return
    for at, item in enumerate(value):
        check_shape(item, shape.item_type, (*key, at), report)


def _dict(value: Any, shape: inspect.DictType, key: Key, report: Report) -> None:
    if not isinstance(value, dict):
        report("wrong_type", key, wrong_type(dict, value))
        return
    for name, inner in value.items():
        check_shape(inner, shape.value_type, (*key, name), report)


def _union(value: Any, shape: inspect.UnionType, key: Key, report: Report) -> None:
    """Check an optional field, and a text or a list of them; other unions (fact values) are
    checked where they are known.
    """
    others = [kind for kind in shape.types if not isinstance(kind, inspect.NoneType)]
    if value is not None and len(others) == 1:
        check_shape(value, others[0], key, report)
    elif {type(kind) for kind in others} == {inspect.StrType, inspect.VarTupleType}:
        wanted = inspect.VarTupleType if isinstance(value, list) else inspect.StrType
        check_shape(value, next(k for k in others if isinstance(k, wanted)), key, report)


def _literal(value: Any, shape: inspect.LiteralType, key: Key, report: Report) -> None:
    words = [str(word) for word in shape.values]
    if value in words:
        return
    given = shown(value)
    if len(words) == 1:
        text = Text(f"应为 {words[0]}，现为{given.zh}。", f"expected {words[0]}, found {given.en}.")
    else:
        near = did_you_mean(str(value), words)
        text = Text(
            f"应是 {'、'.join(words)} 之一，现为{given.zh}{near.zh}",
            f"expected one of {', '.join(words)}, found {given.en}{near.en}",
        )
    report("unknown_word", key, text)


def _scalar(value: Any, shape: inspect.Type, key: Key, report: Report) -> None:
    wanted: type = {
        inspect.StrType: str,
        inspect.IntType: int,
        inspect.FloatType: float,
        inspect.BoolType: bool,
        inspect.DateType: dt.date,
    }[type(shape)]
    if wanted is dt.date:
        _date(value, key, report)
    elif not _is(value, wanted):
        report("wrong_type", key, wrong_type(wanted, value))
    elif problem := _out_of_bounds(value, shape):
        report("out_of_bounds", key, problem)


def _is(value: Any, wanted: type) -> bool:
    if wanted is float:
        return (
            isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        )
    return isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool))


def _date(value: Any, key: Key, report: Report) -> None:
    day = parse_date(value)
    if day is None:
        report("bad_date", key, wrong_type(dt.date, value))
    elif not YEARS[0] <= day.year <= YEARS[1]:
        text = Text(
            f"年份应在 {YEARS[0]} 至 {YEARS[1]} 之间。",
            f"the year must lie between {YEARS[0]} and {YEARS[1]}.",
        )
        report("bad_date", key, text)


def parse_date(value: Any) -> dt.date | None:
    """Return the calendar day of `YYYY-MM-DD`, or None."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None


def _out_of_bounds(value: Any, shape: inspect.Type) -> Text | None:
    if isinstance(shape, inspect.StrType):
        return _bad_text(value, shape)
    low = getattr(shape, "ge", None)
    over = getattr(shape, "gt", None)
    high = getattr(shape, "le", None)
    if (low is None or value >= low) and (over is None or value > over):
        if high is None or value <= high:
            return None
        return Text(f"不得大于 {high}，现为 {value}。", f"at most {high}, found {value}.")
    if low is not None:
        return Text(f"不得小于 {low}，现为 {value}。", f"at least {low}, found {value}.")
    return Text(f"应大于 {over}，现为 {value}。", f"greater than {over}, found {value}.")


def _bad_text(value: str, shape: inspect.StrType) -> Text | None:
    if shape.min_length and not value.strip():
        return Text("不能为空。", "must not be empty.")
    if shape.pattern and not re.search(shape.pattern, value):
        given, hint = shown(value), _PATTERNS[shape.pattern]
        if shape.pattern == ENV_PATTERN:
            return Text(f"{hint.zh}。", f"{hint.en}.")
        return Text(f"{given.zh}不合写法：{hint.zh}。", f"{given.en} is not allowed: {hint.en}.")
    return None

"""Why a line of JSON gives no document, in plain words.

The fast decoder only says that a line cannot be used, in words of its own; a refused line is read
once more here. Nothing of its content is quoted.
"""

import json
from typing import Any

from hegui.checks.corpus.reading.known import likely
from hegui.common.text import Text

NOT_UTF8 = Text(
    "不是 UTF-8 文本，也不是所说编码的文本（GBK、GB 18030 加 --encoding gb18030，项目文件里写 fields.encoding；"
    "其他编码请先用 iconv 转换）",
    "not UTF-8 text, nor text in an encoding that was told (--encoding gb18030 reads GBK and GB 18030, "
    "fields.encoding in the project file; convert others by iconv)",
)
NOT_JSON = Text("不是有效的 JSON（第 {column} 列）", "not valid JSON (column {column})")
NOT_USABLE = Text("不是可用的 JSON", "not JSON that can be used")
NOT_A_NUMBER = Text(
    "含有 {constant}，JSON 没有这样的数", "it holds {constant}, which is no number in JSON"
)
TOO_DEEP = Text("嵌套过深", "nested too deeply")
NOT_OBJECT = Text("不是 JSON 对象（应以 { 开头）", "not a JSON object (it should begin with {)")
NO_FIELD = Text("没有字段“{field}”", "there is no field “{field}”")
NO_FIELD_BUT = Text(
    "没有字段“{field}”，但有 {others}；请改用 --fields {shape}（项目文件里写 shape），"
    "文件混有几种形状时用 any",
    "there is no field “{field}”; it has {others}: use --fields {shape} (shape in the project file), or "
    "any where a file mixes shapes",
)
NULL = Text("字段“{field}”是空值（null）", "the field “{field}” is null")
NOT_TEXT = Text(
    "字段“{field}”是{kind.zh}，不是文字", "the field “{field}” is {kind.en}, where text is expected"
)
CELLS = Text(
    "有 {count} 格，表头有 {expected} 格", "it has {count} cells, where the header has {expected}"
)
GAP = Text(
    "记录之后没有空行，其长度可能写错，其后的字节未读",
    "no blank line follows the record: its length may be wrong, and the bytes after it were not read",
)
KIND = Text("是 {kind}，不读取其中的文字", "it is {kind}, of which no text is read")
SURROGATE = Text(
    "含有不成对的代理字符（\\ud800 一类），不是文字",
    "it holds half of a surrogate pair (such as \\ud800), which is no character",
)
NUMBER = Text("数字", "a number")
KINDS = {
    dict: Text("对象", "an object"),
    list: Text("列表", "a list"),
    bool: Text("真假值", "true or false"),
}


class _ConstantError(ValueError):
    """Something that is no number in JSON: NaN or an infinity."""


def why_unusable(line: bytes, field: str) -> Text:
    """Return why a line that was refused gives no text at `field` (dots reach into objects)."""
    record = _plain(line)
    return record if isinstance(record, Text) else _why_no_text(record, field)


def why_not_json(line: bytes) -> Text:
    """Return why a line could not be decoded at all."""
    record = _plain(line)
    return record if isinstance(record, Text) else SURROGATE


def _plain(line: bytes) -> Any:
    """Return the record, or what is wrong with it."""
    try:
        return json.loads(line.decode(), parse_constant=_refuse)
    except UnicodeDecodeError:
        return NOT_UTF8
    except json.JSONDecodeError as error:
        return NOT_JSON.filled(column=error.colno)
    except _ConstantError as error:
        return NOT_A_NUMBER.filled(constant=str(error))
    except RecursionError:
        return TOO_DEEP
    except ValueError:
        return NOT_USABLE


def no_field(record: dict[str, Any], field: str) -> Text:
    """Return that a record lacks a field, and the shape of records that it seems to have."""
    shape, others = likely(record)
    if not shape:
        return NO_FIELD.filled(field=field)
    return NO_FIELD_BUT.filled(field=field, others=", ".join(others), shape=shape)


def why_no_text(value: Any, field: str) -> Text:
    """Return why a value that is not text gives none."""
    if value is None:
        return NULL.filled(field=field)
    return NOT_TEXT.filled(field=field, kind=KINDS.get(type(value), NUMBER))


def _refuse(constant: str) -> Any:
    raise _ConstantError(constant)


def _why_no_text(record: Any, field: str) -> Text:
    if not isinstance(record, dict):
        return NOT_OBJECT
    value: Any = record
    for part in field.split("."):
        if not isinstance(value, dict) or part not in value:
            return no_field(record, field)
        value = value[part]
    if not isinstance(value, str):
        return why_no_text(value, field)
    # Text is there, so what the decoder refused is a half of a surrogate pair somewhere in the line.
    return SURROGATE

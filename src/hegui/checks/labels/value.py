"""The text of a label as a JSON object: bare, wrapped in AIGC, or encoded twice."""

import json
from typing import Any, NamedTuple

from hegui.checks.labels.carriers.site import KEY
from hegui.common.text import Text

NOT_JSON = Text("不是有效的 JSON", "it is not valid JSON")
NOT_OBJECT = Text("不是一个 JSON 对象", "it is not one JSON object")
DOUBLED = Text("键“{key}”出现两次", "the key “{key}” appears twice")
NOT_STRINGS = Text("键“{key}”的值不是字符串", "the value of “{key}” is not a string")
MAX_NESTING = 3
"""Bare, wrapped, or encoded as a string within a wrapper; deeper is no label."""


class Value(NamedTuple):
    """The fields of a label, or what is wrong with its form."""

    fields: dict[str, str] | None
    fault: Text | None = None
    encoded_twice: bool = False


class _DoubledKeyError(ValueError):
    pass


def parse_value(text: str) -> Value:
    """Return the fields of a label; a wrapper named AIGC is taken off."""
    found: Any = _unprefixed(text)
    twice = False
    for depth in range(MAX_NESTING):
        if isinstance(found, str):
            twice = twice or depth > 0
            try:
                found = json.loads(found, object_pairs_hook=_object)
            except _DoubledKeyError as error:
                return Value(None, _with_key(DOUBLED, str(error)), twice)
            except (ValueError, RecursionError):
                return Value(None, NOT_JSON, twice)
        if isinstance(found, dict) and set(found) == {KEY}:
            found = found[KEY]
        if isinstance(found, dict):
            break
    return _checked(found, twice)


def _unprefixed(text: str) -> str:
    """Return the text without the word AIGC that some writers put before the object."""
    stripped = text.strip("\0 \t\r\n")
    if stripped.startswith(KEY):
        return stripped.removeprefix(KEY).lstrip(" :=")
    return stripped


def _checked(found: Any, twice: bool) -> Value:
    if not isinstance(found, dict):
        return Value(None, NOT_OBJECT, twice)
    for key, value in found.items():
        if not isinstance(value, str):
            return Value(None, _with_key(NOT_STRINGS, key), twice)
    return Value(found, None, twice)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            raise _DoubledKeyError(key)
        seen[key] = value
    return seen


def _with_key(text: Text, key: str) -> Text:
    shown = key if len(key) <= 40 else f"{key[:40]}…"
    return text.filled(key=shown)

"""Rules about texts: everything a person reads exists in Chinese and in English."""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from hegui.catalogue.validators.registry import Hit, View, validator


@lru_cache(maxsize=64)
def pairs(record: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record that hold the same in Chinese and in English."""
    names = record.__struct_fields__
    found = []
    for name in names:
        english = "en" if name == "zh" else f"{name.removesuffix('_zh')}_en"
        if (name == "zh" or name.endswith("_zh")) and english in names:
            found.append((name, english))
    return tuple(found)


@lru_cache(maxsize=64)
def required(record: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields that every record of this type must have."""
    return tuple(field.name for field in msgspec.structs.fields(record) if field.required)


def records(row: msgspec.Struct, path: str = "") -> Iterator[tuple[str, msgspec.Struct]]:
    """Yield the row and the records inside it, with their paths."""
    yield path, row
    for name in row.__struct_fields__:
        value = getattr(row, name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, msgspec.Struct):
                yield from records(item, f"{path}.{name}" if path else name)


def translated(view: View) -> Iterator[tuple[str, str, str, msgspec.Struct, str, str]]:
    """Yield (kind, row, path, record, zh field, en field) for all pairs of texts."""
    for kind, row in view.rows():
        for path, record in records(row):
            for zh, en in pairs(type(record)):
                yield kind, row.id, f"{path}." if path else "", record, zh, en


@validator()
def missing_translation(view: View) -> Iterator[Hit]:
    """“{present}”有内容而“{absent}”为空；中英文都要有。

    “{present}” has a text and “{absent}” has none; both languages are needed.
    """
    for kind, row, path, record, zh, en in translated(view):
        left, right = getattr(record, zh), getattr(record, en)
        if bool(left) != bool(right):
            words = {"present": zh if left else en, "absent": en if left else zh}
            yield Hit(kind, row, f"{path}{words['absent']}", words)


@validator()
def unequal_lists(view: View) -> Iterator[Hit]:
    """“{zh}”有 {many} 项，“{en}”有 {other} 项，应一一对应。

    “{zh}” has {many} items and “{en}” has {other}; they must correspond.
    """
    for kind, row, path, record, zh, en in translated(view):
        left, right = getattr(record, zh), getattr(record, en)
        if isinstance(left, tuple) and left and right and len(left) != len(right):
            words = {"zh": zh, "en": en, "many": len(left), "other": len(right)}
            yield Hit(kind, row, f"{path}{en}", words)


@validator()
def empty_text(view: View) -> Iterator[Hit]:
    """必填的文字“{field}”是空的。

    The text “{field}” is needed and is empty.
    """
    for kind, row in view.rows():
        record: type[msgspec.Struct] = type(row)
        for name in required(record):
            value = getattr(row, name)
            if isinstance(value, str) and not value.strip():
                yield Hit(kind, row.id, name, {"field": name})

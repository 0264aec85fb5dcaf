"""Rules about texts: everything a person reads exists in Chinese and in English."""

from collections.abc import Iterator
from functools import lru_cache

import msgspec

from hegui.catalogue.validators.registry import Hit, View, validator


@lru_cache(maxsize=64)
def pairs(record: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record that hold the same in Chinese and in English."""
    names = [field.name for field in msgspec.structs.fields(record)]
    found = []
    for name in names:
        english = "en" if name == "zh" else f"{name.removesuffix('_zh')}_en"
        if (name == "zh" or name.endswith("_zh")) and english in names:
            found.append((name, english))
    return tuple(found)


def records(row: msgspec.Struct, path: str = "") -> Iterator[tuple[str, msgspec.Struct]]:
    """Yield the row and the records inside it, with their paths."""
    yield path, row
    for field in msgspec.structs.fields(row):
        value = getattr(row, field.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, msgspec.Struct):
                name = f"{path}.{field.name}" if path else field.name
                yield from records(item, name)


@validator()
def missing_translation(view: View) -> Iterator[Hit]:
    """“{present}”有内容而“{absent}”为空；中英文都要有。

    “{present}” has a text and “{absent}” has none; both languages are needed.
    """
    for kind, row in view.rows():
        for path, record in records(row):
            for zh, en in pairs(type(record)):
                if bool(getattr(record, zh)) != bool(getattr(record, en)):
                    present, absent = (zh, en) if getattr(record, zh) else (en, zh)
                    field = f"{path}.{absent}" if path else absent
                    yield Hit(kind, row.id, field, {"present": present, "absent": absent})


@validator()
def unequal_lists(view: View) -> Iterator[Hit]:
    """“{zh}”有 {many} 项，“{en}”有 {other} 项，应一一对应。

    “{zh}” has {many} items and “{en}” has {other}; they must correspond.
    """
    for kind, row in view.rows():
        for path, record in records(row):
            for zh, en in pairs(type(record)):
                left, right = getattr(record, zh), getattr(record, en)
                if isinstance(left, tuple) and left and right and len(left) != len(right):
                    field = f"{path}.{en}" if path else en
                    words = {"zh": zh, "en": en, "many": len(left), "other": len(right)}
                    yield Hit(kind, row.id, field, words)


@validator()
def empty_text(view: View) -> Iterator[Hit]:
    """必填的文字“{field}”是空的。

    The text “{field}” is needed and is empty.
    """
    for kind, row in view.rows():
        required = [f for f in msgspec.structs.fields(row) if f.required]
        for field in required:
            value = getattr(row, field.name)
            if isinstance(value, str) and not value.strip():
                yield Hit(kind, row.id, field.name, {"field": field.name})

"""The tables of keys in `docs/reference/project-file.md`, made from the records and their words.

`python -m hegui.project.reference PAGE` writes them anew between the markers of the page.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import NODEFAULT, inspect

from hegui.common.files import write_atomic
from hegui.project.model import Project
from hegui.project.shape import shape_of
from hegui.project.words import words

BEGIN, END = "<!-- keys: generated -->", "<!-- end of keys -->"


def key_tables() -> str:
    """Return one heading and one table for every record, in the order they are met."""
    return "\n".join(line for shape in _records() for line in _table(shape))


def with_tables(page: str) -> str:
    """Return the page with its tables of keys as they are now."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n\n{key_tables()}\n{END}{tail}"


def _records() -> list[inspect.StructType]:
    found: dict[type, inspect.StructType] = {}
    todo: list[inspect.Type] = [shape_of(Project)]
    while todo:
        shape = todo.pop(0)
        if isinstance(shape, inspect.StructType):
            found.setdefault(shape.cls, shape)
            todo[:0] = [field.type for field in shape.fields]
        elif isinstance(shape, inspect.VarTupleType):
            todo.insert(0, shape.item_type)
        elif isinstance(shape, inspect.UnionType):
            todo[:0] = shape.types
        elif isinstance(shape, inspect.DictType):
            todo.insert(0, shape.value_type)
    return list(found.values())


def _table(shape: inspect.StructType) -> Iterator[str]:
    meaning = words()[shape.cls.__name__]
    yield f"### {shape.cls.__name__}\n\n{meaning[''].zh} {meaning[''].en}\n"
    yield "| key | 含义 Meaning | type | default |\n|---|---|---|---|"
    for field in shape.fields:
        text = meaning[field.encode_name]
        default = "必填 required" if field.required else _default(field)
        yield f"| `{field.encode_name}` | {text.zh}<br>{text.en} | {kind_of(field.type)} | {default} |"
    yield ""


def _default(field: inspect.Field) -> str:
    plain = field.default is not NODEFAULT and isinstance(field.default, str | int | float | bool)
    return f"`{str(field.default).lower()}`" if plain and field.default != "" else ""


def kind_of(shape: inspect.Type) -> str:
    """Return the type of a field in words."""
    if isinstance(shape, inspect.StructType):
        return f"[{shape.cls.__name__}](#{shape.cls.__name__.lower()})"
    if isinstance(shape, inspect.VarTupleType):
        return f"list of {kind_of(shape.item_type)}"
    if isinstance(shape, inspect.DictType):
        return f"names to {kind_of(shape.value_type)}"
    if isinstance(shape, inspect.LiteralType):
        return ", ".join(f"`{word}`" for word in shape.values)
    if isinstance(shape, inspect.UnionType):
        return " or ".join(
            kind_of(part) for part in shape.types if not isinstance(part, inspect.NoneType)
        )
    return _NAMES[type(shape)]


_NAMES: dict[type, str] = {
    inspect.StrType: "text",
    inspect.IntType: "whole number",
    inspect.FloatType: "number",
    inspect.BoolType: "true or false",
    inspect.DateType: "date",
    inspect.AnyType: "anything",
}


def main(page: Path) -> None:
    """Write the tables of a page anew."""
    write_atomic(page, with_tables(page.read_text("utf-8")).encode())


if __name__ == "__main__":
    main(Path(sys.argv[1]))

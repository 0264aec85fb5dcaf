"""The shapes of records that are known, as `shapes.yaml` says them."""

from functools import cache
from pathlib import Path
from typing import Any

from hegui.common.struct import Record


class Shape(Record, frozen=True, kw_only=True):
    """The fields of a shape of records, and those that tell it from others."""

    fields: tuple[str, ...]
    signs: tuple[str, ...] = ()


class Shapes(Record, frozen=True, kw_only=True):
    """The content of `shapes.yaml`."""

    inner: tuple[str, ...]
    shapes: dict[str, Shape]


@cache
def known_shapes() -> Shapes:
    """Return the shapes that are known."""
    import msgspec

    return msgspec.yaml.decode(Path(__file__).with_name("shapes.yaml").read_bytes(), type=Shapes)


def likely(record: dict[str, Any]) -> tuple[str, list[str]]:
    """Return the shape that a record seems to have, and the fields that tell; "" where none does."""
    for name, shape in known_shapes().shapes.items():
        if found := [sign for sign in shape.signs if sign in record]:
            return name, found
    return "", []

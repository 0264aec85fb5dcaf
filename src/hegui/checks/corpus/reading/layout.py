"""Which parts of a record are decoded: only what the declared fields name."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from hegui.project.model import FieldMap

Get = Callable[[Any], Any]
Tree = dict[str, Any]


def layout(fields: FieldMap, names: Sequence[str]) -> tuple[Any, Get, list[Get]]:
    """Return a type that decodes the text and the named fields, and their getters.

    A record without the text is refused. What else is named may be absent or of any shape.
    """
    tree = _text_tree(fields)
    paths = [getattr(fields, name).split(".") for name in names]
    places = [_placed(tree, path) for path in paths]
    getters = [_getter(_slots(tree, own), rest) for own, rest in places]
    return _struct(tree), _getter(_slots(tree, fields.text.split(".")), []), getters


def layout_beside(fields: FieldMap, names: Sequence[str]) -> tuple[Any, list[Get]]:
    """Return a type that decodes the named fields and no text, and their getters."""
    tree: Tree = {}
    places = [_placed(tree, getattr(fields, name).split(".")) for name in names]
    return _struct(tree), [_getter(_slots(tree, own), rest) for own, rest in places]


def _text_tree(fields: FieldMap) -> Tree:
    tree: Tree = {}
    *parents, last = fields.text.split(".")
    node = tree
    for parent in parents:
        node = node.setdefault(parent, {})
    node[last] = str
    return tree


def _placed(tree: Tree, path: list[str]) -> tuple[list[str], list[str]]:
    """Make room for a field; return the path that is decoded as such, and the rest of it.

    Where the path leaves that of the text anything may stand, so that an odd value beside the
    text never costs the text.
    """
    node = tree
    for at, part in enumerate(path):
        inner = node.setdefault(part, Any)
        if not isinstance(inner, dict):
            return path[: at + 1], path[at + 1 :]
        node = inner
    return path, [""]  # an object on the way to the text: no value


def _slots(tree: Tree, path: list[str]) -> list[str]:
    slots = []
    for part in path:
        slots.append(f"f{list(tree).index(part)}")
        tree = tree[part]
    return slots


def _getter(slots: list[str], rest: list[str]) -> Get:
    if len(slots) == 1 and not rest:
        return attrgetter(slots[0])

    def get(record: Any) -> Any:
        for slot in slots:
            record = getattr(record, slot, None)
        for part in rest:
            record = record.get(part) if isinstance(record, dict) else None
        return record

    return get


def _struct(tree: Tree) -> Any:
    slots: list[Any] = []
    for at, node in enumerate(tree.values()):
        if isinstance(node, dict):
            slots.append((f"f{at}", _struct(node) | None, None))
        else:
            required = node is str
            slots.append((f"f{at}", node) if required else (f"f{at}", node, None))
    names = {f"f{at}": key for at, key in enumerate(tree)}
    return msgspec.defstruct("Document", sorted(slots, key=len), rename=names)

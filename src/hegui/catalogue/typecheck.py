"""Names and types in expressions: checked when the catalogue is built, before any value is seen."""

from collections.abc import Mapping
from dataclasses import dataclass

from hegui.catalogue.syntax import Binary, ExpressionError, Literal, Many, Name, Node, Not, parse
from hegui.common.text import Text

Kind = str
"""bool, int, float, text, set, map (words to int), shares (words to float)."""
KEYED: dict[Kind, Kind] = {"map": "int", "shares": "float"}
LITERALS: dict[type, Kind] = {bool: "bool", int: "int", float: "float", str: "text"}
KINDS_ZH = {
    "bool": "是或否",
    "int": "整数",
    "float": "小数",
    "text": "词",
    "set": "集合",
    "map": "按词计数的表",
    "shares": "按词列占比的表",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """The names an expression may use: their types, the words of sets, and what they are called."""

    types: Mapping[str, Kind]
    words: Mapping[str, tuple[str, ...]]
    what: Text


class TypeMismatchError(Exception):
    """A name or type that does not fit; carries the sentence."""

    def __init__(self, zh: str, en: str) -> None:
        self.text = Text(zh, en)
        super().__init__(en)


def check(expression: str, scope: Scope) -> Text | None:
    """Return what is wrong with an expression over a scope, or None."""
    try:
        kind = kind_of(parse(expression), scope)
    except TypeMismatchError as error:
        return error.text
    except ExpressionError as error:
        return Text(error.message("zh"), error.message("en"))
    if kind != "bool":
        return Text(
            f"“{expression}”的结果是{KINDS_ZH[kind]}，应是真或假。",
            f"“{expression}” gives a {kind}; it must be true or false.",
        )
    return None


def kind_of(node: Node, scope: Scope) -> Kind:
    """Return the type of a node; raise `TypeMismatchError`."""
    if isinstance(node, Literal):
        return LITERALS[type(node.value)]
    if isinstance(node, Name):
        return _name(node, scope)
    if isinstance(node, Not):
        return _all_bool("!", [node.item], scope)
    if isinstance(node, Many):
        return _all_bool(node.sign, node.items, scope)
    if node.sign in "+-*/%":
        return _arithmetic(node, scope)
    return _member(node, scope) if node.sign == "in" else _compare(node, scope)


def _name(node: Name, scope: Scope) -> Kind:
    kind = scope.types.get(node.name)
    if kind is None:
        raise TypeMismatchError(
            f"“{node.name}”不是{scope.what.zh}。", f"“{node.name}” is not {scope.what.en}."
        )
    if kind in KEYED and node.key is not None:
        return KEYED[kind]
    if kind in KEYED:
        raise TypeMismatchError(
            f"“{node.name}”要写明键，如 {node.name}['A.1']。",
            f"“{node.name}” needs a key, such as {node.name}['A.1'].",
        )
    if node.key is not None:
        raise TypeMismatchError(f"“{node.name}”没有键。", f"“{node.name}” has no keys.")
    return kind


def _all_bool(sign: str, items: list[Node] | tuple[Node, ...], scope: Scope) -> Kind:
    for item in items:
        kind = kind_of(item, scope)
        if kind != "bool":
            raise TypeMismatchError(
                f"“{sign}”两边应是真或假，不能是{KINDS_ZH[kind]}。",
                f"“{sign}” joins truths, not a {kind}.",
            )
    return "bool"


def _numbers(node: Binary, scope: Scope) -> set[Kind]:
    kinds = {kind_of(node.left, scope), kind_of(node.right, scope)}
    for kind in kinds - {"int", "float"}:
        raise TypeMismatchError(
            f"“{node.sign}”两边应是数，不能是{KINDS_ZH[kind]}。",
            f"“{node.sign}” takes numbers, not a {kind}.",
        )
    return kinds


def _arithmetic(node: Binary, scope: Scope) -> Kind:
    kinds = _numbers(node, scope)
    if len(kinds) > 1:
        raise TypeMismatchError(
            f"“{node.sign}”不能混用整数和小数；请写成 share * 100.0 的样子。",
            f"“{node.sign}” does not mix integers and floats; write it like share * 100.0.",
        )
    return kinds.pop()


def _compare(node: Binary, scope: Scope) -> Kind:
    left, right = kind_of(node.left, scope), kind_of(node.right, scope)
    if node.sign in ("==", "!=") and left == right and left in ("bool", "text"):
        return "bool"
    _numbers(node, scope)
    return "bool"


def _member(node: Binary, scope: Scope) -> Kind:
    if kind_of(node.right, scope) != "set" or not isinstance(node.right, Name):
        raise TypeMismatchError("“in”右边应是集合。", "A set belongs to the right of “in”.")
    if kind_of(node.left, scope) != "text" or not isinstance(node.left, Literal):
        raise TypeMismatchError(
            "“in”左边应是加引号的词。", "A quoted word belongs to the left of “in”."
        )
    allowed = scope.words.get(node.right.name, ())
    if node.left.value not in allowed:
        raise TypeMismatchError(
            f"“{node.left.value}”不在“{node.right.name}”的取值里：{'、'.join(allowed)}。",
            f"“{node.left.value}” is not a value of “{node.right.name}”: {', '.join(allowed)}.",
        )
    return "bool"

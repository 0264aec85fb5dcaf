"""A brute-force evaluator of three-valued logic: tries every value of every unset fact."""

import itertools
from collections.abc import Mapping
from typing import Any

from hegui.catalogue.model import Fact
from hegui.catalogue.syntax import Binary, Literal, Many, Name, Node, Not, parse, walk


def kleene(node: Node, facts: Mapping[str, Any]) -> bool | None:
    """Return Kleene's value by the textbook tables, written apart from the product's code."""
    if isinstance(node, Literal):
        return bool(node.value)
    if isinstance(node, Not):
        return {True: False, False: True, None: None}[kleene(node.item, facts)]
    if isinstance(node, Many):
        order = {False: 0, None: 1, True: 2}
        values = [kleene(item, facts) for item in node.items]
        pick = min if node.sign == "&&" else max
        return pick(values, key=lambda value: order[value])
    return atom(node, facts)


def atom(node: Node, facts: Mapping[str, Any]) -> bool | None:
    """Return the value of one comparison or name; None when its fact is unset."""
    (name,) = [n.name for n in walk(node) if isinstance(n, Name)]
    if name not in facts:
        return None
    if isinstance(node, Name):
        return bool(facts[name])
    assert isinstance(node, Binary)
    if node.sign == "in":
        assert isinstance(node.left, Literal)
        return node.left.value in facts[name]
    assert isinstance(node.right, Literal)
    text = f"{facts[name]} {node.sign} {node.right.value}"
    return bool(eval(text, {"__builtins__": {}}))


def possible(expression: str, facts: Mapping[str, Any], declared: Mapping[str, Fact]) -> set[bool]:
    """Return the truths that some values of the unset facts give."""
    node = parse(expression)
    names = sorted({n.name for n in walk(node) if isinstance(n, Name)} - facts.keys())
    choices = [values_of(declared[name], node) for name in names]
    return {
        bool(kleene(node, {**facts, **dict(zip(names, chosen, strict=True))}))
        for chosen in itertools.product(*choices)
    }


def values_of(fact: Fact, node: Node) -> list[Any]:
    """Return values that between them take every branch."""
    if fact.type == "bool":
        return [False, True]
    if fact.type == "set":
        return [(), *((value,) for value in fact.values)]
    limits = [n.value for n in walk(node) if isinstance(n, Literal) and isinstance(n.value, int)]
    return [limit + step for limit in limits for step in (-1, 0, 1)]

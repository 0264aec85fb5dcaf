"""Why a condition is true, false or unknown: the facts that decide, as a small tree.

The state is found by Kleene logic over the tree of the expression; tests hold it equal to CEL.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from hegui.catalogue.model import Catalogue, FactValue
from hegui.catalogue.syntax import Binary, Literal, Many, Name, Node, Not, parse
from hegui.common.text import Text

Facts = Mapping[str, FactValue]
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": eq,
    "!=": ne,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
}
SIGNS_ZH = {"==": "等于", "!=": "不等于", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不小于"}
SIGNS_EN = {
    "==": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is above",
    ">=": "is at least",
}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Reason:
    """A node of the reason: `fact` for a leaf, else parts joined by `and` or `or`."""

    value: bool | None
    fact: str = ""
    text: Text = NOTHING
    joined: str = ""
    parts: tuple["Reason", ...] = ()

    def leaves(self) -> tuple["Reason", ...]:
        """Return the leaves in order, each fact once."""
        if not self.parts:
            return (self,) if self.fact else ()
        found: dict[tuple[str, str], Reason] = {}
        for part in self.parts:
            for leaf in part.leaves():
                found.setdefault((leaf.fact, leaf.text.en), leaf)
        return tuple(found.values())


def value_of(node: Node, facts: Facts) -> Any:
    """Return the value of a node; None where it hinges on an unset fact."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Name):
        return facts.get(node.name)
    if isinstance(node, Not):
        inner = value_of(node.item, facts)
        return None if inner is None else not inner
    if isinstance(node, Many):
        return _chain(node, facts)
    left, right = value_of(node.left, facts), value_of(node.right, facts)
    if left is None or right is None:
        return None
    if node.sign == "in":
        return bool(left in right)
    return COMPARE[node.sign](left, right)


def _chain(node: Many, facts: Facts) -> bool | None:
    deciding: bool = node.sign == "||"
    unknown = False
    for item in node.items:
        value: bool | None = value_of(item, facts)
        if value == deciding:
            return deciding
        unknown = unknown or value is None
    return None if unknown else not deciding


def reason(expression: str, facts: Facts, catalogue: Catalogue) -> Reason:
    """Return why an expression over facts is true, false or unknown: only what decides it."""
    return _reason(parse(expression), facts, catalogue, negated=False)


def _reason(node: Node, facts: Facts, catalogue: Catalogue, *, negated: bool) -> Reason:
    if isinstance(node, Not):
        return _reason(node.item, facts, catalogue, negated=not negated)
    if isinstance(node, Many):
        parts = [_reason(item, facts, catalogue, negated=negated) for item in node.items]
        return _deciding((node.sign == "||") != negated, parts)
    value = value_of(node, facts)
    shown = None if value is None else value is not negated
    fact, text = _leaf(node, facts, catalogue, truth=value, negated=negated)
    return Reason(shown, fact, text)


def _deciding(either: bool, parts: list[Reason]) -> Reason:
    """Keep the parts that decide: one is enough where one settles it, all where all must."""
    settling = [part for part in parts if part.value is either]
    if settling:
        return min(settling, key=lambda part: len(part.leaves()))
    unknown = [part for part in parts if part.value is None]
    kept = unknown or parts
    if len(kept) == 1:
        return kept[0]
    if unknown:
        return Reason(None, joined="or" if either else "and", parts=tuple(kept))
    return Reason(not either, joined="and", parts=tuple(kept))


def _leaf(
    node: Node, facts: Facts, catalogue: Catalogue, *, truth: bool | None, negated: bool
) -> tuple[str, Text]:
    """Return the fact of a leaf and what is known of it, in words."""
    if isinstance(node, Name):
        return node.name, _bool_words(catalogue, node.name, truth)
    if isinstance(node, Binary):
        if node.sign == "in" and isinstance(node.left, Literal) and isinstance(node.right, Name):
            return node.right.name, _set_words(catalogue, node.right.name, node.left.value, truth)
        if isinstance(node.left, Name) and isinstance(node.right, Literal):
            return node.left.name, _number_words(catalogue, node, facts, truth)
    return "", NOTHING


def fact_words(catalogue: Catalogue, name: str) -> Text:
    """Return what a fact is called."""
    fact = catalogue.facts[name]
    return Text(fact.zh, fact.en)


def _bool_words(catalogue: Catalogue, name: str, truth: bool | None) -> Text:
    words = fact_words(catalogue, name)
    if truth is None:
        return Text(f"“{words.zh}”", f"“{words.en}”")
    zh, en = ("为是", "is true") if truth else ("为否", "is false")
    return Text(f"“{words.zh}”{zh}", f"“{words.en}” {en}")


def _set_words(catalogue: Catalogue, name: str, member: object, truth: bool | None) -> Text:
    words = fact_words(catalogue, name)
    label = catalogue.labels.get(f"fact.{name}", {}).get(str(member))
    zh, en = (label.zh, label.en) if label else (str(member), str(member))
    if truth is None:
        return Text(f"“{words.zh}”（是否含{zh}）", f"“{words.en}” (whether {en} is among them)")
    if truth:
        return Text(f"“{words.zh}”含{zh}", f"“{words.en}” include {en}")
    return Text(f"“{words.zh}”不含{zh}", f"“{words.en}” do not include {en}")


def _number_words(catalogue: Catalogue, node: Binary, facts: Facts, truth: bool | None) -> Text:
    assert isinstance(node.left, Name)
    assert isinstance(node.right, Literal)
    words, limit = fact_words(catalogue, node.left.name), node.right.value
    if truth is None:
        asked_zh, asked_en = SIGNS_ZH[node.sign], SIGNS_EN[node.sign]
        return Text(
            f"“{words.zh}”（是否{asked_zh} {limit}）",
            f"“{words.en}” (whether it {asked_en} {limit})",
        )
    sign = node.sign if truth else OPPOSITE[node.sign]
    have = facts[node.left.name]
    return Text(
        f"“{words.zh}”为 {have}，{SIGNS_ZH[sign]} {limit}",
        f"“{words.en}” is {have}, which {SIGNS_EN[sign]} {limit}",
    )


def sentence(found: Reason) -> Text:
    """Return the parts of a reason as one phrase: “A”为是，且“B”为是."""
    if not found.parts:
        return found.text
    zh = "，且" if found.joined == "and" else "，或"
    texts = [_inner(part) for part in found.parts]
    return Text(zh.join(t.zh for t in texts), f" {found.joined} ".join(t.en for t in texts))


def _inner(part: Reason) -> Text:
    text = sentence(part)
    return Text(f"（{text.zh}）", f"({text.en})") if part.parts else text

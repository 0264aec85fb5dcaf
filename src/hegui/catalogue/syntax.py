"""The part of CEL that conditions and rules are written in, as a tree.

`||  &&  !  == != < <= > >=  in  + - * / %  name  name['key']  literals  parentheses`. The tree
serves to check names and types and to say why; the value itself comes from the CEL library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from hegui.common.errors import HeguiError
from hegui.common.text import Text

MAX_LENGTH = 4_000
MAX_DEPTH = 60
TOKEN = re.compile(
    r"\s*(?:(?P<float>\d+\.\d+)|(?P<int>\d+)|(?P<text>'[^'\\]*'|\"[^\"\\]*\")"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<sign>\|\||&&|[=!<>]=|[-!<>+*/%()\[\],]))"
)
RELATIONS = ("==", "!=", "<=", ">=", "<", ">", "in")


class ExpressionError(HeguiError):
    """An expression that cannot be parsed or computed."""

    code = "expression"
    text = Text(
        "表达式“{expression}”有误：{why}。", "The expression “{expression}” is wrong: {why}."
    )

    def __init__(self, expression: str, why: Text) -> None:
        self.why = why
        super().__init__(expression=expression, why=why.en)

    def message(self, lang: str | None = None) -> str:
        """Return the sentence with the reason in the same language."""
        from hegui.common.text import default_lang

        chosen = lang or default_lang()
        template, reason = (
            (self.text.zh, self.why.zh) if chosen == "zh" else (self.text.en, self.why.en)
        )
        return template.format(expression=self.data["expression"], why=reason)


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant: bool, int, float or string."""

    value: bool | int | float | str


@dataclass(frozen=True, slots=True)
class Name:
    """A fact or measure, perhaps with a key: `minimum_per_risk_by_class['A.1']`."""

    name: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Logical not."""

    item: "Node"


@dataclass(frozen=True, slots=True)
class Many:
    """A chain of `&&` or of `||`."""

    sign: str
    items: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Binary:
    """A relation (`== != < <= > >= in`) or arithmetic (`+ - * / %`)."""

    sign: str
    left: "Node"
    right: "Node"


Node = Literal | Name | Not | Many | Binary


@lru_cache(maxsize=8192)
def parse(expression: str) -> Node:
    """Return the tree of an expression, or raise `ExpressionError`."""
    if len(expression) > MAX_LENGTH:
        raise ExpressionError(expression[:60] + "…", Text("太长", "it is too long"))
    return _Parser(expression).whole()


@lru_cache(maxsize=8192)
def names(expression: str) -> tuple[str, ...]:
    """Return the names in an expression, sorted."""
    return tuple(sorted({name.name for name in walk(parse(expression)) if isinstance(name, Name)}))


def walk(node: Node) -> Iterator[Node]:
    """Yield the node and all nodes under it."""
    yield node
    if isinstance(node, Not):
        yield from walk(node.item)
    elif isinstance(node, Many):
        for item in node.items:
            yield from walk(item)
    elif isinstance(node, Binary):
        yield from walk(node.left)
        yield from walk(node.right)


class _Parser:
    """A recursive-descent parser; one object per expression."""

    def __init__(self, expression: str) -> None:
        self.expression = expression
        self.tokens = self.split()
        self.at = 0
        self.depth = 0

    def fail(self, zh: str, en: str) -> ExpressionError:
        return ExpressionError(self.expression, Text(zh, en))

    def split(self) -> list[tuple[str, str]]:
        """Return (kind, text) pairs."""
        tokens, at, text = [], 0, self.expression.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                rest = text[at:].strip()[:10]
                raise self.fail(f"“{rest}”处看不懂", f"it is not understood at “{rest}”")
            kind = match.lastgroup or ""
            tokens.append((kind, match[kind]))
            at = match.end()
        return tokens

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise self.fail("没有写完", "it ends too early")
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, sign: str) -> None:
        _, text = self.take()
        if text != sign:
            raise self.fail(f"这里应是“{sign}”而不是“{text}”", f"expected “{sign}”, found “{text}”")

    def whole(self) -> Node:
        node = self.chain("||")
        if self.at < len(self.tokens):
            raise self.fail(f"“{self.peek()}”是多余的", f"“{self.peek()}” is left over")
        return node

    def chain(self, sign: str) -> Node:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fail("嵌套太深", "it is nested too deeply")
        items = [self.part(sign)]
        while self.peek() == sign:
            self.take()
            items.append(self.part(sign))
        self.depth -= 1
        return items[0] if len(items) == 1 else Many(sign, tuple(items))

    def part(self, sign: str) -> Node:
        return self.chain("&&") if sign == "||" else self.relation()

    def relation(self) -> Node:
        left = self.sum()
        if self.peek() not in RELATIONS:
            return left
        _, sign = self.take()
        return Binary(sign, left, self.sum())

    def sum(self) -> Node:
        left = self.product()
        while self.peek() in ("+", "-"):
            _, sign = self.take()
            left = Binary(sign, left, self.product())
        return left

    def product(self) -> Node:
        left = self.unary()
        while self.peek() in ("*", "/", "%"):
            _, sign = self.take()
            left = Binary(sign, left, self.unary())
        return left

    def unary(self) -> Node:
        if self.peek() == "!":
            self.take()
            return Not(self.unary())
        if self.peek() == "-":
            self.take()
            return Binary("-", Literal(0), self.unary())
        return self.primary()

    def primary(self) -> Node:
        kind, text = self.take()
        if text == "(" and kind == "sign":
            node = self.chain("||")
            self.expect(")")
            return node
        if kind == "name":
            return self.name(text)
        if kind == "text":
            return Literal(text[1:-1])
        if kind in ("int", "float"):
            return Literal(int(text) if kind == "int" else float(text))
        raise self.fail(f"“{text}”不该在这里", f"“{text}” does not belong here")

    def name(self, text: str) -> Node:
        if text in ("true", "false"):
            return Literal(text == "true")
        if text == "in":
            raise self.fail("“in”前面缺少值", "there is no value before “in”")
        if self.peek() == "(":
            raise self.fail(f"这里不能用函数“{text}”", f"the function “{text}” cannot be used here")
        if self.peek() != "[":
            return Name(text)
        self.take()
        kind, key = self.take()
        self.expect("]")
        if kind != "text":
            raise self.fail("方括号里应是加引号的词", "a quoted word belongs in the brackets")
        return Name(text, key[1:-1])

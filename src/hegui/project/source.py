"""Reading YAML that people wrote: plain values, the line of every key, and hard limits.

Values are composed from the events of the C parser, so that nesting, aliases and size are bounded
before anything is built. Scalars follow the YAML 1.2 core schema: `yes`, `on` and `NO` are text,
dates stay text until a field asks for one. Tags and merge keys are refused.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hegui.common.text import Text
from hegui.project.errors import Key, Problem, key_name

MAX_BYTES = 8 << 20
MAX_DEPTH = 24
MAX_VALUES = 200_000
"""Limits on what a declaration may be; a real one stays far below each of them."""

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]{1,18}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?\Z")


class Source(NamedTuple):
    """A file as read: its plain value, the line of every key, and the problems found on the way."""

    value: Any
    lines: dict[Key, int]
    problems: list[Problem]

    def line(self, key: Key) -> int:
        """Return the line of a key, or of the nearest one around it."""
        return nearest_line(self.lines, key)


def nearest_line(lines: Mapping[Key, int], key: Key) -> int:
    """Return the line of a key, or of the nearest one around it; 0 when none is known."""
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 0)


class _StopReadingError(Exception):
    """Reading cannot go on; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.text.en)


class _Branch(NamedTuple):
    """A composed mapping or sequence whose lines are still relative to it."""

    value: Any
    lines: dict[Key, int]


def read_source(path: Path) -> Source:
    """Read a YAML file within the limits; what is wrong stands in `problems`."""
    data = path.read_bytes()
    if len(data) > MAX_BYTES:
        return _failed("too_large", 0, "文件过大，项目文件不应超过 8 MiB", "the file is over 8 MiB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return _failed("encoding", line, "不是 UTF-8 文本，请另存为 UTF-8", "save it as UTF-8 text")
    return compose(text)


def compose(text: str) -> Source:
    """Compose YAML text within the limits; what is wrong stands in `problems`."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    composer = _Composer(yaml.parse(text, Loader=loader))
    try:
        branch = composer.document()
    except _StopReadingError as stop:
        return Source(None, {}, [*composer.problems, stop.problem])
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or type(error).__name__
        line = mark.line + 1 if mark else 0
        return _failed(
            "yaml", line, f"不是有效的 YAML（{what}）", f"this is not valid YAML ({what})"
        )
    return Source(branch.value, branch.lines, composer.problems)


def _failed(code: str, line: int, zh: str, en: str) -> Source:
    return Source(None, {}, [Problem(code, line, "", Text(f"{zh}。", f"{en}."))])


class _Composer:
    """Builds plain values from parser events; counts values so that aliases cannot multiply."""

    def __init__(self, events: Iterator[Any]) -> None:
        self.problems: list[Problem] = []
        self._events = events
        self._anchors: dict[str, _Branch] = {}
        self._open: set[str] = set()
        self._values = 0

    def document(self) -> _Branch:
        """Return the only document of the stream."""
        next(self._events)
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return _Branch(None, {})
        branch = self._node(next(self._events), (), 0)
        next(self._events)
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._stop("documents", after, "只能有一个 YAML 文档", "only one YAML document")
        return branch

    def _node(self, event: Any, key: Key, depth: int) -> _Branch:
        self._count(event, 1)
        if depth > MAX_DEPTH:
            raise self._stop("too_deep", event, "嵌套过深", "the nesting is too deep")
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self._refuse_tag(event)
        if event.anchor:
            self._open.add(event.anchor)
        branch = self._content(event, key, depth)
        if event.anchor:
            self._open.discard(event.anchor)
            self._anchors[event.anchor] = branch
        return branch

    def _content(self, event: Any, key: Key, depth: int) -> _Branch:
        if isinstance(event, yaml.ScalarEvent):
            return _Branch(_scalar(event), {(): _line(event)})
        lines: dict[Key, int] = {(): _line(event)}
        if isinstance(event, yaml.SequenceStartEvent):
            return _Branch(self._sequence(key, depth, lines), lines)
        return _Branch(self._mapping(key, depth, lines), lines)

    def _sequence(self, key: Key, depth: int, lines: dict[Key, int]) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            at = len(items)
            branch = self._node(event, (*key, at), depth + 1)
            _graft(lines, (at,), branch, _line(event))
            items.append(branch.value)
        return items

    def _mapping(self, key: Key, depth: int, lines: dict[Key, int]) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._stop("key", event, "键应是一个词", "a key must be a plain word")
            name, line = event.value, _line(event)
            branch = self._node(next(self._events), (*key, name), depth + 1)
            if name in pairs:
                self._twice((*key, name), line, lines[(name,)])
                continue
            _graft(lines, (name,), branch, line)
            pairs[name] = branch.value
        return pairs

    def _twice(self, key: Key, line: int, first: int) -> None:
        text = Text(
            f"这个键在第 {first} 行已经写过，请只留一处。",
            f"this key stands in line {first} already; keep one of them.",
        )
        self.problems.append(Problem("duplicate_key", line, key_name(key), text))

    def _alias(self, event: Any) -> _Branch:
        branch = self._anchors.get(event.anchor)
        if event.anchor in self._open or branch is None:
            raise self._stop(
                "alias", event, "别名指向自身或不存在", "this alias names nothing or itself"
            )
        self._count(event, len(branch.lines))
        return branch

    def _count(self, event: Any, more: int) -> None:
        self._values += more
        if self._values > MAX_VALUES:
            raise self._stop("too_many", event, "内容展开后过多", "it expands to too many values")

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            raise self._stop(
                "tag", event, f"不支持标签 {event.tag}", f"tag {event.tag} is not allowed"
            )

    def _stop(self, code: str, event: Any, zh: str, en: str) -> _StopReadingError:
        line = _line(event)
        return _StopReadingError(Problem(code, line, "", Text(f"{zh}。", f"{en}.")))


def _line(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


def _graft(lines: dict[Key, int], at: Key, branch: _Branch, line: int) -> None:
    for key, where in branch.lines.items():
        lines[at + key] = where
    lines[at] = line


def _scalar(event: Any) -> Any:
    if not event.implicit[0] or event.tag == "!":
        return event.value
    value = event.value
    if value in _NULL:
        return None
    if value in _BOOL:
        return _BOOL[value]
    if _INT.match(value):
        return int(value)
    if _FLOAT.match(value):
        return float(value)
    return value

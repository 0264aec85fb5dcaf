"""Reading catalogue files: YAML with limits, with the line of every row and field."""

import datetime as dt
import os
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from hegui.catalogue.problems import CatalogueError, CatalogueFolderError, Problem
from hegui.common.files import why
from hegui.common.hashing import sha256_bytes
from hegui.common.text import Text

MAX_BYTES = 4_000_000
MAX_NODES = 200_000
MAX_DEPTH = 24
MAX_FILES = 2_000
SUFFIXES = (".yaml", ".yml")
NO_FILES = Text("里面没有 .yaml 文件", "it holds no .yaml file")


class Source(NamedTuple):
    """One file of catalogue data: its name inside its folder, its bytes and their digest."""

    name: str
    data: bytes
    digest: str
    folder: str = ""

    @property
    def shown(self) -> str:
        """Return the name that messages use: with the folder, where that is the user's."""
        return f"{self.folder}/{self.name}" if self.folder else self.name


class Lines(dict[str, Any]):
    """A mapping read from YAML that knows the line of itself and of each key."""

    line: int = 0
    lines: dict[str, int]


def folder_sources(folder: Path, *, name: str = "") -> list[Source]:
    """Read all YAML files under a folder, in order of name; links are not followed."""
    try:
        if not folder.is_dir():
            raise NotADirectoryError(20, os.strerror(20))
        paths = sorted(
            path
            for path in folder.rglob("*")
            if path.suffix in SUFFIXES and path.is_file() and not path.is_symlink()
        )
        if not paths:
            raise CatalogueFolderError(path=folder, why=NO_FILES)
        _check_sizes(folder, paths)
        return [_source(folder, path, name) for path in paths]
    except OSError as error:
        reason = why(error)
        raise CatalogueFolderError(path=folder, why=Text(reason, reason)) from error


def _check_sizes(folder: Path, paths: list[Path]) -> None:
    if len(paths) > MAX_FILES:
        text = Text(
            f"文件多于 {MAX_FILES} 个，请分成几个文件夹。",
            f"There are more than {MAX_FILES} files; use several folders.",
        )
        raise CatalogueError([Problem("too_large", text, str(folder))])
    for path in paths:
        if path.stat().st_size > MAX_BYTES:
            raise CatalogueError([_too_large(path.relative_to(folder).as_posix(), 0)])


def _source(folder: Path, path: Path, name: str) -> Source:
    data = path.read_bytes()
    return Source(path.relative_to(folder).as_posix(), data, sha256_bytes(data), name)


def _too_large(name: str, line: int) -> Problem:
    text = Text(
        f"文件过大，或别名展开后过大（上限 {MAX_BYTES} 字节、{MAX_NODES} 个节点、{MAX_DEPTH} 层）；请拆分，去掉别名。",
        f"The file is too large, or grows too large when its aliases are expanded (at most {MAX_BYTES} bytes, {MAX_NODES} nodes, {MAX_DEPTH} levels); split it and remove the aliases.",
    )
    return Problem("too_large", text, name, line)


def parse(source: Source) -> Lines:
    """Parse one file into mappings with lines; raise `CatalogueError` for what is not plain YAML."""
    try:
        content = source.data.decode()
        _check_depth(source, content)
        node = yaml.compose(content, Loader=yaml.CSafeLoader)
    except UnicodeDecodeError as error:
        text = Text("文件不是 UTF-8 编码。", "The file is not UTF-8.")
        raise CatalogueError([Problem("not_utf8", text, source.shown)]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 0
        raise CatalogueError([_not_yaml(source.shown, line, error.problem or "")]) from error
    except yaml.YAMLError as error:
        reason = getattr(error, "reason", "") or str(error).split("\n", maxsplit=1)[0]
        raise CatalogueError([_not_yaml(source.shown, 0, reason)]) from error
    value = _Builder(source.shown).build(node, 0) if node is not None else Lines()
    if not isinstance(value, Lines):
        text = Text("文件的最外层应是键值对。", "The top of the file must be a mapping.")
        raise CatalogueError([Problem("not_a_mapping", text, source.shown, 1)])
    return value


def _check_depth(source: Source, content: str) -> None:
    """Refuse deep nesting by the flat list of events: composing it would overrun the C stack."""
    depth = 0
    for event in yaml.parse(content, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise CatalogueError([_too_large(source.shown, line)])


def _not_yaml(name: str, line: int, problem: str) -> Problem:
    text = Text(f"不是有效的 YAML：{problem}。", f"This is not valid YAML: {problem}.")
    return Problem("not_yaml", text, name, line)


class _Builder:
    """Turns YAML nodes into plain values, counting every node so that aliases cannot explode."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.scalars = yaml.SafeLoader("")

    def build(self, node: yaml.Node, depth: int) -> Any:
        self.count += 1
        if self.count > MAX_NODES or depth > MAX_DEPTH:
            raise CatalogueError([_too_large(self.name, node.start_mark.line + 1)])
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, depth)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(item, depth + 1) for item in node.value]
        return self.scalar(node)

    def mapping(self, node: yaml.MappingNode, depth: int) -> Lines:
        result = Lines()
        result.line = node.start_mark.line + 1
        result.lines = {}
        for key_node, value_node in node.value:
            key = self.key(key_node)
            if key in result:
                text = Text(f"键“{key}”写了两次。", f"The key “{key}” is written twice.")
                raise CatalogueError(
                    [Problem("duplicate_key", text, self.name, key_node.start_mark.line + 1)]
                )
            result[key] = self.build(value_node, depth + 1)
            result.lines[key] = key_node.start_mark.line + 1
        return result

    def key(self, node: yaml.Node) -> str:
        if not isinstance(node, yaml.ScalarNode):
            text = Text("键应是一个词。", "A key must be a word.")
            raise CatalogueError([Problem("bad_key", text, self.name, node.start_mark.line + 1)])
        return str(node.value)

    def scalar(self, node: yaml.Node) -> Any:
        try:
            value = self.scalars.construct_object(node)
        except (yaml.YAMLError, ValueError) as error:
            problem = getattr(error, "problem", None) or str(error)
            raise CatalogueError(
                [_not_yaml(self.name, node.start_mark.line + 1, problem)]
            ) from error
        return value.date() if isinstance(value, dt.datetime) else value

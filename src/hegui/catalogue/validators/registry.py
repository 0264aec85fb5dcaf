"""The registry of rules, and what a rule sees and yields."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from hegui.catalogue.kinds import KINDS
from hegui.catalogue.model import Catalogue
from hegui.catalogue.problems import Place, Problem
from hegui.catalogue.rows import RawRow
from hegui.common.text import Text

Level = Literal["error", "notice"]


class Hit(NamedTuple):
    """One breach of a rule: the row, the field, and words for the message."""

    kind: str
    row: str
    field: str = ""
    words: Mapping[str, object] = {}
    text: Text | None = None


class View:
    """The built catalogue, with the rows of each kind under their ids."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.tables: dict[str, dict[str, Any]] = {
            kind: getattr(catalogue, kind) for kind in KINDS if kind != "labels"
        }

    def rows(self, *kinds: str) -> Iterator[tuple[str, Any]]:
        """Yield (kind, row) of the given kinds, or of all but labels."""
        for kind in kinds or self.tables:
            for row in self.tables[kind].values():
                yield kind, row

    def label(self, group: str, word: str) -> bool:
        """Tell whether a word belongs to a group of labels."""
        return word in self.catalogue.labels.get(group, {})


Rule = Callable[[View], Iterator[Hit]]


@dataclass(frozen=True, slots=True)
class Validator:
    """A rule with its code (the function's name), its message and its level."""

    code: str
    text: Text
    level: Level
    rule: Rule


VALIDATORS: dict[str, Validator] = {}


def validator(level: Level = "error") -> Callable[[Rule], Rule]:
    """Register a rule; its docstring holds the Chinese and the English message."""

    def register(rule: Rule) -> Rule:
        zh, _, en = inspect.cleandoc(rule.__doc__ or "").partition("\n\n")
        text = Text(zh.replace("\n", ""), en.replace("\n", " "))
        VALIDATORS[rule.__name__] = Validator(rule.__name__, text, level, rule)
        return rule

    return register


def validate(catalogue: Catalogue, rows: Mapping[tuple[str, str], RawRow]) -> list[Problem]:
    """Return everything that breaks a rule, with its place."""
    view = View(catalogue)
    return [problem(item, hit, rows) for item in VALIDATORS.values() for hit in item.rule(view)]


def problem(item: Validator, hit: Hit, rows: Mapping[tuple[str, str], RawRow]) -> Problem:
    """Return the problem of a hit, at the line of its field where that is known."""
    words = {key: str(value) for key, value in hit.words.items()}
    text = hit.text or Text(item.text.zh.format(**words), item.text.en.format(**words))
    row = rows.get((hit.kind, hit.row))
    place = Place(row.place.file, row.line(hit.field)) if row else Place("", 0)
    return Problem(
        item.code, text, place.file, place.line, hit.kind, hit.row, hit.field, item.level
    )

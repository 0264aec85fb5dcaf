"""The tables and words of annotation exports, from `rules.yaml`."""

from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record
from hegui.engine.rows.headers import names_of
from hegui.engine.rows.templates import ColumnHelp, Template

TABLES = ("people", "items", "rules", "batches")


class TableRule(Record, frozen=True, kw_only=True):
    """One table: names of its sheet or file, and its columns with other names."""

    sheets: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]


class AnnotationRules(Record, frozen=True, kw_only=True):
    """The words of the formats; see the comments in `rules.yaml`."""

    schema: str
    tables: dict[str, TableRule]
    kinds: dict[str, tuple[str, ...]]
    results: dict[str, tuple[str, ...]]
    outcomes: dict[str, tuple[str, ...]]
    covers: dict[str, tuple[str, ...]]


@cache
def annotation_rules() -> AnnotationRules:
    """Return the words."""
    data = Path(__file__).with_name("rules.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=AnnotationRules)


@cache
def spellings(group: str) -> dict[str, str]:
    """Return every spelling of the words of a group (`kinds`, `results` …) with its word."""
    words: dict[str, tuple[str, ...]] = getattr(annotation_rules(), group)
    return names_of(words)


def annotation_templates() -> list[Template]:
    """Return the four empty tables."""
    data = Path(__file__).with_name("columns.yaml").read_bytes()
    told = msgspec.yaml.decode(data, type=dict[str, dict[str, ColumnHelp]])
    tables = annotation_rules().tables
    return [Template(tables[t].sheets[-1], tables[t].columns, told[t]) for t in TABLES]

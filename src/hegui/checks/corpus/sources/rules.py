"""The words and rules of source registers, from `rules.yaml`."""

from functools import cache
from pathlib import Path

import msgspec

from hegui.common.struct import Record
from hegui.engine.rows.templates import ColumnHelp, Template


class KindRule(Record, frozen=True, kw_only=True):
    """A kind of source: its other names, the columns of its lawful basis, further needed ones."""

    names: tuple[str, ...]
    basis: tuple[str, ...]
    requirement: str
    also: tuple[str, ...] = ()


class SourceRules(Record, frozen=True, kw_only=True):
    """The words of the format; see the comments in `rules.yaml`."""

    schema: str
    limits: dict[str, str]
    columns: dict[str, tuple[str, ...]]
    types: dict[str, tuple[str, ...]]
    opt_outs: tuple[str, ...]
    answers: dict[str, tuple[str, ...]]
    complete: tuple[str, ...]
    contract_notice_days: int
    kinds: dict[str, KindRule]


@cache
def source_rules() -> SourceRules:
    """Return the words and rules of source registers."""
    data = Path(__file__).with_name("rules.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=SourceRules)


def source_template() -> Template:
    """Return the empty register."""
    data = Path(__file__).with_name("columns.yaml").read_bytes()
    told = msgspec.yaml.decode(data, type=dict[str, ColumnHelp])
    return Template("来源 sources", source_rules().columns, told)

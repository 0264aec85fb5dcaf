"""What licences say of commercial training, as data: `table.yaml` with basis and grade."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from hegui.common.struct import Record

Answer = Literal["permitted", "conditional", "not_permitted", "unknown"]
ORDER: tuple[Answer, ...] = ("not_permitted", "unknown", "conditional", "permitted")
"""From worst to best. Of licences that all bind (AND) the worst counts, of a choice (OR) the best:
an unknown beside a forbidding one changes nothing, beside a permitting one everything.
"""


class Words(Record, frozen=True, kw_only=True):
    """A condition in both languages."""

    zh: str
    en: str


class LicenceRow(Record, frozen=True, kw_only=True):
    """What some licences say; `basis` names the part of their text, `grade` how well it is read."""

    ids: tuple[str, ...]
    answer: Answer
    basis: str
    grade: str
    conditions: tuple[str, ...] = ()


class LicenceTable(Record, frozen=True, kw_only=True):
    """The whole file; see its comments."""

    schema: str
    conditions: dict[str, Words]
    rows: tuple[LicenceRow, ...]
    aliases: dict[str, str]
    nothing: tuple[str | None, ...]


@cache
def licence_table() -> LicenceTable:
    """Return the table."""
    data = Path(__file__).with_name("table.yaml").read_bytes()
    return msgspec.yaml.decode(data, type=LicenceTable)


@cache
def row_of(licence: str) -> LicenceRow | None:
    """Return the first row that covers an SPDX id (in any case), None when none does."""
    for row in licence_table().rows:
        if any(_covers(pattern.lower(), licence.lower()) for pattern in row.ids):
            return row
    return None


def _covers(pattern: str, licence: str) -> bool:
    if pattern.endswith("*"):
        return licence.startswith(pattern[:-1])
    return licence == pattern

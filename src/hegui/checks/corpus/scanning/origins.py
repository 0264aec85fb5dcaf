"""Findings by source and by licence, as the records with findings name them.

Only documents with a finding are counted, so that nothing else need be decoded. What a record says
is taken as given: nobody verified it.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from operator import add
from pathlib import Path

import msgspec
import yaml

from hegui.checks.corpus.profile.rules import profile_rules
from hegui.common.struct import Record

KINDS = ("term", "pii", "suspicious")
"""Kinds of findings that count."""
META = ("licence",)
"""Metadata that a scan needs beside the source, which every batch holds."""
FIELDS = ("source", *META)
"""Fields of `FieldMap` by which findings are counted."""
FILE = Path(__file__).with_name("origins.yaml")


class OriginRules(Record, frozen=True, kw_only=True):
    """How many values a manifest line names, and on what ground."""

    schema: str
    source: str
    grade: str
    most: int


class Share(Record, frozen=True, kw_only=True):
    """Documents with a finding, and their findings by kind; suppressed ones do not count."""

    docs: int = 0
    term: int = 0
    pii: int = 0
    suspicious: int = 0

    @property
    def findings(self) -> int:
        """Return how many findings there are."""
        return self.term + self.pii + self.suspicious


NOTHING = Share()
"""One object for all that is nothing: only then is it left out of JSON."""


class Origins(Record, frozen=True, kw_only=True):
    """Findings by the values of a field, the most findings first.

    `unknown` are those of documents that name no value. `other` are those of values for which
    there was no room, at most `other_values` of them.
    """

    values: dict[str, Share] = {}
    unknown: Share = NOTHING
    other: Share = NOTHING
    other_values: int = 0


@cache
def origin_rules() -> OriginRules:
    """Return the rules as typed records; see the comments in `origins.yaml`."""
    return msgspec.convert(yaml.safe_load(FILE.read_text(encoding="utf-8")), OriginRules)


class Counting:
    """Findings by value in the making. Counts are exact within a shard; see `exact`."""

    def __init__(self) -> None:
        self._most, self._longest = origin_rules().most, profile_rules().values.longest
        self._cells: dict[str, list[int]] = {}
        self._other, self._other_values = [0] * (len(KINDS) + 1), 0
        self._named_by_all: set[str] | None = None

    def add(self, value: str, found: Iterable[int]) -> None:
        """Count a document with findings, each the number of its kind in `KINDS`.

        Blanks around a value are nothing; it is cut as in a profile, so that the two can be joined.
        """
        cell = self._cells.get(value)  # most values have neither blanks around nor great length
        if cell is None or value != value.strip():
            cell = self._cell(value.strip()[: self._longest])
        cell[0] += 1
        for kind in found:
            cell[kind + 1] += 1

    def merge(self, origins: Origins) -> None:
        """Take in what another shard counted."""
        for value, share in (*origins.values.items(), ("", origins.unknown)):
            _add(self._cell(value), share)
        _add(self._other, origins.other)
        self._other_values += origins.other_values
        if origins.other_values:
            named, before = set(origins.values), self._named_by_all
            self._named_by_all = named if before is None else named & before

    def exact(self, value: str) -> bool:
        """Tell whether the counts of a value are whole; else they are the least it can be."""
        return not value or self._named_by_all is None or value in self._named_by_all

    def origins(self) -> Origins:
        """Return the counts; for what there is no room is added up."""
        ranked = sorted(
            ((value, cell) for value, cell in self._cells.items() if value),
            key=lambda item: (-sum(item[1][1:]), -item[1][0], item[0]),
        )
        other = list(self._other)
        for _, cell in ranked[self._most :]:
            other = list(map(add, other, cell))
        return Origins(
            values={value: _share(cell) for value, cell in ranked[: self._most]},
            unknown=_share(self._cells.get("", [0] * len(other))),
            other=_share(other),
            other_values=self._other_values + len(ranked[self._most :]),
        )

    def _cell(self, value: str) -> list[int]:
        cell = self._cells.get(value)
        if cell is None:
            cell = self._cells[value] = [0] * (len(KINDS) + 1)
        return cell


def merged(parts: Iterable[Origins | None]) -> Origins:
    """Return the sum of what shards counted."""
    counting = Counting()
    for part in parts:
        if part:
            counting.merge(part)
    return counting.origins()


def _add(cell: list[int], share: Share) -> None:
    for at, name in enumerate(("docs", *KINDS)):
        cell[at] += getattr(share, name)


def _share(cell: Sequence[int]) -> Share:
    return Share(**dict(zip(("docs", *KINDS), cell, strict=True))) if any(cell) else NOTHING

"""The family's own defaults, read from the data files beside this module."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from hegui.common.struct import Record

Reading = Literal["newest", "each", "together"]


class PointRules(Record, frozen=True, kw_only=True):
    """How listed points are looked for in documents (`points.yaml`)."""

    source: str
    grade: str
    cues_needed: int
    reading: dict[str, Reading]
    traditional: dict[str, str]

    def reading_of(self, evidence_type: str) -> Reading:
        """Return which documents of a type speak for a subject."""
        return self.reading.get(evidence_type, self.reading["default"])


class DocumentSet(Record, frozen=True, kw_only=True, rename={"origin": "from"}):
    """A named set of required documents: where its evidence types come from."""

    id: str
    origin: Literal["clauses", "obligations"]
    zh: str
    en: str
    asking_for: str = ""
    types: tuple[str, ...] = ()


class SetRules(Record, frozen=True, kw_only=True):
    """The named sets (`sets.yaml`)."""

    source: str
    grade: str
    sets: tuple[DocumentSet, ...]


class LogRules(Record, frozen=True, kw_only=True):
    """How logs are read (`logs.yaml`); numbers in days."""

    source: str
    grade: str
    quiet_days: dict[str, int]
    tail_days: int
    empty: tuple[str, ...]


def _read(name: str) -> bytes:
    return Path(__file__).with_name(name).read_bytes()


@cache
def point_rules() -> PointRules:
    """Return the rules for points."""
    return msgspec.yaml.decode(_read("points.yaml"), type=PointRules)


@cache
def document_sets() -> dict[str, DocumentSet]:
    """Return the named sets of documents."""
    rules = msgspec.yaml.decode(_read("sets.yaml"), type=SetRules)
    return {found.id: found for found in rules.sets}


@cache
def log_rules() -> LogRules:
    """Return the rules for logs."""
    return msgspec.yaml.decode(_read("logs.yaml"), type=LogRules)

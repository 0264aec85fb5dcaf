"""The stages of the life cycle, the types of relations and the kinds of filings, as data."""

from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

from hegui.common.text import Text
from hegui.server.core.rules import catalogue


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What every row has: names in both languages, where it comes from, how well that is known."""

    id: str
    zh: str
    en: str
    source: str
    grade: str

    @property
    def title(self) -> Text:
        """Return its name."""
        return Text(self.zh, self.en)


class Stage(Row, frozen=True, kw_only=True):
    """A stage: what is done in it, who goes through it, which clauses must conform to enter.

    `overall`: the gates of the overall conclusion must be passed as well.
    """

    about_zh: str
    about_en: str
    kinds: tuple[str, ...]
    gate: dict[str, tuple[str, ...]] = {}
    catalogue_gates: tuple[str, ...] = ()
    overall: bool = False

    @property
    def about(self) -> Text:
        """Return what is done in it."""
        return Text(self.about_zh, self.about_en)

    def clauses_for(self, kind: str) -> tuple[str, ...]:
        """Return the clauses of its gate for one kind of subject."""
        own = self.gate.get(kind, ())
        return tuple(dict.fromkeys((*own, *self._marked(kind))))

    def _marked(self, kind: str) -> list[str]:
        """Return the clauses of this kind that the catalogue marks as gates, if asked for."""
        if kind not in self.catalogue_gates:
            return []
        rows = catalogue().criteria.values()
        return [row.id for row in rows if row.gate and row.subject_kind == kind]


class RelationType(Row, frozen=True, kw_only=True):
    """A type of relation: which kinds it joins, how it reads backwards, whether it may turn round."""

    back_zh: str
    back_en: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    cycles: bool = False

    @property
    def back(self) -> Text:
        """Return its name, read from the target."""
        return Text(self.back_zh, self.back_en)


class FilingKind(Row, frozen=True, kw_only=True):
    """A kind of filing that the catalogue has no procedure for."""

    authority_zh: str = ""
    authority_en: str = ""
    number_pattern: str = ""


def _rows(name: str, kind: Any) -> dict[str, Any]:
    text = files("hegui.server.inventory").joinpath(f"data/{name}.yaml").read_text("utf-8")
    found = msgspec.convert(yaml.safe_load(text)[name], tuple[kind, ...])
    return {row.id: row for row in found}


@lru_cache(maxsize=1)
def stages() -> dict[str, Stage]:
    """Return all stages by id, in the order of the life cycle."""
    return _rows("stages", Stage)


@lru_cache(maxsize=1)
def relation_types() -> dict[str, RelationType]:
    """Return all types of relations by id."""
    return _rows("relations", RelationType)


@lru_cache(maxsize=1)
def own_filing_kinds() -> dict[str, FilingKind]:
    """Return the kinds of filings beside those of the catalogue."""
    return _rows("filings", FilingKind)


def stages_of(kind: str) -> list[Stage]:
    """Return the stages that a kind of subject goes through, in order."""
    return [stage for stage in stages().values() if kind in stage.kinds]

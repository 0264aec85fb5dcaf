"""Retention periods: what can be set, the defaults, and the limits that the catalogue knows."""

from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
import yaml

from hegui.common.text import Text
from hegui.server.core.models import Organisation
from hegui.server.core.rules import catalogue

MONTHS = {"month": 1.0, "year": 12.0, "day": 1 / 31}


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of record and how long it is kept unless set otherwise."""

    zh: str
    en: str
    about_zh: str
    about_en: str
    months: int
    obligations: tuple[str, ...] = ()

    @property
    def title(self) -> Text:
        """Return its name."""
        return Text(self.zh, self.en)

    @property
    def about(self) -> Text:
        """Return what the period means."""
        return Text(self.about_zh, self.about_en)


class Limit(NamedTuple):
    """A lower limit from the catalogue, with where it stands and how well that is verified."""

    obligation: str
    instrument: str
    article: str
    label: Text
    value: float
    unit: str
    months: float
    grade: str


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """The file."""

    items: dict[str, Item]


@lru_cache(maxsize=1)
def retention_items() -> dict[str, Item]:
    """Return what can be set, by id."""
    text = files("hegui.server.accounts").joinpath("data/retention.yaml").read_text("utf-8")
    return msgspec.convert(yaml.safe_load(text), Retention).items


def retention_of(organisation: Organisation) -> dict[str, int]:
    """Return the months of each item: what was set, else the default."""
    own = organisation.settings.get("retention") or {}
    return {key: int(own.get(key, item.months)) for key, item in retention_items().items()}


def limits_of(item: Item) -> list[Limit]:
    """Return the limits that the catalogue knows for an item."""
    known = catalogue().obligations
    rows = [known[key] for key in item.obligations if key in known]
    return [
        Limit(
            row.id,
            row.instrument,
            row.article,
            Text(limit.label_zh, limit.label_en),
            limit.value,
            limit.unit,
            limit.value * MONTHS[limit.unit],
            row.grade,
        )
        for row in rows
        for limit in row.limits
        if limit.kind == "retention" and limit.unit in MONTHS
    ]


def below_limit(months: dict[str, int]) -> Text | None:
    """Return the first item that is set shorter than one of its limits."""
    for key, value in months.items():
        item = retention_items()[key]
        if any(value < limit.months for limit in limits_of(item)):
            return item.title
    return None

"""Roles and permissions, as data."""

from functools import lru_cache
from importlib.resources import files

import msgspec
import yaml

from hegui.common.text import Text


class Role(msgspec.Struct, frozen=True, kw_only=True):
    """A role: its names, its reach and what it may do."""

    zh: str
    en: str
    about_zh: str
    about_en: str
    scope: str
    permissions: tuple[str, ...]

    @property
    def title(self) -> Text:
        """Return its name."""
        return Text(self.zh, self.en)


class Area(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the product and what can be done there."""

    zh: str
    en: str
    verbs: tuple[str, ...]


class Verb(msgspec.Struct, frozen=True, kw_only=True):
    """What can be done, in words."""

    zh: str
    en: str


class Roles(msgspec.Struct, frozen=True, kw_only=True):
    """The file."""

    roles: dict[str, Role]
    permissions: dict[str, Area]
    verbs: dict[str, Verb]


@lru_cache(maxsize=1)
def _file() -> Roles:
    text = files("hegui.server.core").joinpath("data/roles.yaml").read_text(encoding="utf-8")
    return msgspec.convert(yaml.safe_load(text), Roles)


def roles() -> dict[str, Role]:
    """Return all roles by id."""
    return _file().roles


def areas() -> dict[str, Area]:
    """Return all areas by id."""
    return _file().permissions


@lru_cache(maxsize=1)
def all_permissions() -> frozenset[str]:
    """Return every permission `area.verb`."""
    return frozenset(f"{area}.{verb}" for area, row in areas().items() for verb in row.verbs)


def permission_words(name: str) -> Text:
    """Return a permission in words: its area and what is done there; an unknown one as it is."""
    area, _, verb = name.partition(".")
    what, done = areas().get(area), _file().verbs.get(verb)
    if what is None or done is None:
        return Text(name, name)
    return Text(f"{what.zh}：{done.zh}", f"{what.en}: {done.en}")


OWN = ":own"


@lru_cache(maxsize=64)
def own_only(role: str) -> frozenset[str]:
    """Return what a role may do with a person's own records alone."""
    row = roles().get(role)
    given = row.permissions if row else ()
    return frozenset(name.removesuffix(OWN) for name in given if name.endswith(OWN))


@lru_cache(maxsize=64)
def permissions_of(role: str) -> frozenset[str]:
    """Return what a role may do at all, with `*` spelled out; nothing for an unknown role."""
    row = roles().get(role)
    if row is None:
        return frozenset()
    return frozenset(
        permission
        for permission in all_permissions()
        for given in row.permissions
        if given.removesuffix(OWN) == permission or given == f"{permission.partition('.')[0]}.*"
    )

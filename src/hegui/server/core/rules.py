"""The catalogue, loaded once per process when first needed."""

from functools import lru_cache
from pathlib import Path

from hegui.catalogue import Catalogue, load
from hegui.catalogue.finding import Finder
from hegui.common.dates import today
from hegui.server.settings import read_settings


@lru_cache(maxsize=1)
def _loaded() -> Catalogue:
    return load([Path(folder) for folder in read_settings().catalogue_dirs])


@lru_cache(maxsize=1)
def finder() -> Finder:
    """Return what finds rows of the catalogue by words."""
    return Finder(_loaded())


def catalogue() -> Catalogue:
    """Return the catalogue as of today."""
    return _loaded().at(today())

"""The built-in catalogue, loaded once."""

import datetime as dt

import pytest

from hegui.catalogue import Catalogue
from hegui.catalogue.loader import build, layers_digest, read_layers
from hegui.catalogue.rows import RawCatalogue, collect

DAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="session")
def builtin() -> Catalogue:
    """Return the built-in catalogue, built from its files."""
    layers = read_layers(())
    return build(layers, layers_digest(layers)).at(DAY)


@pytest.fixture(scope="session")
def raw_builtin() -> RawCatalogue:
    """Return the raw rows of the built-in data, to lay one tiny file over."""
    return collect(read_layers(()))

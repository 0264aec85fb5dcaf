"""The labelling rules of the catalogue."""

import pytest

from hegui.catalogue import load
from hegui.catalogue.model import Catalogue
from hegui.checks.labels.rules import Rules, load_rules
from tests.checks.records.support import DAY


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        return load(as_of=DAY)


@pytest.fixture(scope="session")
def rules(catalogue: Catalogue) -> Rules:
    return load_rules(catalogue)

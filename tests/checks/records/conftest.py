"""The catalogue, and makers of small catalogues and projects, for the tests of records."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue import load
from hegui.catalogue.model import Catalogue
from hegui.project.declared import Declared
from tests.checks.records.support import DAY, Recorder, declared_project, empty_catalogue

MakeCatalogue = Callable[..., Catalogue]
MakeDeclared = Callable[..., Declared]
MakeContext = Callable[..., Recorder]


@pytest.fixture(scope="session")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
        return load(as_of=DAY)


@pytest.fixture
def make_catalogue() -> MakeCatalogue:
    return empty_catalogue


@pytest.fixture
def make_declared(tmp_path: Path) -> MakeDeclared:
    def make(files: dict[str, str | bytes] | None = None, **fields: Any) -> Declared:
        return declared_project(tmp_path, files, **fields)

    return make


@pytest.fixture
def make_context(tmp_path: Path, catalogue: Catalogue) -> MakeContext:
    """Return a maker of contexts over the catalogue (or another) and a project on disk."""

    def make(
        files: dict[str, str | bytes] | None = None, rows: Catalogue | None = None, **fields: Any
    ) -> Recorder:
        declared = declared_project(tmp_path, files, **fields)
        return Recorder(declared, rows or catalogue, tmp_path)

    return make

"""Makers of catalogues and projects for the tests of records."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.catalogue.model import Catalogue
from hegui.project.declared import Declared
from tests.checks.records.support import declared_project, empty_catalogue

MakeCatalogue = Callable[..., Catalogue]
MakeDeclared = Callable[..., Declared]


@pytest.fixture
def make_catalogue() -> MakeCatalogue:
    return empty_catalogue


@pytest.fixture
def make_declared(tmp_path: Path) -> MakeDeclared:
    def make(files: dict[str, str | bytes] | None = None, **fields: Any) -> Declared:
        return declared_project(tmp_path, files, **fields)

    return make

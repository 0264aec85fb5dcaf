"""A project folder to write corpora into."""

from pathlib import Path

import pytest

from tests.support.scans import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)

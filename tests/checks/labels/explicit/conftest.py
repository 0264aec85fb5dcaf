"""The explicit rules of the catalogue, and real media made by ffmpeg."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hegui.catalogue.model import Catalogue
from hegui.checks.labels.explicit import ExplicitRules, load_explicit_rules

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def explicit(catalogue: Catalogue) -> ExplicitRules:
    return load_explicit_rules(catalogue)


@pytest.fixture
def ffmpeg(tmp_path: Path) -> Make:
    """Make a file by ffmpeg: name, arguments before it."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("ffmpeg is not installed")

    def make(name: str, *arguments: str) -> Path:
        path = tmp_path / name
        command = [program, "-nostdin", "-y", "-v", "error", *arguments, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return path

    return make

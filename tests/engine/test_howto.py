"""docs/howto/add-a-check.md, done as it says: a package with an entry point, run and tested."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.wheels import install_wheel

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add-a-check.md"
BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.S | re.M)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page's files into one folder, beside a corpus."""
    folder = tmp_path_factory.mktemp("plugin")
    for name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "corpus").mkdir()
    (folder / "corpus/a.jsonl").write_text('{"title": "甲"}\n{"title": " "}\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def site(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the package of the page, and take its module away from the project's folder."""
    folder = tmp_path_factory.mktemp("site")
    install_wheel(project, folder)
    (project / "acme_titles.py").unlink()
    return folder


def python(project: Path, site: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, "-m", *args], cwd=project, env=environment, capture_output=True, text=True
    )


def test_the_added_check_is_listed_and_run(project: Path, site: Path) -> None:
    shown = python(project, site, "hegui", "checks", "show", "acme.titles", "--json")
    assert json.loads(shown.stdout)["measures"] == ["docs", "docs_untitled"]
    run = python(project, site, "hegui", "checks", "run", "acme.titles", "hegui.yaml", "--json")
    assert run.returncode == 1, run.stderr
    (result,) = json.loads(run.stdout)["results"]
    assert result["measures"] == {"docs": 2, "docs_untitled": 1}
    assert result["parameters"] == {"sample": 2}
    assert (project / "check-results" / result["findings_file"]).is_file()


def test_the_test_on_the_page_passes(project: Path, site: Path) -> None:
    run = python(project, site, "pytest", "-q", "-p", "no:cacheprovider", "test_acme_titles.py")
    assert run.returncode == 0, run.stdout + run.stderr

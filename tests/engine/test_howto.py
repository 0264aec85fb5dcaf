"""docs/howto/add-a-check.md, done as it says: a package with an entry point, run and tested."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add-a-check.md"
BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.S | re.M)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the page's files and install its package as pip would."""
    folder = tmp_path_factory.mktemp("plugin")
    for name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        (folder / name).write_text(text, encoding="utf-8")
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    info = folder / "hegui_acme-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: hegui-acme\nVersion: 1.0\n")
    points = project["entry-points"]["hegui.checks"]
    text = "\n".join(f"{name} = {module}" for name, module in points.items())
    (info / "entry_points.txt").write_text(f"[hegui.checks]\n{text}\n")
    (folder / "corpus").mkdir()
    (folder / "corpus/a.jsonl").write_text('{"title": "甲"}\n{"title": " "}\n', encoding="utf-8")
    return folder


def python(site: Path, *args: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    return subprocess.run(
        [sys.executable, "-m", *args], cwd=site, env=environment, capture_output=True, text=True
    )


def test_the_added_check_is_listed_and_run(site: Path) -> None:
    shown = python(site, "hegui", "checks", "show", "acme.titles", "--json")
    assert json.loads(shown.stdout)["measures"] == ["docs", "docs_untitled"]
    run = python(site, "hegui", "checks", "run", "acme.titles", "hegui.yaml", "--json")
    assert run.returncode == 1, run.stderr
    (result,) = json.loads(run.stdout)["results"]
    assert result["measures"] == {"docs": 2, "docs_untitled": 1}
    assert result["parameters"] == {"sample": 2}
    assert (site / "check-results" / result["findings_file"]).is_file()


def test_the_test_on_the_page_passes(site: Path) -> None:
    run = python(site, "pytest", "-q", "-p", "no:cacheprovider", "test_acme_titles.py")
    assert run.returncode == 0, run.stdout + run.stderr

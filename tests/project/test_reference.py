"""The reference page of the project file is current, and its example loads."""

import re
from pathlib import Path

import pytest

from hegui.catalogue import load
from hegui.engine.parameters import check_parameters
from hegui.engine.registry import load_checks
from hegui.engine.runner import project_seed
from hegui.project import load_project
from hegui.project.answers import read_answers
from hegui.project.reference import with_tables

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "project-file.md"


def test_the_page_is_current() -> None:
    """Run `python -m hegui.project.reference docs/reference/project-file.md` when this fails."""
    page = PAGE.read_text("utf-8")
    assert with_tables(page) == page
    assert "### Endpoint" in page


def test_the_example_on_the_page_loads(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert example
    (tmp_path / "hegui.yaml").write_text(example[1], "utf-8")
    assert load_project(tmp_path, load()).facts()["generates"] == ("image", "text")


@pytest.mark.parametrize("page", [PAGE, PAGE.with_suffix(".zh.md")])
def test_the_parameters_and_answers_on_the_page_are_accepted(page: Path, tmp_path: Path) -> None:
    project, checks, answers = re.findall(r"```yaml\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    (tmp_path / "hegui.yaml").write_text(project + checks, "utf-8")
    declared = load_project(tmp_path, load())
    check_parameters(declared, load_checks().all())
    assert project_seed(declared) == "k1"
    (tmp_path / "answers.yaml").write_text(answers, "utf-8")
    assert read_answers(tmp_path / "answers.yaml", load()).facts["generates"] == ("text",)

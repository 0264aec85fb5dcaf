"""The reference page of the project file is current, and its example loads."""

import re
from pathlib import Path

from hegui.catalogue import load
from hegui.project import load_project
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

"""The page docs/howto/add-a-report.md, done as it says: a package with an entry point."""

import re
import sys
import textwrap
from pathlib import Path

import pytest

from hegui.reports.registry import DuplicateReportError, available, get_report
from tests.reports.factory import make_context
from tests.support.wheels import install_wheel

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add-a-report.md"


def install(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the page's module and project file, build the wheel and put it on the path."""
    text = PAGE.read_text(encoding="utf-8")
    package, site = folder / "package", folder / "site"
    package.mkdir()
    (package / "my_reports.py").write_text(block(text, "python"), encoding="utf-8")
    project = block(text, "toml").replace('text = "my_reports', f'{name} = "my_reports')
    (package / "pyproject.toml").write_text(project, encoding="utf-8")
    install_wheel(package, site)
    monkeypatch.syspath_prepend(str(site))
    monkeypatch.delitem(sys.modules, "my_reports", raising=False)


def block(text: str, language: str) -> str:
    """Return the page's code in one language."""
    code = re.search(rf"```{language}\n(.*?)```", text, re.S)
    assert code is not None
    return textwrap.dedent(code[1])


def test_added_report_renders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "text", monkeypatch)
    assert "text" in available()
    assert "4.0a 符合" in get_report("text").render(make_context()).decode()


def test_name_that_exists_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "html", monkeypatch)
    with pytest.raises(DuplicateReportError):
        available()

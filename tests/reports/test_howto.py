"""The page docs/howto/add-a-report.md, done as it says: a package with an entry point."""

import re
import sys
from pathlib import Path

import pytest

from hegui.reports.registry import DuplicateReportError, available, get_report
from tests.reports.factory import make_context

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/add-a-report.md"


def install(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the page's module and its entry point on the path, as pip would."""
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert code is not None
    lines = [line.removeprefix("   ") for line in code[1].splitlines()]
    (folder / "my_reports.py").write_text("\n".join(lines), encoding="utf-8")
    info = folder / "my_reports-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my-reports\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[hegui.reports]\n{name} = my_reports:TextReport\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "my_reports", raising=False)


def test_added_report_renders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "text", monkeypatch)
    assert "text" in available()
    assert "4.0a 符合" in get_report("text").render(make_context()).decode()


def test_name_that_exists_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, "html", monkeypatch)
    with pytest.raises(DuplicateReportError):
        available()

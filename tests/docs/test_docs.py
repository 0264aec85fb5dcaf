"""The documentation says what the product does: generated pages are current, links resolve."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hegui.cli.main import COMMANDS
from hegui.engine.registry import load_checks

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("requirements/*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")


def test_generated_pages_are_current() -> None:
    result = subprocess.run(
        [sys.executable, ROOT / "tools" / "docs.py", "--check"], capture_output=True, text=True
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_relative_links_resolve(page: Path) -> None:
    targets = LINK.findall(page.read_text(encoding="utf-8"))
    missing = [t for t in targets if "://" not in t and not (page.parent / t).exists()]
    assert missing == []


def test_every_command_has_its_heading() -> None:
    page = (ROOT / "docs/reference/cli.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"\n## hegui {name}\n" not in page] == []


def test_every_check_is_documented() -> None:
    page = (ROOT / "docs/reference/checks.md").read_text(encoding="utf-8")
    assert [c.id for c in load_checks().all() if c.id not in page] == []


def test_every_page_of_docs_is_listed_in_the_index() -> None:
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    pages = [p for p in ROOT.glob("docs/**/*.md") if p.name != "index.md"]
    assert [str(p) for p in pages if str(p.relative_to(ROOT / "docs")) not in index] == []


def test_no_page_names_a_machine_path_or_a_package_index() -> None:
    pattern = re.compile(r"(?<![\w.])/(?:work|root|home|opt)/\w|index-url|pypi\.org/simple")
    texts = {p: p.read_text(encoding="utf-8") for p in PAGES}
    assert [str(p) for p, text in texts.items() if pattern.search(text)] == []

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


CHINESE = sorted([*ROOT.glob("docs/**/*.zh.md"), *ROOT.glob("*.zh.md")])
FENCED = re.M | re.S
GENERATED = "<!-- Generated"
"""How a page begins that `make docs` writes; it holds both languages."""


def english(page: Path) -> Path:
    """Return the English edition of a Chinese page."""
    return page.with_name(page.name.removesuffix(".zh.md") + ".md")


def code(page: Path) -> list[str]:
    """Return the fenced blocks of a page without their comments."""
    blocks = re.findall(r"^ *```.*?^ *```$", page.read_text(encoding="utf-8"), FENCED)
    return [re.sub(r" *#.*", "", block) for block in blocks]


def test_no_heading_of_the_list_of_errors_stands_twice() -> None:
    page = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## .*", page, re.M)
    assert len(heads) > 200
    assert len(heads) == len(set(heads))


def test_every_page_of_docs_has_a_chinese_edition() -> None:
    pages = [p for p in ROOT.glob("docs/**/*.md") if not p.name.endswith(".zh.md")]
    written = {p for p in pages if not p.read_text(encoding="utf-8").startswith(GENERATED)}
    assert written == {english(p) for p in CHINESE if p.is_relative_to(ROOT / "docs")}


@pytest.mark.parametrize("page", CHINESE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_two_editions_name_each_other_and_hold_the_same_code(page: Path) -> None:
    other = english(page)
    assert page.read_text(encoding="utf-8").startswith(f"[English]({other.name})\n")
    assert other.read_text(encoding="utf-8").startswith(f"[中文]({page.name})\n")
    assert code(page) == code(other)


@pytest.mark.parametrize("page", CHINESE, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_chinese_edition_names_every_option_and_key_of_the_english_one(page: Path) -> None:
    assert names(english(page)) - names(page) == set()


def names(page: Path) -> set[str]:
    """Return the options, dotted and underscored names in a page's prose, generated parts aside."""
    text = page.read_text(encoding="utf-8").partition("<!-- keys: generated -->")[0]
    prose = re.sub(r"^ *```.*?^ *```$", "", text, flags=FENCED)
    quoted = " ".join(re.findall(r"`([^`\n]+)`", prose))
    return set(re.findall(r"--[a-z-]+|[a-z]+(?:[._][a-z_]+)+", quoted))


def test_no_two_decisions_share_a_number() -> None:
    names = [path.name for path in (ROOT / "docs" / "decisions").glob("0*.md")]
    numbers = [name[:4] for name in names if not name.endswith(".zh.md")]
    assert len(numbers) == len(set(numbers)) > 10

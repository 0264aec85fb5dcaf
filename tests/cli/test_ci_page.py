"""docs/howto/ci.md: its examples parse, and name only options, formats and files that exist."""

import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from hegui.cli.fail_on import NEVER, WORDS
from hegui.cli.main import COMMANDS
from hegui.reports import file_name
from hegui.reports.registry import REPORTS

PAGE = (Path(__file__).resolve().parents[2] / "docs/howto/ci.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.S)]
FLAG = re.compile(r"^\| `([a-z_,]+)` \|", re.M)


def strings(node: Any) -> list[str]:
    """Return all strings in a parsed document."""
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    if isinstance(node, list):
        return [text for value in node for text in strings(value)]
    return [node] if isinstance(node, str) else []


COMMAND_LINES = [
    shlex.split(text) for example in EXAMPLES for text in strings(example) if text[:6] == "hegui "
]


def test_there_is_an_example_for_both_systems() -> None:
    assert len(EXAMPLES) == 2
    assert [line[1] for line in COMMAND_LINES] == ["assess", "report"] * 2


@pytest.mark.parametrize("line", COMMAND_LINES, ids=" ".join)
def test_commands_and_formats_exist(line: list[str]) -> None:
    assert line[1] in COMMANDS
    options = dict(pairwise(line))
    assert set(options.get("--format", "html").split(",")) <= set(REPORTS)
    assert set(options.get("--fail-on", WORDS[0]).split(",")) <= set(WORDS)


def test_the_files_named_are_those_that_reports_get() -> None:
    named = {text for example in EXAMPLES for text in strings(example) if "report.zh" in text}
    assert named == {f"reports/{file_name('junit', 'zh')}", f"reports/{file_name('sarif', 'zh')}"}


def test_every_fail_on_value_in_the_table_is_one() -> None:
    values = FLAG.findall(PAGE)
    assert len(values) == 3
    assert all(v == NEVER or set(v.split(",")) <= set(WORDS) for v in values)

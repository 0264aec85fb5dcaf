"""The how-to pages about the catalogue, done as they say."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from hegui.catalogue import load
from hegui.catalogue.checking import check_folders
from hegui.cli import catalogue, obligations

HOWTO = Path(__file__).resolve().parents[2] / "docs" / "howto"
BLOCK = re.compile(r"^```yaml (\S+)\n(.*?)^```", re.M | re.S)
COMMAND = re.compile(r"^hegui (.+)$", re.M)
COMMANDS = {"catalogue": catalogue.command, "obligations": obligations.command}
PROJECT = """
schema: hegui/project/1
as_of: 2026-11-20
organisation: {id: demo, name: 演示公司（虚构）}
facts: {serves_public_in_china: true, generative_service: true}
"""


@pytest.fixture
def page(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Write the files of a page into an empty folder, go there, and return the page."""
    text = (HOWTO / request.param).read_text("utf-8")
    for name, content in BLOCK.findall(text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, "utf-8")
    (tmp_path / "hegui.yaml").write_text(PROJECT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return text


PAGES = ["add-an-instrument.md", "add-a-clause.md", "add-a-criterion.md"]


@pytest.mark.parametrize("page", PAGES, indirect=True)
def test_every_command_of_the_page_runs(page: str) -> None:
    shell = "".join(re.findall(r"^```sh\n(.*?)^```", page, re.M | re.S))
    lines = COMMAND.findall(shell)
    assert lines
    for line in lines:
        name, *args = shlex.split(line)
        result = CliRunner().invoke(COMMANDS[name], args, standalone_mode=False)
        assert result.exception is None, (line, result.exception)
        assert result.return_value == 0, (line, result.output)


@pytest.mark.parametrize("page", ["add-an-instrument.md"], indirect=True)
def test_the_instrument_binds_the_project(page: str) -> None:
    args = ["hegui.yaml", "--instrument", "CITY", "--catalogue", "rules", "--json"]
    result = CliRunner().invoke(obligations.command, args, standalone_mode=False)
    (row,) = json.loads(result.stdout)["obligations"]
    assert row["state"] == "applies"
    assert row["citation"] == "《某市大模型服务管理办法（试行）》第3条第2款"
    notices = [p for p in check_folders([Path("rules")]).problems if p.row == "CITY-03-1"]
    assert [p.code for p in notices] == ["obligation_not_carried"]


@pytest.mark.parametrize("page", ["add-a-clause.md"], indirect=True)
def test_the_clause_is_added_or_the_set_replaced(page: str) -> None:
    assert len(load([Path("rules")]).clauses) == 188
    assert list(load([Path("own-set")]).clauses) == ["1.1"]


@pytest.mark.parametrize("page", ["add-a-criterion.md"], indirect=True)
def test_the_criterion_replaces_the_built_in_one(page: str) -> None:
    criterion = load([Path("rules")]).criteria["S-08"]
    assert "98 * cases" in criterion.conditions[0].rule
    assert check_folders([Path("rules")]).ok

"""A plugin that cannot be loaded is named, keeps nothing from being listed, and stops runs."""

import json
from collections.abc import Callable
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from hegui.cli.main import run
from hegui.engine import registry

Cli = Callable[..., tuple[int, str, str]]
PROJECT = """
schema: hegui/project/1
as_of: 2026-11-20
organisation: {id: acme, name: 示例公司}
checks:
  acme.titles: {sample: 2}
"""


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Cli:
    broken = EntryPoint("acme", "no_such_module_at_all", registry.GROUP)
    known = registry.entry_points
    monkeypatch.setattr(registry, "entry_points", lambda group: [*known(group=group), broken])

    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(list(args))
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def test_checks_are_listed_and_shown(cli: Cli) -> None:
    code, out, err = cli("checks", "list", "--json")
    assert code == 0
    assert "no_such_module_at_all" in json.loads(out)["broken_plugins"][0]["message"]
    assert "no_such_module_at_all" in err
    code, out, err = cli("checks", "show", "corpus.pii")
    assert code == 0
    assert "corpus.pii" in out
    assert "no_such_module_at_all" in err


def test_a_check_that_may_be_its_own_is_not_called_unknown(cli: Cli) -> None:
    code, _, err = cli("checks", "show", "acme.titles")
    assert code == 3
    assert "no_such_module_at_all" in err


def test_doctor_names_it(cli: Cli) -> None:
    code, out, _ = cli("doctor", "--json")
    assert code == 1
    (item,) = [item for item in json.loads(out)["items"] if item["group"] == "plugins"]
    assert (item["id"], item["state"]) == ("acme", "broken")
    assert "no_such_module_at_all" in cli("doctor")[1]


def test_obligations_facts_and_the_catalogue_need_no_plugin(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "hegui.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    assert cli("obligations", str(path))[0] == 0
    assert cli("facts", str(path))[0] == 0
    assert cli("catalogue", "list")[0] == 0


def test_nothing_runs(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "hegui.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    code, _, err = cli("checks", "run", "corpus", str(path), "--out", str(tmp_path / "out"))
    assert code == 3
    assert "no_such_module_at_all" in err


def test_listing_refuses_what_does_not_fit_under_checks(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hegui.yaml"
    path.write_text(PROJECT.replace("acme.titles: {sample", "engine: {sed"), encoding="utf-8")
    for command in ("obligations", "facts"):
        with pytest.raises(SystemExit) as ended:
            run([command, str(path)])
        assert ended.value.code == 2
        assert "hegui.yaml:6: checks.engine.sed" in capfd.readouterr().err

"""`hegui checks`: every check is listed with its state; single checks run with right exit codes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from hegui.cli.checks import exit_code, lines
from hegui.cli.main import run
from hegui.common.text import Text
from hegui.engine.check import Context, Job, Outcome
from hegui.engine.model import CheckResult, Finding, ItemError
from hegui.engine.registry import Registry, check, load_checks

PROJECT = """
schema: hegui/project/1
as_of: 2026-11-20
organisation: {id: acme, name: 示例公司}
subjects:
  - {id: m1, kind: model, name: 模型, version: "1"}
"""

Cli = Callable[..., tuple[int, str, str]]


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            run(["checks", *args])
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return call


def add(registry: Registry, check_id: str, body: Any, plan: Any = None) -> None:
    check(
        id=check_id,
        version="3",
        title=Text("标题", "title"),
        subject_kinds=("model",),
        measures=("n",),
        cannot_show=Text("看不出甲", "cannot show A"),
        plan=plan or (lambda _declared, _catalogue: [Job("m1", "t1", None)]),
        registry=registry,
    )(body)


def find_something(job: Job, ctx: Context) -> Outcome:
    for number in range(7):
        ctx.error(ItemError(where=f"f:{number}", what="bad"))
    ctx.finding(Finding(check="my.found", subject="m1", item="1", where="f:1", kind="term"))
    return Outcome(measures={"n": 2})


@pytest.fixture
def mine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace the registry by one with a clean, a finding, a broken and an idle check."""
    registry = Registry()
    add(registry, "my.clean", lambda _job, _ctx: Outcome(measures={"n": 1}))
    add(registry, "my.found", find_something)
    add(registry, "my.idle", find_something, plan=lambda _declared, _catalogue: [])
    add(registry, "bad.broken", lambda _job, _ctx: 1 / 0)
    monkeypatch.setattr("hegui.cli.checks._registry", lambda: registry)
    monkeypatch.setattr("hegui.cli.checks._what_works", lambda: (registry, []))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "hegui.yaml"
    path.write_text(PROJECT, encoding="utf-8")
    return path


def test_every_registered_check_is_listed_with_its_state(cli: Cli) -> None:
    code, out, _ = cli("--json")
    listed = {row["id"]: row for row in json.loads(out)["checks"]}
    assert code == 0
    assert list(listed) == [check.id for check in load_checks().all()]
    assert listed["supply.components"]["state"] == "not_run_yet"
    assert cli("list", "--lang", "en")[1].count("[not run yet]") == sum(
        row["state"] == "not_run_yet" for row in listed.values()
    )


@pytest.mark.usefixtures("mine")
def test_show_says_what_a_check_cannot_show(cli: Cli) -> None:
    code, out, _ = cli("show", "my.clean", "--lang", "en")
    assert code == 0
    assert out.splitlines() == [
        "my.clean  v3  [ready]",
        "title",
        "Subjects: model",
        "Measures: n",
        "Cannot show: cannot show A",
    ]
    assert json.loads(cli("show", "my.clean", "--json")[1])["cannot_show"]["zh"] == "看不出甲"


def test_unknown_ids_and_commands_are_wrong_use(cli: Cli) -> None:
    code, out, err = cli("show", "no.such", "--json")
    assert (code, json.loads(out)["error"]["code"]) == (2, "check_not_found")
    assert err == "没有编号为“no.such”的检查；hegui checks 列出全部。\n"
    assert cli("shwo", "x")[0] == 2


@pytest.mark.usefixtures("mine")
@pytest.mark.parametrize(
    ("ids", "expected"), [(["my.clean"], 0), (["my"], 1), (["my.clean", "bad"], 3)]
)
def test_exit_codes_tell_findings_from_what_could_not_run(
    cli: Cli, project: Path, ids: list[str], expected: int
) -> None:
    code, out, _ = cli("run", *ids, str(project), "--json", "--progress", "none")
    assert code == expected
    assert json.loads(out)["out"] == "check-results"


@pytest.mark.usefixtures("mine")
def test_results_are_shown_to_people_and_progress_goes_to_standard_error(
    cli: Cli, project: Path
) -> None:
    code, out, err = cli("run", "my", str(project), "--out", "o", "--progress", "json")
    assert code == 1
    assert "my.found · t1: done\n    n = 2\n    findings/my.found.parquet: 1\n" in out
    assert "    ! f:0: bad\n" in out
    assert "    ! ... 7" in out
    assert json.loads(err.splitlines()[0])["event"] == "planned"
    assert sorted(p.name for p in (project.parent / "o/results").iterdir()) == [
        "my.clean.json",
        "my.found.json",
    ]


@pytest.mark.usefixtures("mine")
def test_a_broken_check_prints_its_place_and_on_request_its_traceback(
    cli: Cli, project: Path
) -> None:
    _, out, err = cli("run", "bad.broken", str(project))
    assert "ZeroDivisionError" in out
    assert "Traceback" not in err
    _, _, err = cli("run", "bad.broken", str(project), "--traceback")
    assert "Traceback" in err


@pytest.mark.usefixtures("mine")
def test_nothing_to_run_is_wrong_use(cli: Cli, project: Path) -> None:
    code, _, err = cli("run", "my.idle", str(project))
    assert code == 2
    assert "targets" in err


def test_a_check_that_is_not_run_yet_says_so(cli: Cli, project: Path) -> None:
    code, _, err = cli("run", "supply.components", str(project))
    assert code == 2
    assert "supply.components" in err


def test_a_missing_project_file_is_wrong_use(cli: Cli, tmp_path: Path) -> None:
    code, out, err = cli("run", "corpus", str(tmp_path / "none.yaml"), "--json")
    assert code in (2, 3)
    assert "error" in json.loads(out)
    assert err


def test_reasons_are_shown_in_the_users_language() -> None:
    result = CheckResult(
        check="a.b", version="1", status="not_run", reason_zh="缺库", reason_en="library missing"
    )
    assert lines(result, "zh") == ["a.b: not_run", "    缺库"]
    assert lines(result, "en") == ["a.b: not_run", "    library missing"]
    assert exit_code([result]) == 3


def test_a_measured_rate_is_shown_with_its_bounds() -> None:
    result = CheckResult(check="a.b", version="1", status="done", measures={"n": 1000, "k": 900})
    expected = "900/1000 = 90.00% (one-sided 95 % bounds: at least 88.30%, at most 91.52%)"
    assert lines(result, "en")[-1].strip() == expected
    assert "不低于 88.30%" in lines(result, "zh")[-1]

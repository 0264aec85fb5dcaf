"""`hegui catalogue`, `obligations` and `facts` as a user runs them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hegui.cli import catalogue, facts, obligations
from hegui.cli.table import width
from hegui.common.errors import HeguiError

PROJECT = """
schema: hegui/project/1
as_of: 2026-11-20
organisation: {id: demo, name: 演示公司（虚构）}
people:
- {id: li, name: 李, roles: [compliance_lead]}
facts:
  serves_public_in_china: true
  generative_service: true
  generates: [text, image]
  trains_model: false
  public_opinion_attributes: {value: true, by: li, on: 2026-01-05, reason: 面向公众开放}
"""
BAD = Path(__file__).parent.parent / "data" / "catalogue"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    path = tmp_path / "hegui.yaml"
    path.write_text(PROJECT, "utf-8")
    return path


def run(command: Any, *args: object, code: int = 0) -> Result:
    result = CliRunner(env={"COLUMNS": "100"}).invoke(
        command, [str(arg) for arg in args], standalone_mode=False
    )
    assert result.exception is None, result.exception
    assert result.return_value == code, result.output
    return result


def refused(command: Any, *args: str) -> HeguiError:
    error = CliRunner().invoke(command, args, standalone_mode=False).exception
    assert isinstance(error, HeguiError), error
    return error


def data(command: Any, *args: object, code: int = 0) -> Any:
    return json.loads(run(command, *args, "--json", code=code).stdout)


def test_obligations_are_counted_and_explained(project: Path) -> None:
    answer = data(obligations.command, project)
    assert sum(answer["counts"].values()) == len(answer["obligations"]) == 464
    rows = {row["id"]: row for row in answer["obligations"]}
    assert rows["GAI-04-1"]["state"] == "applies"
    assert rows["GAI-04-1"]["citation"].startswith("《生成式人工智能服务管理暂行办法》第4条")
    assert "C-01" in rows["GAI-04-1"]["clauses"]
    assert "为否" in rows["GAI-07-1"]["reason"] or rows["GAI-07-1"]["state"] == "applies"
    assert answer["as_of"] == "2026-11-20"


def test_obligations_are_filtered(project: Path) -> None:
    answer = data(obligations.command, project, "--instrument", "LAB", "--state", "applies")
    assert answer["obligations"]
    assert {row["instrument"] for row in answer["obligations"]} == {"LAB"}
    assert {row["state"] for row in answer["obligations"]} == {"applies"}
    assert sum(answer["counts"].values()) == 464
    layer = data(obligations.command, project, "--layer", "data", "--bearer", "developer")
    assert {row["layer"] for row in layer["obligations"]} == {"data"}
    assert all("developer" in row["bearers"] for row in layer["obligations"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_obligations_read_well_on_a_terminal(project: Path, lang: str) -> None:
    output = run(obligations.command, project, "--lang", lang, "--instrument", "LAB").stdout
    assert ("《人工智能生成合成内容标识办法》" if lang == "zh" else "Labelling Measures") in output
    assert ("适用" if lang == "zh" else "applies") in output
    assert max(width(line) for line in output.splitlines()) <= 104


def test_the_day_decides_what_is_in_effect(project: Path) -> None:
    later = data(obligations.command, project, "--instrument", "NDR")
    earlier = data(obligations.command, project, "--instrument", "NDR", "--as-of", "2026-08-19")
    assert {row["state"] for row in earlier["obligations"]} == {"does_not_apply"}
    assert {row["state"] for row in later["obligations"]} != {"does_not_apply"}
    assert earlier["as_of"] == "2026-08-19"


def test_facts_are_ranked(project: Path) -> None:
    answer = data(facts.command, project)
    ranks = [len(row["obligations"]) + len(row["clauses"]) for row in answer["decisive"]]
    assert ranks == sorted(ranks, reverse=True)
    names = [row["fact"] for row in answer["decisive"]]
    assert "trains_model" not in names
    assert "trains_model" in answer["declared"]
    judged = {row["fact"] for row in answer["decisive"] if row["judgement"]}
    assert "affects_national_security" in judged
    assert len(data(facts.command, project, "--limit", 3)["decisive"]) == 3


def test_facts_ask_questions_on_a_terminal(project: Path) -> None:
    output = run(facts.command, project, "--limit", 40, "--all").stdout
    assert "是否处理个人信息？" in output
    assert "判断" in output
    assert "已声明的事实" in output
    assert "Do you process" in run(facts.command, project, "--lang", "en").stdout


def test_the_built_in_catalogue_is_sound() -> None:
    answer = data(catalogue.command, "check")
    assert answer["ok"]
    assert answer["problems"] == []
    assert "无误" in run(catalogue.command, "check").stdout


def test_check_lists_problems_and_exits_one(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    for name in ("wrong_rule", "wrong_condition"):
        (folder / f"{name}.yaml").write_bytes((BAD / f"{name}.yaml").read_bytes())
    answer = data(catalogue.command, "check", "--catalogue", folder, code=1)
    assert {p["code"] for p in answer["problems"] if p["level"] == "error"} == {
        "wrong_rule",
        "wrong_condition",
    }
    output = run(catalogue.command, "check", "--catalogue", folder, code=1).stdout
    assert "bad/wrong_rule.yaml:9" in output


def test_stats_count_rows_and_grades() -> None:
    kinds = data(catalogue.command, "stats")["kinds"]
    assert kinds["obligations"]["rows"] == 464
    assert sum(kinds["obligations"]["grades"].values()) == 464
    assert "条文号与要点已对照所存全文核对 383" in run(catalogue.command, "stats").stdout


def test_list_a_kind_or_the_kinds() -> None:
    assert data(catalogue.command, "list", "risks")["count"] == 31
    kinds = {row["id"] for row in data(catalogue.command, "list")["rows"]}
    assert {"obligations", "clauses", "requirements", "crosswalk"} <= kinds
    assert data(catalogue.command, "list", "labels")["count"] > 100
    with pytest.raises(catalogue.listing.UnknownKindError, match="duties"):
        CliRunner().invoke(
            catalogue.command, ["list", "duties"], standalone_mode=False, catch_exceptions=False
        )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_show_walks_both_ways(lang: str) -> None:
    up = run(catalogue.command, "show", "GAI-07-2", "--lang", lang).stdout
    assert "D-05" in up
    assert "SRC-07" in up
    down = run(catalogue.command, "show", "SRC-07", "--lang", lang).stdout
    assert "D-05" in down
    assert "GAI-07-2" in down
    across = run(catalogue.command, "show", "ISO42001-A.7.5", "--lang", lang).stdout
    assert "D-01" in across
    assert "GAI-07-1" in across


def test_show_tells_id_spaces_apart() -> None:
    kinds = [row["kind"] for row in data(catalogue.command, "show", "CC-1195")["rows"]]
    assert kinds == ["obligations", "consequences"]
    clause = [row["kind"] for row in data(catalogue.command, "show", "D-05")["rows"]]
    assert clause == ["clauses", "criteria"]


def test_search_finds_in_both_languages() -> None:
    assert "D-05" in {
        row["id"] for row in data(catalogue.command, "search", "开源", "授权")["rows"]
    }
    assert "D-05" in {row["id"] for row in data(catalogue.command, "search", "open-source")["rows"]}
    assert "没有找到" in run(catalogue.command, "search", "zzzz").stdout


def test_diff_names_what_begins_and_the_clauses_it_touches() -> None:
    answer = data(catalogue.command, "diff", "--from", "2026-07-01", "--to", "2026-08-01")
    begins = {row["id"]: row for row in answer["changes"]}
    assert begins["AHI"]["what"] == "begins"
    assert begins["AHI-08-1"]["clauses"] == ["C-01", "M-05"]
    output = run(catalogue.command, "diff", "--from", "2026-07-01", "--to", "2026-08-01").stdout
    assert "2026-07-15" in output


def test_diff_tells_an_amended_text_from_a_new_law() -> None:
    days = ("--from", "2025-12-31", "--to", "2026-01-01")
    answer = data(catalogue.command, "diff", *days)
    assert {row["what"] for row in answer["changes"]} == {"amends"}
    assert {row["day"] for row in answer["changes"]} == {"2026-01-01"}
    assert (
        "amended text takes effect" in run(catalogue.command, "diff", *days, "--lang", "en").stdout
    )
    assert "：0 行开始生效" in run(catalogue.command, "diff", *days).stdout


def test_obligations_stand_in_the_order_of_the_articles(project: Path) -> None:
    rows = data(obligations.command, project, "--instrument", "csl")["obligations"]
    articles = [int(row["id"].split("-")[1]) for row in rows]
    assert articles == sorted(articles)
    assert [row["id"] for row in rows].index("CSL-27-1") < [row["id"] for row in rows].index(
        "CSL-58"
    )


def test_a_filter_for_what_is_not_there_names_the_nearest(project: Path) -> None:
    error = refused(obligations.command, str(project), "--instrument", "GIA")
    assert (error.code, error.exit_code) == ("unknown_choice", 2)
    assert "没有“GIA”，是不是 PIA, GAI；" in error.message("zh")
    assert "did you mean PIA, GAI;" in error.message("en")


def test_a_row_is_found_whatever_the_case() -> None:
    shown = data(catalogue.command, "show", "gai-17-1")
    assert [row["row"]["id"] for row in shown["rows"]] == ["GAI-17-1"]
    error = refused(catalogue.command, "show", "GAI-171")
    assert (error.code, error.exit_code) == ("row_not_found", 2)
    assert "最接近的是 GAI-17-1" in error.message("zh")


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "args",
    [
        (obligations.command,),
        (facts.command, "--all"),
        (catalogue.command, "search", "refusal"),
        (catalogue.command, "list", "obligations"),
        (catalogue.command, "stats"),
        (catalogue.command, "diff", "--from", "2026-01-01", "--to", "2026-11-20"),
    ],
    ids=lambda args: " ".join([args[0].name, *args[1:2]]),
)
def test_answers_fit_the_terminal(
    project: Path, args: tuple[Any, ...], lang: str, columns: int
) -> None:
    given = [*args[1:], project] if args[0] is not catalogue.command else args[1:]
    runner = CliRunner(env={"COLUMNS": str(columns)})
    shown = runner.invoke(args[0], [*map(str, given), "--lang", lang], standalone_mode=False)
    assert shown.exception is None, shown.exception
    assert max(width(line) for line in shown.stdout.splitlines()) <= columns


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_found_title_keeps_room_beside_its_grade(lang: str) -> None:
    runner = CliRunner(env={"COLUMNS": "80"})
    shown = runner.invoke(
        catalogue.command, ["search", "refusal", "--lang", lang], standalone_mode=False
    )
    rule = shown.stdout.splitlines()[1]
    assert len(rule.split()[2]) >= 24

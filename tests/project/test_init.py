"""hegui init: asks what decides most, keeps what is unknown unknown, and never overwrites."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from hegui.catalogue import load
from hegui.cli.init import NoAnswersError, ProjectExistsError, command
from hegui.project import ProjectFileError, load_project
from hegui.project.model import Judgement

ANSWERS = """\
organisation: {id: acme, name: '某“公司”: # 一'}
people: [{id: wang, name: 王某, roles: [compliance_lead]}]
as_of: 2026-11-20
facts:
  serves_public_in_china: true
  generates: [text, image]
  pi_subjects: 12
  public_opinion_attributes: {value: true, by: wang, on: 2026-01-01, reason: '面向 "公众"'}
"""


def run(folder: Path, *arguments: str, typed: str = "") -> tuple[int, str, str]:
    outcome = CliRunner().invoke(
        command, [str(folder), *arguments], input=typed, standalone_mode=False
    )
    if outcome.exception:
        raise outcome.exception
    return outcome.return_value, outcome.stdout, outcome.stderr


def test_answers_come_back_when_the_file_is_loaded(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS, "utf-8")
    code, out, _ = run(tmp_path / "new", "--answers", str(answers), "--json")
    declared = load_project(tmp_path / "new", load())
    assert code == 0
    assert json.loads(out)["facts"] == 4
    assert declared.project.organisation.name == "某“公司”: # 一"
    assert declared.facts()["generates"] == ("image", "text")
    judgement = declared.project.facts["public_opinion_attributes"]
    assert isinstance(judgement, Judgement)
    assert judgement.reason == '面向 "公众"'
    assert str(declared.as_of) == "2026-11-20"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_fact_stands_in_the_file_with_its_question(tmp_path: Path, lang: str) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text("organisation: {id: acme, name: 某公司}\n", "utf-8")
    run(tmp_path, "--answers", str(answers), "--lang", lang)
    text = (tmp_path / "hegui.yaml").read_text("utf-8")
    for fact in load().facts.values():
        assert f"  # {fact.id}:" in text
        assert (fact.ask_zh if lang == "zh" else fact.ask_en) in text


def test_the_examples_in_the_comments_are_valid_when_filled_in(tmp_path: Path) -> None:
    """Taking the comment signs away from the sections gives keys that the loader knows."""
    answers = tmp_path / "answers.yaml"
    answers.write_text("organisation: {id: acme, name: 某公司}\n", "utf-8")
    run(tmp_path, "--answers", str(answers))
    path = tmp_path / "hegui.yaml"
    head, _, sections = path.read_text("utf-8").partition("# subjects:")
    shown = ("#   - ", "#     - ", "#   ", "# targets", "# documents", "# attest", "# decis")
    lines = [
        line[2:] if line.startswith(shown) else line
        for line in ("# subjects:" + sections).split("\n")
    ]
    lines[0] = "subjects:"
    path.write_text(head + "\n".join(lines), "utf-8")
    with pytest.raises(ProjectFileError) as caught:
        load_project(path, load())
    kinds = {problem.code for problem in caught.value.problems}
    assert kinds == {"file_missing", "unknown_person"}


def test_the_interview_asks_the_most_decisive_fact_first(tmp_path: Path) -> None:
    typed = "某公司\n中文\nacme\ny\n\nperhaps\nn\nq\n"
    _, _, told = run(tmp_path, typed=typed)
    facts = load_project(tmp_path, load()).facts()
    assert facts["serves_public_in_china"] is True
    assert list(facts.values()).count(False) == 1
    assert len(facts) == 2
    assert "“perhaps”" in told
    assert "“中文”" in told


def test_a_judgement_asks_for_the_person_and_the_reason(tmp_path: Path) -> None:
    from hegui.cli.interview import Interview

    made = Interview(load(), "zh")
    assert made.person("王某") == made.person("王某") == "person-1"
    assert made.person("李某") == "person-2"


@pytest.mark.parametrize(
    ("fact", "given", "value"),
    [
        ("serves_public_in_china", "是", True),
        ("serves_public_in_china", "NO", False),
        ("serves_public_in_china", "1", None),
        ("pi_subjects", "1200", 1200),
        ("pi_subjects", "-3", None),
        ("pi_subjects", "9" * 40, None),
        ("generates", "text，image", ("image", "text")),
        ("generates", "-", ()),
        ("generates", "txt", None),
    ],
)
def test_answers_are_read_as_people_type_them(fact: str, given: str, value: object) -> None:
    from hegui.cli.interview import parse

    assert parse(load().facts[fact], given)[0] == value


def test_an_existing_file_is_left_alone_without_force(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(ANSWERS, "utf-8")
    (tmp_path / "hegui.yaml").write_text("mine", "utf-8")
    with pytest.raises(ProjectExistsError, match="--force"):
        run(tmp_path, "--answers", str(answers))
    assert (tmp_path / "hegui.yaml").read_text("utf-8") == "mine"
    run(tmp_path, "--answers", str(answers), "--force")
    assert "某" in (tmp_path / "hegui.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("facts: {}", "missing_key"),
        ("organisation: {id: a, name: b}\nfacts: {servs: true}", "unknown_fact"),
        (
            "organisation: {id: a, name: b}\nfacts: {public_opinion_attributes: true}",
            "judgement_needed",
        ),
        ("organisation: {id: a, name: b}\nsubjects: []", "unknown_key"),
        ("[]", "wrong_type"),
        ("organisation: {id: a, name: b", "yaml"),
    ],
)
def test_a_bad_file_of_answers_writes_nothing(tmp_path: Path, text: str, code: str) -> None:
    answers = tmp_path / "answers.yaml"
    answers.write_text(text, "utf-8")
    with pytest.raises(ProjectFileError) as caught:
        run(tmp_path, "--answers", str(answers))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert not (tmp_path / "hegui.yaml").exists()


def test_without_a_terminal_it_points_to_a_file_of_answers(tmp_path: Path) -> None:
    with pytest.raises(NoAnswersError, match="--answers"):
        CliRunner().invoke(
            command, [str(tmp_path)], input="", standalone_mode=False, catch_exceptions=False
        )
    assert not (tmp_path / "hegui.yaml").exists()

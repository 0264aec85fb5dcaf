"""`hegui assess`, `verify` and `keys`: one object on standard output, and the right exit codes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from hegui.bundle import seal, verify
from hegui.bundle.keys import ephemeral_key, new_key, pem
from tests.assess.conftest import Hegui
from tests.bundle import factory

Answer = Callable[..., tuple[int, dict[str, Any]]]
WORDS = ["conforms", "partly", "does_not_conform", "not_applicable", "undetermined"]


@pytest.fixture
def bundle(tmp_path: Path, hegui: Hegui, project: Path) -> Path:
    out = tmp_path / "b"
    hegui("assess", project, "--out", out, "--reports", "html,json", "--progress", "none")
    assert out.is_dir()
    return out


def test_json_is_one_object_with_the_contract(
    tmp_path: Path, answer: Answer, project: Path
) -> None:
    code, said = answer("assess", project, "--out", tmp_path / "b", "--reports", "none")
    assert code == 1
    assert list(said["counts"]) == WORDS
    assert sum(said["counts"].values()) == 187
    assert said["conclusion"] in WORDS
    assert set(said["obligations"]) == {"applies", "does_not_apply", "undetermined"}
    assert sum(said["obligations"].values()) == 464
    assert {gate["state"] for gate in said["gates"]} <= {"passed", "blocked", "open"}
    assert said["bundle"] == verify(tmp_path / "b").digest
    assert said["reports"] == []


def test_logs_go_to_standard_error_only(tmp_path: Path, hegui: Hegui, project: Path) -> None:
    arguments = ["assess", project, "--out", tmp_path / "b", "--reports", "none"]
    _, out, err = hegui(*arguments, "--json", "--progress", "json")
    assert json.loads(out)["conclusion"]
    assert all(json.loads(line)["event"] for line in err.splitlines())


def test_the_table_names_reports_and_the_command_that_verifies(
    tmp_path: Path, hegui: Hegui, project: Path
) -> None:
    code, out, _ = hegui("assess", project, "--out", tmp_path / "b", "--lang", "en")
    assert code == 1
    for text in ("conclusion", "does not conform", "undetermined", "This is not legal advice."):
        assert text in out
    for name in ("report.en.html", "report.en.pdf", "report.en.json"):
        assert str(tmp_path / "b" / "reports" / name) in out
    assert f"hegui verify {tmp_path / 'b'}" in out
    assert verify(tmp_path / "b").ok


def test_two_runs_give_the_same_verdicts_byte_for_byte(
    tmp_path: Path, hegui: Hegui, project: Path
) -> None:
    for name in ("a", "b"):
        hegui("assess", project, "--out", tmp_path / name, "--as-of", "2026-11-21")
    first, second = (tmp_path / name / "verdicts.json" for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()
    assert b"2026-11-21" in (tmp_path / "a" / "project.yaml").read_bytes()


@pytest.mark.parametrize(
    ("fail_on", "code"), [("never", 0), ("partly", 0), ("does_not_conform,undetermined", 1)]
)
def test_fail_on_chooses_the_exit_code(
    tmp_path: Path, hegui: Hegui, project: Path, fail_on: str, code: int
) -> None:
    arguments = ["--out", tmp_path / "b", "--reports", "none", "--fail-on", fail_on]
    assert hegui("assess", project, *arguments)[0] == code


def test_junit_and_sarif_are_written(tmp_path: Path, hegui: Hegui, project: Path) -> None:
    junit, sarif = tmp_path / "j.xml", tmp_path / "s.sarif"
    arguments = ["--out", tmp_path / "b", "--reports", "none", "--junit", junit, "--sarif", sarif]
    hegui("assess", project, *arguments)
    assert ElementTree.parse(junit).getroot().tag == "testsuites"
    assert json.loads(sarif.read_text("utf-8"))["version"] == "2.1.0"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--reports", "docx"],
        ["--key", "nobody"],
        ["--only", "no.check"],
        ["--as-of", "today"],
        ["--fail-on", "sometimes"],
    ],
)
def test_wrong_use_is_said_before_anything_is_written(
    tmp_path: Path, hegui: Hegui, project: Path, arguments: list[str]
) -> None:
    code, _, err = hegui("assess", project, "--out", tmp_path / "b", *arguments)
    assert code == 2
    assert err.strip()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["p"]


def test_only_leaves_the_rest_unknown(tmp_path: Path, answer: Answer, project: Path) -> None:
    arguments = ["--out", tmp_path / "b", "--reports", "none", "--only", "records.documents"]
    _, said = answer("assess", project, *arguments)
    assert said["counts"]["undetermined"] > 0
    names = {path.stem.split("--")[0] for path in (tmp_path / "b" / "results").iterdir()}
    assert names == {"records.documents"}


def test_verify_says_ok_with_exit_0(answer: Answer, bundle: Path) -> None:
    code, said = answer("verify", bundle)
    assert (code, said["ok"], said["problems"]) == (0, True, [])
    assert said["level"] == "integrity"
    assert said["recomputed"] is True


def test_verify_names_the_file_with_exit_1(answer: Answer, bundle: Path) -> None:
    (bundle / "project.yaml").write_bytes(b"x")
    code, said = answer("verify", bundle, "--lang", "en")
    assert (code, said["ok"]) == (1, False)
    assert [p["path"] for p in said["problems"]] == ["project.yaml"]
    assert said["problems"][0]["what"].startswith("Its size should be")


def test_verify_of_nothing_is_wrong_use(tmp_path: Path, answer: Answer) -> None:
    code, said = answer("verify", tmp_path / "none")
    assert code == 2
    assert said["error"]["code"] == "bundle_missing"


def test_an_unparsable_bundle_is_exit_1(tmp_path: Path, answer: Answer) -> None:
    (tmp_path / "x.zip").write_bytes(b"nonsense")
    code, said = answer("verify", tmp_path / "x.zip")
    assert (code, said["ok"]) == (1, False)
    assert "bundle.json" in {p["path"] for p in said["problems"]}


def test_a_name_that_is_not_utf8_is_still_one_json_object(answer: Answer, bundle: Path) -> None:
    import os

    with open(os.fsencode(bundle) + b"/journals\xff", "wb") as file:
        file.write(b"x")
    code, said = answer("verify", bundle)
    assert code == 1
    assert [p["path"] for p in said["problems"]] == [os.fsdecode(b"journals\xff")]


def test_names_cannot_steer_the_terminal(hegui: Hegui, bundle: Path) -> None:
    (bundle / "\x1b[2Jgone\n").write_bytes(b"x")
    code, out, _ = hegui("verify", bundle)
    assert code == 1
    assert "\x1b[2J" not in out
    assert "\\x1b[2Jgone\\n" in out


def test_verify_with_the_key_shows_authenticity(
    tmp_path: Path, answer: Answer, hegui: Hegui, project: Path
) -> None:
    new_key(tmp_path / "team.key")
    out = tmp_path / "b"
    hegui("assess", project, "--out", out, "--reports", "none", "--key", tmp_path / "team.key")
    assert answer("verify", out, "--key", tmp_path / "team.pub")[1]["level"] == "authentic"
    (tmp_path / "other.pub").write_bytes(pem(ephemeral_key().public))
    code, said = answer("verify", out, "--key", tmp_path / "other.pub")
    assert (code, [p["code"] for p in said["problems"]]) == (1, ["wrong_key"])


@pytest.mark.parametrize("name", ["report.zh.html", "report.zh.json"])
def test_a_report_that_tells_another_story_is_found(
    answer: Answer, bundle: Path, name: str
) -> None:
    path = bundle / "reports" / name
    path.write_bytes(path.read_bytes().replace("未定".encode(), "符合".encode()))
    seal(bundle)
    code, said = answer("verify", bundle)
    assert (code, [p["path"] for p in said["problems"]]) == (1, [f"reports/{name}"])
    assert answer("verify", bundle, "--no-reports")[0] == 0


def test_a_report_of_another_kind_is_noted(answer: Answer, bundle: Path) -> None:
    (bundle / "reports" / "summary.pdf").write_bytes(b"%PDF-1.7 all is well")
    seal(bundle)
    code, said = answer("verify", bundle, "--lang", "en")
    assert code == 0
    assert ["reports/summary.pdf" in note for note in said["notes"]] == [True]


def test_a_bundle_that_breaks_the_templates_is_a_problem_not_a_crash(
    tmp_path: Path, answer: Answer
) -> None:
    folder = factory.write(tmp_path / "b")
    shutil.copy(folder / "reports/report.zh.json", folder / "reports/report.en.html")
    seal(folder)
    code, said = answer("verify", folder)
    assert code == 1
    assert {p["code"] for p in said["problems"]} <= {"report", "rendering"}


def test_keys_are_made_listed_and_shown(
    tmp_path: Path, answer: Answer, hegui: Hegui, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert answer("keys", "list") == (0, {"keys": []})
    _, made = answer("keys", "new")
    assert made["private"].endswith("signing.key")
    assert answer("keys", "show")[1]["fingerprint"] == made["fingerprint"]
    assert [key["name"] for key in answer("keys", "list")[1]["keys"]] == ["signing"]
    assert hegui("keys", "new")[0] == 2
    code, out, _ = hegui("keys", "new", "--out", tmp_path / "k.key", "--lang", "en")
    assert code == 0
    assert "PRIVATE" not in out


def test_the_default_key_seals_and_none_does_not(
    tmp_path: Path,
    answer: Answer,
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    _, made = answer("keys", "new")
    arguments = ["assess", project, "--out", tmp_path / "b", "--reports", "none"]
    assert answer(*arguments)[1]["keys"] == [made["fingerprint"]]
    assert answer(*arguments, "--key", "none")[1]["keys"] != [made["fingerprint"]]


def test_a_signature_made_elsewhere_is_attached(
    tmp_path: Path, hegui: Hegui, answer: Answer, bundle: Path
) -> None:
    key = ephemeral_key()
    assert hegui("keys", "statement", bundle, "--out", tmp_path / "tosign")[0] == 0
    (tmp_path / "sig").write_bytes(key.sign((tmp_path / "tosign").read_bytes()))
    (tmp_path / "k.pub").write_bytes(pem(key.public))
    arguments = ["--key", tmp_path / "k.pub", "--signature", tmp_path / "sig"]
    assert hegui("keys", "attach", bundle, *arguments)[0] == 0
    code, said = answer("verify", bundle, "--key", tmp_path / "k.pub")
    assert (code, said["level"], len(said["keys"])) == (0, "authentic", 2)

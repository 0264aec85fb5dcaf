"""`hegui assess`, `verify` and `keys`: one object on standard output, and the right exit codes."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import ANY
from xml.etree import ElementTree

import pytest

from hegui.bundle import seal, verify
from hegui.bundle.keys import ephemeral_key, new_key, pem
from hegui.common.hashing import canonical_json
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
    assert "only:\n- records.documents\n" in (tmp_path / "b" / "project.yaml").read_text("utf-8")
    whole = [gate for gate in said["gates"] if gate["state"] == "open" and not gate["clauses"]]
    assert all("nonconformities_kept" in gate["reason"] for gate in whole)


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
    assert [p["path"] for p in said["problems"]] == ["x.zip"]


def test_a_folder_that_is_no_bundle_is_not_walked_through(
    tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hegui.bundle import sources

    monkeypatch.delattr(sources.FolderSource, "_scan")
    code, said = answer("verify", tmp_path)
    found = [(p["path"], p["code"]) for p in said["problems"]]
    assert (code, found) == (1, [("bundle.json", "missing")])


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


@pytest.mark.parametrize("name", ["evil.exe", "summary.pdf", "report.zh.exe", "old/report.zh.html"])
def test_a_file_that_is_no_report_is_found(answer: Answer, bundle: Path, name: str) -> None:
    path = bundle / "reports" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"%PDF-1.7 all is well")
    seal(bundle)
    code, said = answer("verify", bundle)
    found = [(p["path"], p["code"]) for p in said["problems"]]
    assert (code, found) == (1, [(f"reports/{name}", "foreign_report")])


@pytest.fixture
def printed(tmp_path: Path, hegui: Hegui, project: Path) -> Path:
    """A bundle with a PDF."""
    out = tmp_path / "b"
    hegui("assess", project, "--out", out, "--reports", "pdf", "--progress", "none")
    assert {path.name for path in (out / "reports").iterdir()} == {"report.zh.pdf", "fonts.json"}
    return out


PDF = "reports/report.zh.pdf"


def test_a_pdf_is_set_again_and_compared_where_the_fonts_are_the_same(
    answer: Answer, printed: Path
) -> None:
    code, said = answer("verify", printed)
    assert (code, said["not_compared"], said["notes"]) == (0, [], [])
    assert answer("verify", printed, "--no-reports")[1]["not_compared"] == [
        "reports/fonts.json",
        PDF,
    ]
    with (printed / PDF).open("ab") as file:
        file.write(b"\n")
    seal(printed)
    code, said = answer("verify", printed)
    assert (code, [(p["path"], p["code"]) for p in said["problems"]]) == (1, [(PDF, "report")])


def test_a_pdf_in_other_fonts_is_only_looked_at(
    answer: Answer, hegui: Hegui, printed: Path
) -> None:
    record = printed / "reports" / "fonts.json"
    value = json.loads(record.read_bytes())
    value["fonts"][0]["sha256"] = "0" * 64
    record.write_bytes(canonical_json(value))
    with (printed / PDF).open("ab") as file:
        file.write(b"\n")
    seal(printed)
    code, said = answer("verify", printed)
    assert (code, said["not_compared"]) == (0, [PDF])
    assert (
        f"! PDF not compared (fonts differ): {PDF}." in hegui("verify", printed, "--lang", "en")[1]
    )
    for data, found in ((b"garbage", "not_pdf"), (b"%PDF-1.7 all is well", "not_pdf")):
        (printed / PDF).write_bytes(data)
        seal(printed)
        assert [p["code"] for p in answer("verify", printed)[1]["problems"]] == [found]


def test_a_pdf_about_another_bundle_is_found(answer: Answer, printed: Path) -> None:
    (printed / "reports" / "fonts.json").unlink()
    data = (printed / "project.yaml").read_text("utf-8")
    (printed / "project.yaml").write_text(data.replace("示例公司", "别的公司"), "utf-8")
    seal(printed)
    assert (PDF, "other_number") in {
        (p["path"], p["code"]) for p in answer("verify", printed)[1]["problems"]
    }


@pytest.mark.parametrize("data", [b"{}", b"nonsense", b"[]"])
def test_a_record_of_fonts_that_is_none_is_found(answer: Answer, bundle: Path, data: bytes) -> None:
    (bundle / "reports" / "fonts.json").write_bytes(data)
    seal(bundle)
    found = [(p["path"], p["code"]) for p in answer("verify", bundle)[1]["problems"]]
    assert found == [("reports/fonts.json", "shape")]


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


def test_a_shown_key_can_be_sent_into_a_file_and_used(
    tmp_path: Path, hegui: Hegui, answer: Answer, bundle: Path
) -> None:
    new_key(tmp_path / "k.key")
    code, out, err = hegui("keys", "show", tmp_path / "k.key")
    (tmp_path / "shown.pem").write_text(out)
    assert (code, err.split()[0], len(err.split()[1])) == (0, "Ed25519", 64)
    assert answer("verify", bundle, "--key", tmp_path / "shown.pem")[1]["problems"] == [
        {"path": "bundle.json", "what": ANY, "code": "wrong_key"}
    ]


def test_paths_inside_the_current_folder_are_shown_relative(
    tmp_path: Path, hegui: Hegui, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("sys.argv", [str(tmp_path / "bin" / "hegui")])
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "hegui").touch()
    out = hegui("assess", project, "--out", tmp_path / "a b", "--reports", "json", "--lang", "en")[
        1
    ]
    assert "Report: a b/reports/report.en.json" in out
    assert "Verify: bin/hegui verify 'a b'" in out
    monkeypatch.chdir("/")
    monkeypatch.setattr("sys.argv", ["pytest"])
    out = hegui("assess", project, "--out", tmp_path / "c", "--reports", "none", "--lang", "en")[1]
    assert f"-m hegui verify {(tmp_path / 'c').relative_to('/')}" in out


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
    assert answer(*arguments, "--force", "--key", "none")[1]["keys"] != [made["fingerprint"]]


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

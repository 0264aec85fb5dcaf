"""Odd surroundings: no home, caches that are damaged or locked, locales, streams that end early."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.bad_input.command import COMMAND, FINDINGS, environment, hegui
from tests.bad_input.projects import LINES, QUICK, with_corpus, write
from tests.bad_input.test_output import mounted

ASSESS = ("assess", "--only", "corpus.pii", *QUICK, "--json")


def shell(line: str, cwd: Path, **env: str | None) -> "subprocess.CompletedProcess[bytes]":
    """Run a line of shell in which $HEGUI is the command."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=cwd,
        env=environment(HEGUI=" ".join(COMMAND), **env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_without_home_and_with_a_home_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path)
    for home in (None, "/nowhere/at/all", ""):
        away = {"HOME": home, "XDG_CACHE_HOME": None, "XDG_CONFIG_HOME": None}
        ran = hegui("obligations", "--json", cwd=tmp_path, env={**away, "HEGUI_CACHE_DIR": None})
        assert ran.ended(0).json()["counts"]


def test_a_damaged_cache_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path)
    env = {"HEGUI_CACHE_DIR": str(tmp_path / "cache")}
    first = hegui("obligations", "--json", cwd=tmp_path, env=env).ended(0)
    entries = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert entries
    for damage in (b"", b"\0" * 100, b"rubbish"):
        for entry in entries:
            entry.write_bytes(damage or entry.read_bytes()[:-1])
        again = hegui("obligations", "--json", cwd=tmp_path, env=env).ended(0)
        assert again.out == first.out
    for entry in entries:
        entry.unlink()
        entry.mkdir()
    assert hegui("obligations", "--json", cwd=tmp_path, env=env).ended(0).out == first.out


@pytest.mark.parametrize("place", ["/proc/cache", "/dev/null/cache", "file"])
def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path, place: str) -> None:
    write(tmp_path)
    (tmp_path / "file").write_text("mine")
    env = {"HEGUI_CACHE_DIR": place}
    assert hegui("obligations", "--json", cwd=tmp_path, env=env).ended(0).json()["counts"]
    assert (tmp_path / "file").read_text() == "mine"


def test_a_read_only_cache_costs_only_time(tmp_path: Path) -> None:
    write(tmp_path)
    with mounted(tmp_path / "cache", "ro"):
        env = {"HEGUI_CACHE_DIR": str(tmp_path / "cache")}
        hegui("obligations", "--json", cwd=tmp_path, env=env).ended(0)


@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C", "LANG": None},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"LC_ALL": "xx_YY.nonsense", "LANG": None},
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "gbk"},
    ],
    ids=lambda env: " ".join(f"{k}={v}" for k, v in env.items()),
)
def test_json_is_utf8_and_the_same_in_every_locale(
    tmp_path: Path, env: dict[str, str | None]
) -> None:
    with_corpus(tmp_path)
    ran = hegui(*ASSESS, cwd=tmp_path, env=env)
    assert ran.ended(FINDINGS).json()["gates"][0]["text"].count("法律强制条款")
    assert hegui("verify", "bundle", "--json", cwd=tmp_path, env=env).ended(0).json()["ok"]


def test_chinese_file_names_in_an_ascii_locale_are_read_or_said(tmp_path: Path) -> None:
    home = tmp_path / "项目"
    with_corpus(home)
    (home / "corpus" / "第二份.jsonl").write_text(LINES, "utf-8")
    env = {"LC_ALL": "C", "PYTHONUTF8": "0"}
    ran = hegui(*ASSESS, cwd=home, env=env).quiet()
    if ran.code == FINDINGS:
        assert hegui("verify", "bundle", "--json", cwd=home, env=env).ended(0).json()["ok"]
    else:
        ran.error(3, "locale")
        ran.said("LANG=C.UTF-8")


@pytest.mark.parametrize("encoding", ["latin-1", "gbk", "cp437"])
def test_a_terminal_that_is_not_utf8_gets_what_it_can_show(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, organisation={"id": "acme", "name": "小公司 ✔ 𠮷 😀"})
    done = shell("$HEGUI obligations", tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 0
    assert done.stderr == b""
    text = done.stdout.decode(encoding)
    assert "GAI" in text
    assert ("合规义务" in text) == (encoding == "gbk")
    done = shell("$HEGUI obligations nowhere", tmp_path, PYTHONIOENCODING=encoding)
    assert done.returncode == 2
    assert "hegui init" in done.stderr.decode(encoding)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("$HEGUI obligations | head -1", 0),
        ("$HEGUI obligations --json | head -c 10", 0),
        ("$HEGUI catalogue list obligations | true", 0),
        ("$HEGUI obligations nowhere --json | true", 2),
        ("$HEGUI obligations >&-", 0),
        ("$HEGUI obligations <&- >&- 2>&-", 0),
        ("$HEGUI obligations nowhere 2>&-", 2),
        ("$HEGUI obligations nowhere --json 2> >(true)", 2),
        ("$HEGUI --help | true", 0),
        ("$HEGUI --version >&-", 0),
    ],
)
def test_a_reader_that_goes_away_changes_no_exit_code(tmp_path: Path, line: str, code: int) -> None:
    write(tmp_path)
    done = shell(f"set -o pipefail; {line}", tmp_path)
    assert b"Traceback" not in done.stderr
    assert b"rror" not in done.stderr, done.stderr
    assert done.returncode == code


def test_an_assessment_whose_reader_goes_away_is_sealed_all_the_same(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    line = "set -o pipefail; $HEGUI assess --only corpus.pii --reports none 2>&1 | head -1"
    done = shell(line, tmp_path)
    assert done.returncode == FINDINGS
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_behind_a_redirection_is_said(tmp_path: Path) -> None:
    write(tmp_path)
    done = shell("$HEGUI obligations --json --lang en > /dev/full", tmp_path)
    assert done.returncode == 3
    assert b"<stdout>" in done.stderr
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_standard_streams_that_are_closed_do_not_receive_our_files(tmp_path: Path) -> None:
    with_corpus(tmp_path)
    line = "$HEGUI assess --only corpus.pii --reports none <&- >&- 2>&-"
    assert shell(line, tmp_path).returncode == FINDINGS
    assert hegui("verify", "bundle", "--json", cwd=tmp_path).ended(0).json()["ok"]


@pytest.mark.parametrize("tmp", ["/nowhere", "/proc"])
def test_no_place_for_temporary_files(tmp_path: Path, tmp: str) -> None:
    with_corpus(tmp_path)
    ran = hegui(*ASSESS, cwd=tmp_path, env={"TMPDIR": tmp})
    ran.ended(FINDINGS)


def test_a_current_folder_that_is_gone_is_said(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = f"cd gone && rmdir '{gone}' && $HEGUI assess --json"
    done = shell(line, tmp_path)
    assert b"Traceback" not in done.stderr
    assert done.returncode in (2, 3)
    assert set(json.loads(done.stdout)) == {"error"}
    assert os.listdir(tmp_path) == []


def test_questions_without_anyone_to_answer_are_wrong_use(tmp_path: Path) -> None:
    ran = hegui("init", "--lang", "en", cwd=tmp_path).ended(2)
    assert "no terminal" in ran.err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("name", ["COLUMNS", "HEGUI_LANG", "TERM", "NO_COLOR", "TZ"])
def test_odd_values_of_variables_are_harmless(tmp_path: Path, name: str) -> None:
    write(tmp_path)
    for value in (
        "-1",
        "0",
        "\ud8ff".encode("utf-8", "surrogatepass").decode("latin-1"),
        "x" * 5000,
    ):
        hegui("obligations", cwd=tmp_path, env={name: value}).ended(0)

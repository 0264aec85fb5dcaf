"""hegui demo: one command from nothing to a verified bundle and its reports."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hegui.bundle import verify
from hegui.bundle.contents import verdicts_bytes
from hegui.cli.demo import command, is_demo
from tests.bundle.factory import make
from tests.example.conftest import Assessed


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    pytest.importorskip("PIL", reason="needs the media extra")
    pytest.importorskip("typst", reason="needs the reports extra")
    out = tmp_path_factory.mktemp("demo") / "demo-bundle"
    outcome = CliRunner().invoke(
        command, ["--out", str(out), "--json", "--lang", "en"], standalone_mode=False
    )
    if outcome.exception:
        raise outcome.exception
    return out, outcome


def test_it_exits_with_1_and_prints_one_json_object(
    ran: tuple[Path, Result], expected: dict[str, Any]
) -> None:
    _, outcome = ran
    answer = json.loads(outcome.stdout)
    assert outcome.return_value == 1
    assert answer["conclusion"] == expected["conclusion"]
    assert answer["counts"] == expected["counts"]
    assert answer["as_of"] == "2026-11-20"
    assert "chat service" in outcome.stderr


def test_the_bundle_verifies(ran: tuple[Path, Result]) -> None:
    out, _ = ran
    found = verify(out)
    assert found.ok, found.problems


def test_reports_are_there_in_both_languages(ran: tuple[Path, Result]) -> None:
    answer = json.loads(ran[1].stdout)
    paths = [Path(path) for path in (*answer["reports"], *answer["other_reports"])]
    assert {path.name for path in paths} == {
        f"report.{lang}.{form}" for lang in ("zh", "en") for form in ("html", "pdf", "json")
    }
    assert all(path.stat().st_size > 10_000 for path in paths)


def test_two_runs_give_the_same_verdicts_byte_for_byte(
    ran: tuple[Path, Result], assessed: Assessed
) -> None:
    assert (ran[0] / "verdicts.json").read_bytes() == verdicts_bytes(assessed.assessment)


def test_a_second_run_replaces_its_own_bundle_and_no_other(
    ran: tuple[Path, Result], prepared: Path, tmp_path: Path
) -> None:
    assert is_demo(ran[0], prepared)
    assert not is_demo(tmp_path, prepared)
    make(tmp_path / "other")
    assert not is_demo(tmp_path / "other", prepared)


def test_nothing_is_left_but_the_bundle_and_the_reports(ran: tuple[Path, Result]) -> None:
    out, _ = ran
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "demo-bundle",
        "demo-bundle-reports",
    ]
    assert "hegui-demo-" not in (out / "project.yaml").read_text("utf-8")


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_service_and_leaves_no_half_bundle(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "tmp").mkdir()
    process = subprocess.Popen(
        [sys.executable, "-m", "hegui", "demo", "--out", str(tmp_path / "b"), "--lang", "en"],
        env=os.environ | {"TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "model.refusal.should" in line or "model.generated" in line:
            break
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == 3
    assert not (tmp_path / "b").exists()
    assert list((tmp_path / "tmp").iterdir()) == []
    assert wait_until_gone(str(tmp_path / "tmp"))


def wait_until_gone(word: str) -> bool:
    """Tell whether no process names `word` on its command line any more."""
    for _ in range(50):
        if not any(word in line for line in command_lines()):
            return True
        time.sleep(0.1)
    return False


def command_lines() -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().decode("utf-8", "replace"))
        except OSError:
            continue
    return found

"""The example's helpers: found, copied without leavings, served, and stopped in every case."""

import os
import signal
import subprocess
import urllib.request
from pathlib import Path

import pytest

from hegui.cli import example
from hegui.cli.example import (
    ExampleFailedError,
    ExampleMissingError,
    example_folder,
    last_line,
    prepare,
    serving,
)
from hegui.common.files import OutputError

TALKING = """\
import http.server, json, sys
server = http.server.HTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
print(json.dumps({"base_url": f"http://127.0.0.1:{server.server_port}/v1"}), flush=True)
server.serve_forever()
"""


def folder_with(tmp_path: Path, service: str) -> Path:
    (tmp_path / "service.py").write_text(service, "utf-8")
    (tmp_path / "hegui.yaml").write_text('base_url: "http://127.0.0.1:8765/v1"\n', "utf-8")
    return tmp_path


def test_the_service_is_started_on_a_free_port_and_stopped(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, TALKING)
    with serving(folder) as address:
        assert address in (folder / "hegui.yaml").read_text("utf-8")
        urllib.request.urlopen(address.removesuffix("/v1"), timeout=5).close()
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address.removesuffix("/v1"), timeout=5)


def test_the_service_is_stopped_when_the_body_fails(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, TALKING)
    with pytest.raises(KeyboardInterrupt), serving(folder) as address:
        raise KeyboardInterrupt
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address.removesuffix("/v1"), timeout=5)


def test_a_service_that_dies_says_why(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "import sys; sys.exit('the disk is on fire')")
    with pytest.raises(ExampleFailedError, match="the disk is on fire"), serving(folder):
        pass


def test_a_service_that_says_nothing_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "START_S", 0.5)
    started: list[subprocess.Popen[str]] = []
    real = subprocess.Popen

    def remember(*arguments: object, **options: object) -> "subprocess.Popen[str]":
        started.append(real(*arguments, **options))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(example.subprocess, "Popen", remember)
    folder = folder_with(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(ExampleFailedError, match="no address"), serving(folder):
        pass
    assert started[0].returncode == -signal.SIGTERM


def test_a_service_that_will_not_stop_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example, "STOP_S", 0.5)
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + TALKING
    with serving(folder_with(tmp_path, stubborn)) as address:
        pass
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(address.removesuffix("/v1"), timeout=5)


def test_a_generator_that_fails_says_its_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / "generate.py").write_text("raise SystemExit('no space for elephants')", "utf-8")
    monkeypatch.setattr(example, "example_folder", lambda: source)
    with pytest.raises(ExampleFailedError, match="no space for elephants"):
        prepare(tmp_path / "work")


def test_leavings_of_earlier_runs_are_not_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source"
    (source / "generated").mkdir(parents=True)
    (source / "generated" / "old.txt").write_text("old", "utf-8")
    (source / "generate.py").write_text("", "utf-8")
    monkeypatch.setattr(example, "example_folder", lambda: source)
    assert not (prepare(tmp_path / "work") / "generated").exists()


def test_the_copy_can_be_written_where_the_installation_cannot(tmp_path: Path) -> None:
    source = tmp_path / "source"
    (source / "documents").mkdir(parents=True)
    (source / "hegui.yaml").write_text("a", "utf-8")
    (source / "hegui.yaml").chmod(0o444)
    (source / "documents").chmod(0o555)
    example.copy(source, tmp_path / "copy")
    assert (tmp_path / "copy" / "hegui.yaml").stat().st_mode & 0o200
    assert (tmp_path / "copy" / "documents").stat().st_mode & 0o200


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError):
        prepare(tmp_path / "work")


def test_a_missing_example_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    with pytest.raises(ExampleMissingError):
        example_folder()


def test_the_last_line_that_says_something() -> None:
    assert last_line("one\n two \n\n") == "two"
    assert last_line("") == "no message"

"""One command runs everything: first page, workers that come back, and a clean end."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from hegui.server.operations.lock import ADDRESS, address_now
from hegui.server.operations.people import base_url
from hegui.server.settings import read_settings
from tests.server.operations.serving import (
    Server,
    below,
    hegui,
    lives,
    own_database,
    serving,
    until,
)

pytestmark = pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Return a server on an empty folder."""
    data = tmp_path_factory.mktemp("serve") / "data"
    with own_database() as more, serving(data, **more) as running:
        yield running


def test_an_empty_folder_gives_the_first_page_in_chinese(server: Server) -> None:
    assert '<html lang="zh' in server.get()
    assert server.data.stat().st_mode & 0o777 == 0o700


def test_the_first_administrator_gets_a_link_by_name(server: Server) -> None:
    link = server.said["links"]["first"]
    assert link.startswith("http://localhost:")
    assert '<html lang="zh' in server.get(link.removeprefix(server.url))


def test_a_second_server_on_the_same_folder_is_refused(server: Server) -> None:
    done = hegui("serve", "--port", "0", data=server.data, check=2, HEGUI_LANG="en")
    assert str(server.data) in done.stderr
    assert str(server.process.pid) in done.stderr


def test_links_made_beside_a_running_server_lead_to_it(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEGUI_DATA", str(server.data))
    read_settings.cache_clear()
    try:
        assert base_url() == server.url
        monkeypatch.setenv("HEGUI_ORIGIN", "https://hegui.example.com/")
        read_settings.cache_clear()
        assert base_url() == "https://hegui.example.com"
    finally:
        monkeypatch.undo()
        read_settings.cache_clear()
    (tmp_path / ADDRESS).write_text("http://localhost:1", encoding="utf-8")
    assert address_now(tmp_path) == ""


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = hegui("serve", "--port", str(port), data=tmp_path / "d", check=3)
    assert str(port) in done.stderr
    assert "Traceback" not in done.stderr


def test_a_killed_web_worker_is_replaced(server: Server) -> None:
    before = until(lambda: len(w := server.web_workers()) == 2 and w, "two web workers")
    os.kill(before[0], signal.SIGKILL)
    until(lambda: len(now := server.web_workers()) == 2 and before[0] not in now, "a new one")
    assert "<html" in server.get()


def test_a_killed_web_server_is_started_again_on_the_same_port(server: Server) -> None:
    first = next(pid for pid in server.find("gunicorn") if pid not in server.web_workers())
    os.kill(first, signal.SIGKILL)
    until(lambda: not lives(first) and server.web_workers(), "new web workers")
    assert "<html" in server.get()


def test_a_killed_task_worker_is_replaced(server: Server) -> None:
    before = until(server.task_workers, "a task worker")
    os.kill(before[0], signal.SIGKILL)
    until(lambda: (now := server.task_workers()) and now != before, "a new one")


def test_nothing_is_left_after_stopping(tmp_path: Path) -> None:
    with own_database() as more, serving(tmp_path / "data", **more) as server:
        processes = until(lambda: server.task_workers() and below(server.process.pid), "all")
        begun = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(30) == 0
    assert time.monotonic() - begun < 10
    assert [pid for pid in processes if lives(pid)] == []


def test_nothing_outlives_a_server_that_was_killed(tmp_path: Path) -> None:
    with own_database() as more, serving(tmp_path / "data", **more) as server:
        processes = until(lambda: server.task_workers() and below(server.process.pid), "all")
        server.process.kill()
        until(lambda: not any(lives(pid) for pid in processes), "the end of all")

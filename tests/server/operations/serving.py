"""A real server in processes of its own, on an empty folder, and what is asked of it."""

import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

PATIENCE_S = 240.0
"""How long to wait for what must come; no bound on speed: a busy machine makes the demonstration's bundle in minutes."""


def clean_env(data: Path, **more: str) -> dict[str, str]:
    """Return the environment without settings of hegui but these."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEGUI_", "DJANGO_"))}
    return {**kept, "HEGUI_DATA": str(data), "PYTHONUNBUFFERED": "1", **more}


def hegui(
    *args: str, data: Path, check: int | None = 0, **more: str
) -> "subprocess.CompletedProcess[str]":
    """Run a command on a data folder; `check` is the exit code it must end with."""
    done = subprocess.run(
        [sys.executable, "-m", "hegui", *args],
        env=clean_env(data, **more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert check is None or done.returncode == check, done.stdout + done.stderr
    return done


class Server:
    """A running server."""

    def __init__(self, process: "subprocess.Popen[str]", log: Path, env: dict[str, str]) -> None:
        self.process = process
        self.log = log
        self.env = env
        self.said: dict[str, Any] = {}

    @property
    def url(self) -> str:
        """Return its address without the last slash."""
        return str(self.said["url"]).rstrip("/")

    @property
    def data(self) -> Path:
        """Return its data folder."""
        return Path(self.env["HEGUI_DATA"])

    def wait(self) -> None:
        """Wait for its first line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.said = json.loads(line or "{}")
        assert "url" in self.said, line + self.log.read_text("utf-8")

    def get(self, path: str = "/") -> str:
        """Return a page."""
        with urllib.request.urlopen(self.url + path, timeout=30) as answer:
            return str(answer.read().decode())

    def find(self, word: str) -> list[int]:
        """Return the processes below the server whose command line holds a word."""
        return [pid for pid in below(self.process.pid) if word in command_of(pid)]

    def web_workers(self) -> list[int]:
        """Return the processes that answer requests (children of gunicorn's first process)."""
        return [pid for pid in self.find("gunicorn") if parent_of(pid) != self.process.pid]

    def task_workers(self) -> list[int]:
        """Return the processes that run tasks."""
        return self.find("operations.worker")


@contextmanager
def serving(data: Path, *options: str, **more: str) -> Iterator[Server]:
    """Run `hegui serve` on a free port until the end of the block."""
    env = clean_env(data, HEGUI_TASK_WORKERS="1", **more)
    log = data.parent / f"{data.name}.log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "hegui", "serve", "--port", "0", "--json", *options],
            env=env,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    server = Server(process, log, env)
    try:
        server.wait()
        yield server
    finally:
        process.terminate()
        try:
            process.wait(30)
        finally:
            process.kill()
            process.wait()
            assert process.stdout is not None
            process.stdout.close()


def until(found: Callable[[], Any], what: str) -> Any:
    """Wait until something is true and return it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.05)
    raise AssertionError(f"waited {PATIENCE_S:.0f} s for {what}")


def below(pid: int) -> list[int]:
    """Return all processes below one, living ones only."""
    found = []
    for child in children_of(pid):
        found += [child, *below(child)]
    return found


def children_of(pid: int) -> list[int]:
    """Return the children of a process."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except OSError:
        return []
    return [int(word) for word in text.split()]


def command_of(pid: int) -> str:
    """Return the command line of a process."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def parent_of(pid: int) -> int:
    """Return the parent of a process."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    except OSError:
        return 0


def lives(pid: int) -> bool:
    """Tell whether a process exists and is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def memory_mb(pid: int) -> tuple[float, float]:
    """Return the resident and the proportional memory of a process in MB (10^6)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {row.split(":")[0]: int(row.split()[1]) * 1024 / 1e6 for row in rows}
    return sizes["Rss"], sizes["Pss"]


@contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """Give an empty database: SQLite in the data folder, else a new one of the test cluster."""
    url = os.environ.get("HEGUI_TEST_DATABASE_URL", "")
    if not url:
        yield {}
        return
    import psycopg

    name = f"hegui_serve_{uuid4().hex[:12]}"
    parts = urlsplit(url)
    main = urlunsplit(parts._replace(path="/postgres"))
    with psycopg.connect(main, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            yield {"HEGUI_DATABASE_URL": urlunsplit(parts._replace(path=f"/{name}"))}
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]

"""A cluster of two nodes as tests see it, and the processes of a run."""

import json
import secrets
import subprocess
import sys
from typing import Any

from hegui.checks.corpus.shards.session import ALONE, SETTINGS
from tests.checks.corpus.shards import common

END_S = 60


class Cluster:
    """Two nodes of one processor each, on the loopback address, with a token of their own."""

    def __init__(self, folder: str) -> None:
        token = {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        self.environment = {**SETTINGS, **ALONE, **token}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.ray_cluster", folder],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**common.environment(), **self.environment},
            cwd=folder,
        )
        self.address = self.second = ""
        self._note()

    @property
    def pid(self) -> int:
        """Return the process from which all processes of the nodes descend."""
        return self._process.pid

    def kill_second(self) -> None:
        """End the second node at once."""
        self._say("kill\n")
        self._said("killed")
        self.second = ""

    def whole(self) -> "Cluster":
        """Return the cluster with two nodes, whatever was killed before."""
        if not self.second:
            self._say("add\n")
            self._note()
        return self

    def end(self) -> None:
        """End all nodes, and close what led there."""
        try:
            self._process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()  # Ray's own reaper ends the nodes
            self._process.communicate()

    def _note(self) -> None:
        told: dict[str, Any] = json.loads(self._said("{"))
        self.address, self.second = told["address"], told["second"]

    def _said(self, start: str) -> str:
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(start):
                return str(line)
        self.end()
        raise AssertionError(f"the cluster ended with {self._process.returncode}")

    def _say(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line)
        self._process.stdin.flush()


def family(pid: int) -> list[Any]:
    """Return a process and all that descend from it. Ray brings psutil with it."""
    import psutil
    import ray  # noqa: F401

    main = psutil.Process(pid)
    return [main, *main.children(recursive=True)]


def listens(processes: list[Any]) -> set[str]:
    """Return the addresses on which some processes listen."""
    return {
        connection.laddr.ip.removeprefix("::ffff:")
        for process in processes
        if process.is_running()
        for connection in process.net_connections("inet")
        if connection.status == "LISTEN"
    }


def alive(processes: list[Any]) -> list[Any]:
    """Return those of some processes that have not ended."""
    return [one for one in processes if one.is_running() and one.status() != "zombie"]

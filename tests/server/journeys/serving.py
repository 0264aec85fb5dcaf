"""A real server for the journeys: `hegui serve` in a process of its own, on a free port."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_S = 180
STOP_S = 60


@dataclass
class Served:
    """A running server: its address, its one-time links, its data folder."""

    process: "subprocess.Popen[str]"
    url: str
    links: dict[str, str]
    data: Path
    env: dict[str, str]

    def admin(self, *words: str) -> dict[str, Any]:
        """Run `hegui admin … --json` beside the server; return what it says."""
        done = subprocess.run(
            [sys.executable, "-m", "hegui", "admin", *words, "--data", str(self.data), "--json"],
            capture_output=True,
            text=True,
            env=self.env,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    def stop(self) -> int:
        """Ask the server to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(STOP_S)
        if self.process.stdout:
            self.process.stdout.close()
        return code


def serve(folder: Path, *words: str, **settings: str) -> Served:
    """Start a server on an empty folder and wait until it says that it is ready."""
    data = folder / "data"
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEGUI_", "DJANGO_"))}
    env = {**kept, "HEGUI_WEB_WORKERS": "1", **settings}
    command = [sys.executable, "-m", "hegui", "serve", "--data", str(data), "--port", "0", "--json"]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, *words], stdout=subprocess.PIPE, stderr=log, text=True, env=env
        )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line.startswith('{"url"'):
        process.kill()
        raise AssertionError(f"{line} {(folder / 'log').read_text()}")
    told = json.loads(line)
    return Served(process, told["url"].rstrip("/"), told["links"], data, env)

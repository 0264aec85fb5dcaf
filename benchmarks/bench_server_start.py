"""The server as a user starts it: empty folder to first page, and the memory of its processes.

Asked for (issue 3): the first page after at most 10 s. The limit is held against the processor
seconds of all processes up to then; the wall time, which other work on the machine stretches, is
noted beside it. Memory is that of real processes after every heavy page of the demonstration
and of an assessment of 5,880 clauses: at most 200 MB for a web worker.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

FIRST_PAGE_S = 10.0
WORKER_MB = 200
PAGES = ("/", "/accounts/login/", "/api/v1/openapi.json")


def bench(case: Any) -> None:
    """Measure the start on an empty folder, then again, and the memory after some pages."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        for name in ("empty folder", "second start"):
            begun = time.monotonic()
            server, url = start(data)
            with contextlib.closing(Server(server)):
                assert '<html lang="zh' in page(url)
                wall = round(time.monotonic() - begun, 2)
                seconds = round(sum(map(cpu_of, family(server.pid))), 2)
                for path in PAGES * 10:
                    page(url.rstrip("/") + path)
                case.figure(
                    f"{name} to first page",
                    seconds,
                    limit=FIRST_PAGE_S,
                    within=seconds <= FIRST_PAGE_S,
                    wall_seconds=wall,
                    **memory(server.pid),
                )
        heavy(case, Path(folder, "heavy"))


def heavy(case: Any, data: Path) -> None:
    """Ask one web worker for everything heavy; note its largest memory."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.server.operations.heavy import DEMO, Heavy
    from tests.server.operations.serving import serving

    with serving(data, "--demo", HEGUI_WEB_WORKERS="1") as server:
        asked = Heavy(server, DEMO)
        asked.everything()
        case.figure(
            "a web worker after every heavy page",
            0.0,
            limit=WORKER_MB,
            within=asked.most <= WORKER_MB,
            web_worker_mb=round(asked.most),
        )


class Server:
    """Stops the server at the end."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process

    def close(self) -> None:
        """Ask it to stop and wait."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(30)
        assert self.process.stdout is not None
        self.process.stdout.close()


def start(data: Path) -> "tuple[subprocess.Popen[str], str]":
    """Start the server on a free port; return it and its address."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HEGUI_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "hegui", "serve", "--port", "0", "--json", "--data", str(data)],
        env=kept,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    return process, json.loads(process.stdout.readline())["url"]


def page(url: str) -> str:
    """Return a page."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return str(answer.read().decode())


def memory(top: int) -> dict[str, float]:
    """Return the largest resident and the summed proportional memory in MB; nothing off Linux."""
    try:
        sizes = [sizes_of(pid) for pid in family(top)]
    except OSError:
        return {}
    web = max(rss for rss, _ in sizes)
    return {"largest_rss_mb": round(web), "all_pss_mb": round(sum(pss for _, pss in sizes))}


def cpu_of(pid: int) -> float:
    """Return the processor seconds of a process and of its children that have ended."""
    parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, parts[11:15])) / os.sysconf("SC_CLK_TCK")


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in family(int(child)))]


def sizes_of(pid: int) -> tuple[float, float]:
    """Return resident and proportional memory in MB (10^6)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {row.split(":")[0]: int(row.split()[1]) * 1024 / 1e6 for row in rows}
    return sizes["Rss"], sizes["Pss"]

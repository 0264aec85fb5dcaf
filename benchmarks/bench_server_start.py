"""The server as a user starts it: empty folder to first page, and the memory of its processes."""

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
PAGES = ("/", "/accounts/login/", "/api/v1/openapi.json")


def bench(case: Any) -> None:
    """Measure the start on an empty folder, then again, and the memory after some pages."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        for name in ("empty folder", "second start"):
            with case(f"{name} to first page") as figures:
                begun = time.monotonic()
                server, url = start(data)
                with contextlib.closing(Server(server)):
                    assert '<html lang="zh' in page(url)
                    wall = time.monotonic() - begun
                    figures["wall_seconds"] = round(wall, 2)
                    figures["limit"] = FIRST_PAGE_S
                    figures["within"] = wall <= FIRST_PAGE_S
                    for path in PAGES * 10:
                        page(url.rstrip("/") + path)
                    figures.update(memory(server.pid))


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


def family(pid: int) -> list[int]:
    """Return a process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(found for child in children for found in family(int(child)))]


def sizes_of(pid: int) -> tuple[float, float]:
    """Return resident and proportional memory in MB (10^6)."""
    rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {row.split(":")[0]: int(row.split()[1]) * 1024 / 1e6 for row in rows}
    return sizes["Rss"], sizes["Pss"]

"""Many people at once against a real server: writes of every main kind, pages, reading back.

`HEGUI_LOAD=full` makes it what issue 3 asks: 50 people, 100,000 evidence rows, 50 assessments.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote
from uuid import uuid4

from tests.server.operations.serving import Server, below

ROOT = Path(__file__).resolve().parents[3]
PAGES = ("", "evidence/", "search/?q=评估", "ledger/", "improvement/", "assessments/", "controls/")
SHARED = "c0"
"""The clause that everybody judges at once."""


class Size(NamedTuple):
    """How large a load is."""

    people: int
    rounds: int
    evidence: int
    assessments: int
    clauses: int


FULL = Size(people=50, rounds=3, evidence=100_000, assessments=50, clauses=1_209)
SHORT = Size(people=12, rounds=2, evidence=2_000, assessments=5, clauses=60)


def size_asked() -> Size:
    """Return the size that the environment asks for."""
    return FULL if os.environ.get("HEGUI_LOAD") == "full" else SHORT


def make_crowd(server: Server, size: Size) -> dict[str, Any]:
    """Fill the server's database; return people (token, session) and assessments."""
    words = (size.people, size.evidence, size.assessments, size.clauses)
    done = subprocess.run(
        [sys.executable, "-m", "tests.server.operations.crowd", *map(str, words)],
        env=server.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


class Crowd:
    """People who work at the same time, and what they wrote."""

    def __init__(self, server: Server, size: Size, made: dict[str, Any]) -> None:
        self.server = server
        self.size = size
        self.people = made["people"]
        self.assessments = made["assessments"]
        self.times: dict[str, list[float]] = {}
        self.lock = threading.Lock()
        self.controls: dict[str, str] = {}
        self.items: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.verdicts: dict[tuple[str, str], str] = {}
        self.shared = 0

    def work(self) -> None:
        """Let everybody work at once; raises what any of them met."""
        with ThreadPoolExecutor(len(self.people)) as pool:
            for job in [pool.submit(self.one, who) for who in range(len(self.people))]:
                job.result()

    def one(self, who: int) -> None:
        """Do what one person does."""
        for turn in range(self.size.rounds):
            self.control(who, turn)
            self.item(who, turn)
            self.judge(who, turn)
            self.task(who, turn)
            self.look(who, turn)
        self.judge_shared(who)

    def control(self, who: int, turn: int) -> None:
        """Write a control, read it back at once (by whichever worker answers), change it."""
        title = f"措施 {who}-{turn}"
        row = self.api(who, "POST", "controls", {"title": title})
        assert self.api(who, "GET", f"controls/{row['id']}")["title"] == title
        self.api(who, "PATCH", f"controls/{row['id']}", {"status": "planned", "version": 1})
        self.controls[row["id"]] = title

    def item(self, who: int, turn: int) -> None:
        """Upload evidence for a clause, find it in the list and change it."""
        title = f"上传 {who}-{turn}"
        row = self.upload(who, f"{title}\n", {"title": title, "links": "clause:4.1"})
        found = self.api(who, "GET", f"evidence/items?page_size={100}")
        assert row["id"] in {one["id"] for one in found["items"]} or found["total"] > 100
        change = {"description": "看过了", "version": row["version"]}
        self.api(who, "PATCH", f"evidence/items/{row['id']}", change)
        self.items[row["id"]] = title

    def judge(self, who: int, turn: int) -> None:
        """Judge a clause that nobody else judges."""
        place, clause = self.assessment(who), self.clause(who, turn)
        verdict = ("conforms", "partly", "does_not_conform")[(who + turn) % 3]
        seen = self.api(who, "GET", f"assessments/{place}/clause?id={clause}")
        body = {"verdict": verdict, "reason": f"看过 {who}", "version": seen["version"]}
        self.api(who, "PUT", f"assessments/{place}/clause/verdict?id={clause}", body)
        self.verdicts[place, clause] = verdict

    def judge_shared(self, who: int) -> None:
        """Judge the clause that all judge: somebody who was overtaken is told, and tries again."""
        place = self.assessments[0]
        for _ in range(20 * len(self.people)):
            seen = self.api(who, "GET", f"assessments/{place}/clause?id={SHARED}")
            body = {"verdict": "partly", "reason": f"第 {who} 人", "version": seen["version"]}
            try:
                self.api(who, "PUT", f"assessments/{place}/clause/verdict?id={SHARED}", body)
            except urllib.error.HTTPError as error:
                if error.code != 409:
                    raise
                continue
            with self.lock:
                self.shared += 1
            return
        raise AssertionError("never had a turn")

    def task(self, who: int, turn: int) -> None:
        """Open a task and close it."""
        title = f"任务 {who}-{turn}"
        row = self.api(who, "POST", "tasks", {"title": title, "due_on": "2030-01-01"})
        self.api(who, "PATCH", f"tasks/{row['id']}", {"priority": 1, "version": row["version"]})
        self.tasks[row["id"]] = title

    def look(self, who: int, turn: int) -> None:
        """Open pages, one of them a clause workspace."""
        place = self.assessment(who)
        paths = (PAGES[(who + turn) % len(PAGES)], f"assessments/{place}/clauses/")
        for path in (*paths, "search/?q=上传"):
            self.page(who, path)

    def assessment(self, who: int) -> str:
        """Return the assessment that a person works on."""
        return str(self.assessments[who % len(self.assessments)])

    def clause(self, who: int, turn: int) -> str:
        """Return a clause that nobody else judges in that assessment."""
        return f"c{1 + who // len(self.assessments) * self.size.rounds + turn}"

    def api(self, who: int, method: str, path: str, body: Any = None) -> Any:
        """Ask the API; raises on any status that is not a success."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json"} if data else {}
        return self.call(who, f"{method} {first(path)}", method, path, data, headers)

    def upload(self, who: int, text: str, fields: dict[str, str]) -> Any:
        """Send a file with its fields."""
        mark = uuid4().hex
        part = f'--{mark}\r\nContent-Disposition: form-data; name="{{}}"'.format
        parts = [f"{part(name)}\r\n\r\n{value}\r\n" for name, value in fields.items()]
        parts.append(
            f'{part("file")}; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\n{text}\r\n'
        )
        data = ("".join(parts) + f"--{mark}--\r\n").encode()
        headers = {"content-type": f"multipart/form-data; boundary={mark}"}
        return self.call(who, "upload", "POST", "evidence/items", data, headers)

    def call(
        self,
        who: int,
        name: str,
        method: str,
        path: str,
        data: bytes | None,
        headers: dict[str, str],
    ) -> Any:
        """Send one request with the person's token."""
        own = {"authorization": f"Bearer {self.people[who]['token']}"}
        url = f"{self.server.url}/api/v1/orgs/load/{path}"
        request = urllib.request.Request(url, method=method, data=data, headers=own | headers)
        return json.loads(self.timed(name, request))

    def page(self, who: int, path: str) -> str:
        """Open a page as the person signed in."""
        url = f"{self.server.url}/o/load/{quote(path, safe='/?=')}"
        own = {"cookie": f"hegui_session={self.people[who]['session']}"}
        name = "page workspace" if path.endswith("clauses/") else f"page {first(path)}"
        text = self.timed(name, urllib.request.Request(url, headers=own)).decode()
        assert 'id="main"' in text, path
        assert "/accounts/login/" not in text, path
        return text

    def timed(self, name: str, request: urllib.request.Request) -> bytes:
        """Send a request and note how long it took."""
        begun = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                found: bytes = answer.read()
        except urllib.error.HTTPError as error:
            error.add_note(error.read().decode()[:500])
            raise
        with self.lock:
            self.times.setdefault(name, []).append(time.monotonic() - begun)
        return found

    def lost(self) -> list[str]:
        """Return what was written and cannot be read back."""
        missing = []
        for path, rows in (("controls", self.controls), ("tasks", self.tasks)):
            missing += [
                k for k, v in rows.items() if self.api(0, "GET", f"{path}/{k}")["title"] != v
            ]
        for key, title in self.items.items():
            row = self.api(0, "GET", f"evidence/items/{key}")
            missing += [] if (row["title"], row["description"]) == (title, "看过了") else [key]
        for (place, clause), verdict in self.verdicts.items():
            row = self.api(0, "GET", f"assessments/{place}/clause?id={clause}")
            missing += [] if row["verdict"] == verdict else [f"{place} {clause}"]
        return missing

    def figures(self) -> dict[str, str]:
        """Return median and longest wait of each kind of request, in milliseconds."""
        return {
            name: f"{statistics.median(rows) * 1000:.0f}/{max(rows) * 1000:.0f}"
            for name, rows in sorted(self.times.items())
        }


def first(path: str) -> str:
    """Return the first part of an address."""
    return path.partition("?")[0].partition("/")[0]


def cpu_of(server: Server) -> float:
    """Return the processor seconds of the server's living processes."""
    ticks = 0
    for pid in below(server.process.pid):
        parts = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        ticks += int(parts[11]) + int(parts[12])
    return ticks / os.sysconf("SC_CLK_TCK")

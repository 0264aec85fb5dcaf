"""Asking a server for everything heavy: every kind of page, reports, exports, large assessments."""

import contextlib
import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from tests.server.operations.crowd import clauses
from tests.server.operations.serving import Server, memory_mb, until

ROOT = Path(__file__).resolve().parents[3]
ENTER = """
import json, sys
from hegui.server.operations.options import ready
ready()
from hegui.server.accounts.services import token_create
from hegui.server.core.models import Organisation
from hegui.server.core.roles import all_permissions
from hegui.server.core.services import assignment_add, user_create
from hegui.server.core.viewer import system_viewer, viewer_for
from tests.server.operations.crowd import session
org = Organisation.objects.get(slug=sys.argv[1])
user = user_create(acting_user=None, email="heavy@example.com", name="heavy")
assignment_add(acting_user=system_viewer(org), user=user, role="administrator")
_, secret = token_create(
    acting_user=viewer_for(user, org), name="heavy", scopes=sorted(all_permissions()), days=1
)
print(json.dumps([session(user), secret]))
"""
BUNDLE = """
from hegui.server.operations.options import ready
ready()
from hegui.server.runs.models import Bundle
print(next((str(pk) for pk in Bundle.objects.values_list("pk", flat=True)), ""))
"""
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Z]{2,}-[\w.-]+|(?<=/)[0-9a-f]{16,64}(?=/)")
LINKS = re.compile(r'href="([^"#]+)')
CLAUSES = 5_880
DEMO = "yunlu"


class Heavy:
    """Somebody who asks for everything."""

    def __init__(self, server: Server, org: str) -> None:
        self.server = server
        self.org = org
        self.session, self.token = json.loads(self.beside(ENTER, org))
        self.peaks: list[tuple[float, str]] = []
        self.most = 0.0
        self.before = self.memory()

    def beside(self, code: str, *words: str) -> str:
        """Run code on the server's database in a process of its own; return its last line."""
        done = subprocess.run(
            [sys.executable, "-c", code, *words],
            env=self.server.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()[-1]

    def memory(self) -> float:
        """Return the resident memory of the largest web worker in MB."""
        found: list[float] = []
        while not found:
            for pid in self.server.web_workers():
                with contextlib.suppress(OSError):  # it was just replaced by a fresh one
                    found.append(memory_mb(pid)[0])
        self.most = max(self.most, *found)
        return max(found)

    def note(self, what: str) -> None:
        """Note what made the memory grow."""
        now = self.memory()
        if now - self.before > 0.5:
            self.peaks.append((round(now, 1), what))
            self.before = now

    def get(self, path: str) -> tuple[int, str]:
        """Open a page; return its status and text."""
        own = {"cookie": f"hegui_session={self.session}"}
        address = self.server.url + quote(path, safe="/?=&%:.,-")
        request = urllib.request.Request(address, headers=own)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                kind = answer.headers.get_content_type()
                found = answer.status, answer.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            found, kind = (error.code, ""), ""
        self.note(path)
        return found if kind == "text/html" else (found[0], "")

    def api(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API."""
        request = urllib.request.Request(
            f"{self.server.url}/api/v1/orgs/{self.org}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                found = json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            error.add_note(error.read().decode()[:500])
            raise
        self.note(f"{method} {path}")
        return found

    def everything(self, most: int = 400) -> Counter[int]:
        """Ask for all of it; return how often each status was answered while crawling."""
        bundle = self.wait_for_bundle()
        statuses = self.crawl(most=most)
        self.assess(bundle)
        self.large()
        return statuses + self.crawl(most=most)

    def crawl(self, each: int = 2, most: int = 400) -> Counter[int]:
        """Follow the links inside the organisation, `each` of one shape; return the statuses."""
        waiting, seen = [f"/o/{self.org}/"], Counter[str]()
        statuses = Counter[int]()
        while waiting and sum(statuses.values()) < most:
            path = waiting.pop(0)
            shape = IDS.sub("*", path)
            seen[shape] += 1
            if seen[shape] > each:
                continue
            status, text = self.get(path)
            statuses[status] += 1
            for link in LINKS.findall(text):
                parts = urlsplit(urljoin(path, link.replace("&amp;", "&")))
                if parts.path.startswith(f"/o/{self.org}/") and not parts.netloc:
                    waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
        return statuses

    def large(self) -> str:
        """Import a set of 5,880 clauses and work with an assessment of it; return its address."""
        made = self.api("POST", "assessments/sets", {"title": "large", "clauses": clauses(CLAUSES)})
        body = {"title": "large", "clause_set": made["id"]}
        place = f"/o/{self.org}/assessments/{self.api('POST', 'assessments', body)['id']}/"
        for _ in range(3):
            for path in ("", "clauses/", "gaps/", "limits/", "report/", "changes/"):
                assert self.get(place + path)[0] in (200, 404), place + path
            for kind in ("html", "json"):
                self.get(f"{place}report/?format={kind}")
        return place

    def assess(self, bundle: str) -> None:
        """Create assessments from a bundle and from the records."""
        for source in ({"bundle": bundle}, {}, {"bundle": bundle}):
            self.api("POST", "assessments", {"title": "heavy", **source})

    def wait_for_bundle(self) -> str:
        """Wait until the demonstration's run has its bundle; return its id."""

        def found() -> str:
            time.sleep(1)
            rows = self.api("GET", "runs")["items"]
            assert not any(row["status"] in ("failed", "refused") for row in rows), rows
            return self.beside(BUNDLE) if any(row.get("bundle") for row in rows) else ""

        ask: Callable[[], str] = found
        return str(until(ask, "the demonstration's bundle"))

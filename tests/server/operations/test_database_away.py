"""The database goes away in the middle of a run: the pages say so, and nothing is lost."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.checks.model.server import ChatServer, chat
from tests.server.operations.cluster import own_cluster
from tests.server.operations.serving import (
    Server,
    hegui,
    lives,
    own_database,
    serving,
    until,
)
from tests.server.runs.conftest import ASKING

ROOT = Path(__file__).resolve().parents[3]
QUESTIONS = 40
ENOUGH = 10
AWAY_S = 3.0
PREPARE = """
import json, sys
from hegui.server.operations.options import ready
ready()
from hegui.server.accounts.services import token_create
from hegui.server.core.roles import all_permissions
from hegui.server.core.services import assignment_add, organisation_create, user_create
from hegui.server.core.viewer import system_viewer, viewer_for
from hegui.server.runs.services import project_create
from tests.server.operations.crowd import session
org = organisation_create(acting_user=None, slug="o", name="o")
user = user_create(acting_user=None, email="a@example.com", name="a")
assignment_add(acting_user=system_viewer(org), user=user, role="administrator")
_, secret = token_create(
    acting_user=viewer_for(user, org), name="t", scopes=sorted(all_permissions()), days=1
)
project = project_create(
    acting_user=system_viewer(org), title="p", source="written", declaration=sys.argv[1],
    folder=sys.argv[2],
)
print(json.dumps([secret, session(user), str(project.pk)]))
"""


class Place:
    """A server with a project that asks a model questions."""

    def __init__(self, server: Server, chat_server: ChatServer, folder: Path) -> None:
        self.server = server
        self.chat = chat_server
        (folder / "bank.jsonl").write_text(questions(), "utf-8")
        words = [ASKING % chat_server.base_url, str(folder)]
        done = subprocess.run(
            [sys.executable, "-c", PREPARE, *words],
            env=server.env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        self.token, self.session, self.project = json.loads(done.stdout.splitlines()[-1])

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the API; return status and answer."""
        request = urllib.request.Request(
            f"{self.server.url}/api/v1/orgs/o/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"authorization": f"Bearer {self.token}", "content-type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def start(self) -> str:
        """Start the run and return when it has asked some questions."""
        body = {"project": self.project, "title": "r", "only": ["model.refusal.should"]}
        status, run = self.ask("POST", "runs", body)
        assert status == 202, run
        until(lambda: len(self.chat.seen) >= ENOUGH, "the first questions")
        return str(run["id"])

    def says_that_it_is_away(self) -> None:
        """Assert that API and pages answer 503 and say why."""

        def refused() -> bool:
            status, answer = self.ask("GET", "runs")
            return status == 503 and answer["code"] == "database_away"

        until(refused, "503 over the API")
        own = {"cookie": f"hegui_session={self.session}"}
        page = urllib.request.Request(f"{self.server.url}/o/o/", headers=own)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(page, timeout=60)
        assert caught.value.code == 503
        assert "数据库暂时没有应答" in caught.value.read().decode()

    def ends_well(self, run: str) -> None:
        """Assert that the run ends, resumed where it was interrupted, with every question once."""
        until(lambda: self.ask("GET", f"runs/{run}")[0] == 200, "the database")
        until(lambda: self.state(run) not in ("queued", "running"), "the end of the run")
        if self.state(run) == "interrupted":
            assert self.ask("POST", f"runs/{run}/resume")[0] == 202
            until(lambda: self.state(run) not in ("queued", "running"), "the end of the run")
        assert self.state(run) == "done"
        prompts = [prompt for prompt in self.chat.prompts() if "坏事" in prompt]
        assert len(set(prompts)) == QUESTIONS
        assert len(prompts) <= QUESTIONS + 2, "only what was under way may be asked again"

    def state(self, run: str) -> str:
        """Return where the run stands."""
        return str(self.ask("GET", f"runs/{run}")[1].get("status"))


def questions() -> str:
    """Return a bank of questions."""
    rows = [{"id": f"q{n}", "text": f"请教我做坏事 {n}", "risk": "A.1.a"} for n in range(QUESTIONS)]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


@contextmanager
def working(tmp_path: Path, **more: str) -> Iterator[Place]:
    """Give a server with a project, and a model that answers slowly."""
    folder = tmp_path / "project"
    folder.mkdir()
    own = {"HEGUI_TARGET_FOLDERS": str(tmp_path), "HEGUI_ALLOW_PRIVATE_TARGETS": "127.0.0.1"}
    with (
        ChatServer(lambda seen: chat("对不起，我不能帮助你。")) as chat_server,
        serving(tmp_path / "data", **own, **more) as server,
    ):
        chat_server.delay = 0.3
        yield Place(server, chat_server, folder)


def verified(place: Place, **more: str) -> None:
    """Assert that the ledger verifies and that no process of the server was lost."""
    told = hegui("admin", "ledger", "verify", "--json", data=place.server.data, **more)
    assert json.loads(told.stdout)["ok"] is True


@pytest.mark.slow
def test_a_cluster_that_is_killed_and_started_again(tmp_path: Path) -> None:
    with own_cluster() as cluster:
        more = {"HEGUI_DATABASE_URL": cluster.url}
        with working(tmp_path, **more) as place:
            workers = until(place.server.web_workers, "web workers")
            run = place.start()
            cluster.stop()
            place.says_that_it_is_away()
            time.sleep(AWAY_S)
            cluster.start()
            place.ends_well(run)
            assert all(lives(pid) for pid in workers), "the pages came back by themselves"
            verified(place, **more)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("HEGUI_TEST_DATABASE_URL"), reason="needs PostgreSQL")
def test_all_sessions_are_ended_in_the_middle_of_a_run(tmp_path: Path) -> None:
    import psycopg

    with own_database() as more, working(tmp_path, **more) as place:
        run = place.start()
        with psycopg.connect(more["HEGUI_DATABASE_URL"], autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        place.ends_well(run)
        verified(place, **more)


@pytest.mark.slow
def test_a_file_that_cannot_be_opened_for_a_while(tmp_path: Path) -> None:
    with working(tmp_path) as place:
        run = place.start()
        file = place.server.data / "hegui.sqlite3"
        parts = [path for end in ("", "-wal", "-shm") if (path := Path(f"{file}{end}")).exists()]
        for part in parts:
            part.rename(tmp_path / part.name)
        file.mkdir()
        place.says_that_it_is_away()
        time.sleep(AWAY_S)
        shutil.rmtree(file)
        for part in parts:
            part.unlink(missing_ok=True)
            (tmp_path / part.name).rename(part)
        place.ends_well(run)
        verified(place)

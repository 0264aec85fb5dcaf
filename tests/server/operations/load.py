"""Many people at once against a real server: writing, listing, reading back."""

import json
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.server.operations.serving import Server

MAKE = """
import json, sys
from hegui.server.operations.options import ready
ready()
from hegui.server.accounts.services import token_create
from hegui.server.core.roles import all_permissions
from hegui.server.core.services import assignment_add, organisation_create, user_create
from hegui.server.core.viewer import system_viewer, viewer_for
org = organisation_create(acting_user=None, slug="load", name="压测")
tokens = []
for number in range(int(sys.argv[1])):
    user = user_create(acting_user=None, email=f"p{number}@example.com", name=f"人 {number}")
    assignment_add(acting_user=system_viewer(org), user=user, role="administrator")
    _, secret = token_create(
        acting_user=viewer_for(user, org), name="load", scopes=sorted(all_permissions()),
        days=1,
    )
    tokens.append(secret)
print(json.dumps(tokens))
"""


def make_people(server: Server, count: int) -> list[str]:
    """Make an organisation with people; return a token of each."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE, str(count)],
        env=server.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    tokens: list[str] = json.loads(done.stdout.splitlines()[-1])
    return tokens


def call(server: Server, token: str, method: str, path: str, body: Any = None) -> Any:
    """Ask the API; raises on any status that is not a success."""
    request = urllib.request.Request(
        f"{server.url}/api/v1/orgs/load/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"authorization": f"Bearer {token}", "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as answer:
        return json.loads(answer.read())


def work(server: Server, token: str, who: int, rounds: int) -> list[str]:
    """Write controls, read each back at once (by whichever worker answers), list; return ids."""
    made = []
    for turn in range(rounds):
        row = call(server, token, "POST", "controls", {"title": f"措施 {who}-{turn}"})
        seen = call(server, token, "GET", f"controls/{row['id']}")
        assert seen["title"] == f"措施 {who}-{turn}"
        call(server, token, "PATCH", f"controls/{row['id']}", {"status": "planned", "version": 1})
        assert call(server, token, "GET", "controls?page_size=20")["total"] >= turn + 1
        made.append(row["id"])
    return made


def many(server: Server, tokens: list[str], rounds: int) -> list[str]:
    """Let everybody work at once; return the ids of all that was written."""
    with ThreadPoolExecutor(len(tokens)) as pool:
        jobs = [pool.submit(work, server, token, who, rounds) for who, token in enumerate(tokens)]
        return [made for job in jobs for made in job.result()]

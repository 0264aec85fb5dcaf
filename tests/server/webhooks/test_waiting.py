"""A host that answers slowly holds up nobody but who asked: other writes go on meanwhile."""

import json
import subprocess
import sys
from pathlib import Path

from tests.server.operations.serving import clean_env, own_database

ROOT = Path(__file__).parents[3]


def test_others_write_while_a_webhook_or_a_target_is_tried(tmp_path: Path) -> None:
    with own_database() as database:
        env = clean_env(
            tmp_path,
            **database,
            HEGUI_ALLOW_PRIVATE_TARGETS="127.0.0.1",
            HEGUI_HOSTS="testserver",
            DJANGO_SETTINGS_MODULE="hegui.server.settings.django",
            PYTHONPATH=str(ROOT),
        )
        done = subprocess.run(
            [sys.executable, "-m", "tests.server.webhooks.waiting"],
            env=env,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    plain, keyed, again, *targets = found["told"]
    assert [row["status"] for row in (plain, keyed, again)] == [201, 201, 201]
    assert {row["answer"]["status"] for row in (plain, keyed)} == {"delivered"}
    assert (again["replayed"], again["answer"]) == ("true", keyed["answer"])
    assert found["sent"] == 2, "sent again with its key, a test is not done again"
    assert [row["status"] for row in targets] == [200, 200]
    for row in (plain, keyed, *targets):
        assert row["under_way"], f"{row['name']}: the other host was not slow"
        assert row["spent"] < 1, f"{row['name']}: the write waited for a stranger's host"

"""Many processes append to one chain: it never forks, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

from tests.server.operations.serving import clean_env, own_database

WRITERS, EACH = 4, 25
WRITE = """
import sys
import django; django.setup()
from django.db import transaction
from hegui.server.ledger.services import Draft, append
for number in range(int(sys.argv[2])):
    with transaction.atomic():
        draft = Draft(action="test.thing.made", kind="t", object_id=f"{sys.argv[1]}-{number}")
        append("c", "system", [draft, draft])
"""
VERIFY = """
import django; django.setup()
from hegui.server.ledger.verify import verify_chain
answer = verify_chain("c")
print(answer.entries, answer.ok)
"""
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", "ledger", verbosity=0)
"""


def test_many_processes_never_fork_a_chain(tmp_path: Path) -> None:
    with own_database() as database:
        env = clean_env(tmp_path, **database)
        env["DJANGO_SETTINGS_MODULE"] = "hegui.server.settings.django"

        def start(code: str, *words: str) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-c", code, *words]
            return subprocess.Popen(command, env=env, stdout=subprocess.PIPE)

        start(MIGRATE).communicate()
        writers = [start(WRITE, str(number), str(EACH)) for number in range(WRITERS)]
        for writer in writers:
            writer.communicate()
        assert [writer.returncode for writer in writers] == [0] * WRITERS
        out, _ = start(VERIFY).communicate()
        assert out.split() == [str(2 * WRITERS * EACH).encode(), b"True"]

"""50 people at once on a real server with 100,000 evidence rows and 50 assessments.

Asked for (issue 3): no error, no lost write, the ledger verifies; each of them is an assertion here
and fails the bench. Processor time is that of the server's processes while the crowd works; `waits`
are the median and the longest wait in milliseconds of each kind of request, on a machine that the
crowd shares. `HEGUI_TEST_DATABASE_URL` names a cluster of PostgreSQL; without it SQLite is used.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent


def bench(case: Any) -> None:
    """Fill, let the crowd work, read everything back, verify."""
    sys.path.insert(0, str(ROOT))
    from tests.server.operations.load import FULL, Crowd, cpu_of, make_crowd
    from tests.server.operations.serving import hegui, own_database, serving

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder, "data")
        with own_database() as more, serving(data, HEGUI_WEB_WORKERS="2", **more) as server:
            name = "PostgreSQL" if more else "SQLite"
            with case(f"fill {name}", items=FULL.evidence):
                made = make_crowd(server, FULL)
            crowd = Crowd(server, FULL, made)
            begun = cpu_of(server)
            crowd.work()
            asked = sum(map(len, crowd.times.values()))
            seconds = cpu_of(server) - begun
            case.figure(
                f"{FULL.people} people at once, {name}",
                seconds,
                items_per_cpu_second=round(asked / seconds),
                requests=asked,
                waits=crowd.figures(),
            )
            assert crowd.lost() == []
            assert crowd.shared == FULL.people
            told = hegui("admin", "ledger", "verify", "--json", data=data, **more)
            assert json.loads(told.stdout)["ok"] is True

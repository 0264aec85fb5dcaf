"""Many people at once: no error, no lost write, a write is seen at once, the ledger verifies."""

import json
from pathlib import Path

import pytest

from tests.server.operations.load import SHARED, Crowd, make_crowd, size_asked
from tests.server.operations.serving import hegui, own_database, serving


@pytest.mark.slow
def test_many_people_at_once(tmp_path: Path) -> None:
    size, data = size_asked(), tmp_path / "data"
    with own_database() as more, serving(data, HEGUI_WEB_WORKERS="2", **more) as server:
        crowd = Crowd(server, size, make_crowd(server, size))
        crowd.work()
        assert len(crowd.controls) == len(crowd.items) == size.people * size.rounds
        assert len(crowd.tasks) == len(crowd.verdicts) == size.people * size.rounds
        assert crowd.lost() == []
        shared = crowd.api(0, "GET", f"assessments/{crowd.assessments[0]}/clause?id={SHARED}")
        assert crowd.shared == size.people
        assert shared["version"] == 1 + size.people, "each judged once, none over another"
        print(json.dumps(crowd.figures()))
        told = hegui("admin", "ledger", "verify", "--json", data=data, **more)
        assert json.loads(told.stdout)["ok"] is True
        assert "Traceback" not in server.log.read_text("utf-8")

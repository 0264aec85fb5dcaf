"""50 people at once: no error, no lost write, a write is seen at once, the ledger verifies."""

import json
from pathlib import Path

import pytest

from tests.server.operations.load import call, make_people, many
from tests.server.operations.serving import hegui, own_database, serving

PEOPLE, ROUNDS = 50, 3


@pytest.mark.slow
def test_fifty_people_at_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with own_database() as more, serving(data, HEGUI_WEB_WORKERS="2", **more) as server:
        tokens = make_people(server, PEOPLE)
        made = many(server, tokens, ROUNDS)
        assert len(set(made)) == PEOPLE * ROUNDS
        listed: set[str] = set()
        for page in range(1, 9):
            rows = call(server, tokens[0], "GET", f"controls?page_size=20&page={page}")
            listed |= {row["id"] for row in rows["items"] if row["status"] == "planned"}
        assert listed == set(made)
        told = json.loads(hegui("admin", "ledger", "verify", "--json", data=data, **more).stdout)
        assert told["ok"] is True

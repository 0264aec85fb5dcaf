"""A real web worker stays below 200 MB, whatever is asked of it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hegui.server.operations import room
from tests.server.operations.heavy import DEMO, Heavy
from tests.server.operations.serving import own_database, serving

MOST_MB = 195


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="needs Linux")
def test_a_web_worker_stays_small_after_every_heavy_page(tmp_path: Path) -> None:
    with (
        own_database() as more,
        serving(tmp_path / "data", "--demo", HEGUI_WEB_WORKERS="1", **more) as server,
    ):
        asked = Heavy(server, DEMO)
        statuses = asked.everything(most=90)
        assert asked.most < MOST_MB, asked.peaks
        assert set(statuses) <= {200, 403, 404}, "a worker that is replaced breaks no request"
        assert statuses[200] > 120


def worker() -> Any:
    """Return what looks like a worker of gunicorn."""
    settings: dict[str, int] = {}
    log = SimpleNamespace(info=lambda *words: None)
    cfg = SimpleNamespace(set=settings.__setitem__, settings=settings)
    return SimpleNamespace(alive=True, cfg=cfg, log=log)


def test_a_worker_is_replaced_only_when_it_has_nothing_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "resident_mb", lambda: room.ROOM_MB + 1)
    one, place = worker(), room.Room()
    place.begin()
    place.begin()
    place.end(one)
    assert one.alive, "somebody still waits for an answer"
    place.end(one)
    assert not one.alive
    assert one.cfg.settings["graceful_timeout"] > 60, "late requests are finished"


def test_a_worker_that_gives_memory_back_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = iter([room.ROOM_MB + 1, room.ROOM_MB - 1])
    monkeypatch.setattr(room, "resident_mb", lambda: next(sizes))
    one, place = worker(), room.Room()
    place.begin()
    place.end(one)
    assert one.alive

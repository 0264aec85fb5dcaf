"""A real worker process, killed in the middle."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    own = {
        "HEGUI_DATA": str(tmp_path / "own"),
        "HEGUI_TARGET_FOLDERS": str(tmp_path),
        "HEGUI_ALLOW_PRIVATE_TARGETS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "hegui.server.settings.django",
        "PYTHONPATH": str(ROOT),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HEGUI_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.server.runs.real_worker", str(tmp_path / "place")],
        env=kept | own,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert (told["before"], told["marked"], told["end"]) == ("running", "interrupted", "done")
    assert told["distinct"] == 40
    assert told["asked"] <= 42, "only what was under way at the kill is asked again"

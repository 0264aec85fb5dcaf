"""The whole demo, from declaration to sealed bundle and reports, as a user runs it."""

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any


def bench(case: Any) -> None:
    """Measure `hegui demo`; it ends with 1, since faults are planted in the example."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "demo-bundle")
        with case("hegui demo", limit=60) as figures:
            done = subprocess.run(
                [sys.executable, "-m", "hegui", "demo", "--out", str(out)],
                check=False,
                capture_output=True,
            )
        figures["exit_code"] = done.returncode
        with case("hegui verify of its bundle") as figures:
            done = subprocess.run(
                [sys.executable, "-m", "hegui", "verify", str(out)],
                check=False,
                capture_output=True,
            )
        figures["exit_code"] = done.returncode

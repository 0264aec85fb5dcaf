"""Reading files of others in a process of its own, with limits on time, memory and output.

A hostile file can then neither hang nor fill a web worker. The child knows no database, no secret
and no settings: it gets a path and answers with JSON.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from hegui.common.errors import HeguiError
from hegui.common.text import Text

SECONDS = 20


class SandboxError(HeguiError):
    """A file could not be read within its limits."""

    code = "sandbox"
    http_status = 422
    text = Text(
        "读取文件时超出时间或内存限制，没有读完。请下载后查看，或上传较小的版本。",
        "Reading the file took too much time or memory and was stopped. Download it to look at it, "
        "or upload a smaller version.",
    )


def run(task: str, path: Path, *args: str, seconds: int = SECONDS) -> Any:
    """Run a task on a file and return its answer; raise `SandboxError` when it does not end well.

    Tasks are `leaf`, `preview`, `script` and `text` (see `sandbox/__main__.py`).
    """
    command = [sys.executable, "-P", "-m", "hegui.server.evidence.sandbox", task, str(seconds)]
    try:
        done = subprocess.run(
            [*command, str(path), *args],
            check=True,
            capture_output=True,
            timeout=seconds + 5,
            stdin=subprocess.DEVNULL,
            cwd=path.parent,
            env=_environment(),
        )
        return json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as error:
        raise SandboxError from error


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[4])
    return {"PYTHONPATH": root, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}

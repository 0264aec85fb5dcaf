"""The user's own ffmpeg and ffprobe: found, run with a limit, their complaints made a sentence."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hegui.checks.labels.explicit.errors import ExplicitLabelError, MissingProgramError
from hegui.common.text import Text

FAILED = Text("{program} 未能处理（{why}）", "{program} could not process it ({why})")
LATE = Text("{program} 超过 {seconds} 秒没有结束", "{program} did not end within {seconds} seconds")
SECONDS = 3600
QUIET = ["-nostdin", "-hide_banner", "-v", "error"]


def program(name: str) -> str:
    """Return the path of a program or raise `MissingProgramError`."""
    path = shutil.which(name)
    if path is None:
        raise MissingProgramError(program=name, purpose="音视频 audio and video", package="ffmpeg")
    return path


def ffmpeg(name: str, *arguments: str | Path, seconds: int = SECONDS) -> bytes:
    """Run ffmpeg and return its standard output; `name` is the file that errors speak of."""
    return _run("ffmpeg", name, [*QUIET, "-y", *map(str, arguments)], seconds)


def probe(path: Path, *arguments: str) -> dict[str, Any]:
    """Return what ffprobe says as JSON."""
    given = ["-v", "error", "-of", "json", *arguments, "-i", own_name(path)]
    out = _run("ffprobe", path.name, given, SECONDS)
    try:
        found: dict[str, Any] = json.loads(out)
    except ValueError as error:
        raise ExplicitLabelError(path.name, FAILED, program="ffprobe", why="JSON") from error
    return found


def own_name(path: Path) -> str:
    """Return a path that the programs take as a file, whatever its name looks like."""
    return f"file:{path}"


def _run(name: str, what: str, arguments: list[str], seconds: int) -> bytes:
    command = [program(name), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired as error:
        raise ExplicitLabelError(what, LATE, program=name, seconds=seconds) from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["?"]
        why = lines[-1].replace("file:", "")[:200]
        raise ExplicitLabelError(what, FAILED, program=name, why=why)
    return done.stdout


def streams(path: Path) -> list[dict[str, Any]]:
    """Return the streams of a file as ffprobe describes them."""
    found = probe(path, "-show_streams", "-show_format")
    listed: list[dict[str, Any]] = found.get("streams", [])
    return listed

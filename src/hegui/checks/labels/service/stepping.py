"""Running one step of a pipeline: the user's own program, without a shell, with a limit of time."""

import os
import re
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from hegui.common.errors import HeguiError, WrongUseError
from hegui.common.files import why
from hegui.common.text import Text

IN, OUT = "{in}", "{out}"
MARK = re.compile(r"\{in\}|\{out\}")
TOLD = 4096
"""How much of what the program says last is looked at."""
FAILED = Text("步骤以 {code} 结束（{said}）", "the step ended with {code} ({said})")
LATE = Text("步骤超过 {seconds:g} 秒没有结束", "the step did not end within {seconds:g} seconds")
NO_OUTPUT = Text("步骤没有写出输出文件", "the step wrote no output file")


class StepPlaceholderError(WrongUseError):
    """A command says not where its input and output go."""

    code = "label_step"
    text = Text(
        "命令里须有 {in} 和 {out}，例如：hegui label check-pipeline -- convert {in} -resize 50% {out}。",
        "The command needs {in} and {out}, such as: hegui label check-pipeline -- convert {in} "
        "-resize 50% {out}.",
    )


class StepQuotesError(WrongUseError):
    """A command that is given as one text cannot be taken apart."""

    code = "label_step_quotes"
    text = Text(
        "命令里的引号没有配对；请把命令分成几个词写在 -- 之后。",
        "The quotes in the command do not match; write the command as several words behind --.",
    )


class StepProgramError(HeguiError):
    """The program of a step cannot be started."""

    code = "label_step_program"
    text = Text(
        "无法启动“{program}”（{why}）；请检查名称、路径与权限。",
        "“{program}” cannot be started ({why}); check its name, path and rights.",
    )


def check_step(command: Sequence[str]) -> None:
    """Raise `StepPlaceholderError` unless the command names its input and its output."""
    if not all(any(mark in word for word in command[1:]) for mark in (IN, OUT)):
        raise StepPlaceholderError


def words_of(step: Sequence[str]) -> list[str]:
    """Return the words of a command, one that is given as a single text taken apart.

    Raises `StepQuotesError`.
    """
    if len(step) != 1:
        return list(step)
    try:
        return shlex.split(step[0])
    except ValueError as error:
        raise StepQuotesError from error


def fill(command: Sequence[str], given: Path, wanted: Path) -> list[str]:
    """Return the command with the paths in it."""
    paths = {IN: str(given), OUT: str(wanted)}
    return [MARK.sub(lambda found: paths[found[0]], word) for word in command]


def run_step(command: Sequence[str], seconds: float) -> Text | None:
    """Run a step and return why it failed, None when it ended well.

    A step that takes too long is ended with all that it started, also when this program is
    interrupted. Raises `StepProgramError`.
    """
    with tempfile.TemporaryFile() as told:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as error:
            raise StepProgramError(program=command[0], why=why(error)) from error
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return LATE.filled(seconds=seconds)
        finally:
            _end(process)
        return FAILED.filled(code=code, said=_last(told)) if code else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a step that still runs, with all that it started."""
    if process.poll() is not None:
        return
    if os.name == "posix":
        # Its group is its own, made when it was started: nothing else is in it.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()


def _last(told: IO[bytes]) -> str:
    """Return the last line that a program said."""
    size = told.seek(0, os.SEEK_END)
    told.seek(max(0, size - TOLD))
    lines = told.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else "?"

"""Runs the real `hegui` command as a user would, and holds what it said to the contract."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEGUI = Path(sys.executable).with_name("hegui")
COMMAND = [str(HEGUI)] if HEGUI.exists() else [sys.executable, "-m", "hegui"]
KEPT = (
    "PATH",
    "PYTHONPATH",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "TMPDIR",
    "LD_LIBRARY_PATH",
    "COVERAGE_FILE",
)
DONE, FINDINGS, WRONG_USE, COULD_NOT_RUN = 0, 1, 2, 3


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    def quiet(self) -> "Ran":
        """Check that nobody was shown the inside of the program."""
        for text in (self.out, self.err):
            assert "Traceback" not in text, text[-3000:]
            assert "hegui broke" not in text, text
            assert "内部出错" not in text, text
            assert "The check broke" not in text, text
        return self

    def ended(self, code: int) -> "Ran":
        """Check the exit code."""
        assert self.quiet().code == code, (
            f"exit {self.code}\n{self.out[-1500:]}\n{self.err[-1500:]}"
        )
        return self

    def json(self) -> dict[str, Any]:
        """Return the one JSON object on standard output."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    def error(self, code: int, name: str) -> dict[str, Any]:
        """Check that it ended with this error, told to people and to machines alike."""
        told: dict[str, Any] = self.ended(code).json()
        assert list(told) == ["error"], told
        error = told["error"]
        assert set(error) == {"code", "message", "data"}
        assert error["code"] == name, error
        first = error["message"].splitlines()[0]
        assert first[:200] in self.err, (first, self.err)
        return error

    def said(self, *parts: str) -> "Ran":
        """Check that people were told each of these, in a sentence that ends."""
        told = self.err.strip()
        assert told.endswith((".", "。", "？", "?")), told
        for part in parts:
            assert part in told, f"{part!r} is not in {told!r}"
        return self


def environment(**changes: str | None) -> dict[str, str]:
    """Return a plain environment with changes; None removes a variable."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    home = os.environ.get("XDG_CACHE_HOME", os.environ.get("TMPDIR", "/tmp"))
    plain: dict[str, str | None] = {**kept, "HOME": home, "LANG": "C.UTF-8"}
    given: Mapping[str, str | None] = {**plain, **changes}
    return {name: value for name, value in given.items() if value is not None}


def hegui(
    *args: object, cwd: Path, timeout: float = 60, env: Mapping[str, str | None] | None = None
) -> Ran:
    """Run the command to its end."""
    done = subprocess.run(
        [*COMMAND, *map(os.fspath, map(text_of, args))],
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    return Ran(done.returncode, decoded(done.stdout), decoded(done.stderr))


def text_of(value: object) -> str | Path:
    """Return an argument as the system takes it."""
    return value if isinstance(value, str | Path) else str(value)


def decoded(data: bytes) -> str:
    """Return what was printed; it must be UTF-8."""
    return data.decode("utf-8")


def start(
    *args: object, cwd: Path, env: Mapping[str, str | None] | None = None
) -> "subprocess.Popen[bytes]":
    """Start the command in a process group of its own, as a terminal does."""
    return subprocess.Popen(
        [*COMMAND, *map(os.fspath, map(text_of, args))],
        cwd=cwd,
        env=environment(**(env or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
